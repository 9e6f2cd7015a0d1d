/** Nodes on their way from one place to another. */
import type { Scene } from './scene';

const MS = 380;
/** Larger pictures jump: a glide of a slide show helps nobody. */
const MOST_NODES = 5000;

export class Glide {
  #from: Float32Array | null = null;
  #to: Float32Array | null = null;
  #start = 0;

  /** Puts nodes that were elsewhere before back to where they were, to go on from there; when none was, nothing moves. */
  begin(before: Scene, scene: Scene): void {
    this.#from = this.#to = null;
    if (scene.nodes.length > MOST_NODES || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const to = Float32Array.from(scene.nodes.flatMap((node) => [node.x, node.y]));
    let moved = false;
    for (const node of scene.nodes) {
      const old = before.nodes[before.index.get(node.key) ?? -1];
      if (!old) continue;
      moved ||= Math.hypot(old.x - node.x, old.y - node.y) > 1;
      node.x = old.x;
      node.y = old.y;
    }
    this.#from = Float32Array.from(scene.nodes.flatMap((node) => [node.x, node.y]));
    this.#to = to;
    this.#start = performance.now();
    if (!moved) this.step(scene, Infinity);
  }

  /** Moves the nodes on; true while there is some way left. */
  step(scene: Scene, now: number): boolean {
    const [from, to] = [this.#from, this.#to];
    if (!from || !to) return false;
    const t = Math.min(1, (now - this.#start) / MS);
    const eased = 1 - (1 - t) ** 3;
    scene.nodes.forEach((node, i) => {
      node.x = from[i * 2]! + (to[i * 2]! - from[i * 2]!) * eased;
      node.y = from[i * 2 + 1]! + (to[i * 2 + 1]! - from[i * 2 + 1]!) * eased;
    });
    if (t === 1) this.#from = this.#to = null;
    return t < 1;
  }

  /** Where the nodes are going, if they are on their way. */
  get end(): Float32Array | null { return this.#to; }
}
