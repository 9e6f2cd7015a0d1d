/** Forces off the page's thread; tells how it goes a few times, then the end. */
import { force } from './force';
import type { LayoutInput } from './types';

onmessage = (event: MessageEvent<{ id: number; input: LayoutInput; rounds: number }>) => {
  const { id, input, rounds } = event.data;
  let told = performance.now();
  const positions = force(input, {
    rounds,
    onRound: (now, done) => {
      if (done < rounds && performance.now() - told > 120) {
        told = performance.now();
        postMessage({ id, positions: now.slice(), done: false });
      }
    },
  });
  postMessage({ id, positions, done: true });
};
