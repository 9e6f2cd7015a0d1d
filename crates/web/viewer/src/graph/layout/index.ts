/** Layouts by name. Forces run in a worker; the rest are quick enough for a frame. */
import type { LayoutName } from '../../state/url';
import type { Scene } from '../scene';
import * as shapes from './shapes';
import type { LayoutInput, Positions } from './types';

export function inputOf(scene: Scene, fixed: ReadonlySet<string>): LayoutInput {
  return {
    nodes: scene.nodes.map(({ key, kind, rank, first, dc, x, y }) => ({ key, kind, rank, first, dc, x, y })),
    links: scene.links.map((link) => [link.a, link.b]),
    fixed: scene.nodes.flatMap((node, i) => (fixed.has(node.key) ? [i] : [])),
  };
}

/** Positions of the simple layouts; nothing for those that need a server or a worker. */
export function simple(name: LayoutName, input: LayoutInput): Positions | null {
  switch (name) {
    case 'circle': return shapes.circle(input);
    case 'grid': return shapes.grid(input);
    case 'tree': return shapes.tree(input);
    case 'time': return shapes.time(input);
    case 'stored':
    case 'force': return null;
  }
}

type Told = { id: number; positions: Positions; done: boolean };

/** Trusted Types let a worker start only from a script of our own origin. */
const policy = globalThis.trustedTypes?.createPolicy('worker-url', {
  createScriptURL: (text: string) => {
    if (new URL(text, location.href).origin !== location.origin) throw new TypeError('a worker of another origin');
    return text;
  },
});

export class ForceLayout {
  #worker: Worker | null = null;
  #id = 0;

  /** Runs to the end; an older run that still goes is forgotten. */
  run(input: LayoutInput, onStep: (positions: Positions, done: boolean) => void, rounds = roundsFor(input.nodes.length)): void {
    const id = ++this.#id;
    this.#worker?.terminate();
    this.#worker = this.#start();
    this.#worker.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.id === this.#id) onStep(data.positions, data.done);
    };
    this.#worker.postMessage({ id, input, rounds });
  }

  stop(): void {
    this.#id += 1;
    this.#worker?.terminate();
    this.#worker = null;
  }

  #start(): Worker {
    const address = new URL(workerUrl, location.href).href;
    return new Worker((policy ? policy.createScriptURL(address) : address) as string, { type: 'module' });
  }
}

/** Fewer rounds for larger graphs: at 20,000 nodes a picture matters more than the last bit of order. */
const roundsFor = (nodes: number): number => Math.max(60, Math.min(300, Math.round(240_000 / Math.max(1, nodes))));

import workerUrl from './worker?worker&url';
