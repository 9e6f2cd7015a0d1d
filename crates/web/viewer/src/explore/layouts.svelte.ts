/** Keeps the board's places in step with the chosen layout. */
import { ForceLayout, inputOf, simple } from '../graph/layout';
import type { Scene } from '../graph/scene';
import type { Positions } from '../graph/layout/types';
import type { LayoutName } from '../state/url';
import { board } from './board.svelte';

export class Layouts {
  running = $state(false);
  #force = new ForceLayout();

  /** Applies a layout to the scene; forces go on in their worker and report as they run. */
  apply(name: LayoutName, scene: Scene): void {
    this.#force.stop();
    this.running = false;
    if (scene.nodes.length === 0) return;
    const lost = scene.nodes.filter((node) => !Number.isFinite(node.x) || !Number.isFinite(node.y));
    if (name === 'stored' && lost.length === 0) return this.#take(new Map());
    const pinned = new Set(scene.nodes.filter((node) => node.pinned).map((node) => node.key));
    const input = inputOf(scene, name === 'stored' ? new Set(scene.nodes.filter((node) => !lost.includes(node)).map((node) => node.key)) : pinned);
    const positions = simple(name, input);
    if (positions) return this.#take(places(scene, positions));
    this.running = true;
    this.#force.run(input, (now, done) => {
      this.running = !done;
      this.#take(places(scene, now));
      if (done && name === 'force') queueMicrotask(() => board.view?.fit());
    });
  }

  stop(): void {
    this.#force.stop();
    this.running = false;
  }

  #take(next: Map<string, { x: number; y: number }>): void {
    if (next.size === 0 && board.places.size === 0) return;
    board.places = next;
  }
}

const places = (scene: Scene, positions: Positions) => new Map(scene.nodes.map((node, i) => [node.key, { x: positions[i * 2]!, y: positions[i * 2 + 1]! }]));
