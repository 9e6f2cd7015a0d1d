/** What lies under a point of the screen. */
import { distance, inside, type Curve } from './geometry';
import { curveOf } from './links';
import type { Scene, SceneLink, SceneNode } from './scene';

export type Target = { kind: 'node'; node: SceneNode } | { kind: 'link'; link: SceneLink };

const REACH = 5;

/** The topmost node, else the nearest link within a few pixels. */
export function hit(scene: Scene, points: Float32Array, x: number, y: number): Target | null {
  for (let i = scene.nodes.length - 1; i >= 0; i--) {
    if (Math.hypot(points[i * 3]! - x, points[i * 3 + 1]! - y) <= points[i * 3 + 2]! + 4) return { kind: 'node', node: scene.nodes[i]! };
  }
  let best: SceneLink | null = null;
  let nearest = REACH;
  for (const link of scene.links) {
    if (!near(link, points, x, y)) continue;
    const curve = curveOf(link, points);
    const away = curve ? distance(curve, x, y) : Infinity;
    if (away < nearest) {
      nearest = away;
      best = link;
    }
  }
  return best ? { kind: 'link', link: best } : null;
}

/** A cheap test first: the box round both ends, widened by the bend. */
function near(link: SceneLink, points: Float32Array, x: number, y: number): boolean {
  const ax = points[link.a * 3]!;
  const ay = points[link.a * 3 + 1]!;
  const bx = points[link.b * 3]!;
  const by = points[link.b * 3 + 1]!;
  const slack = REACH + Math.abs(link.bend) * (Math.abs(ax - bx) + Math.abs(ay - by));
  return x > Math.min(ax, bx) - slack && x < Math.max(ax, bx) + slack && y > Math.min(ay, by) - slack && y < Math.max(ay, by) + slack;
}

export function nodesInside(scene: Scene, points: Float32Array, polygon: readonly { x: number; y: number }[]): string[] {
  return scene.nodes.filter((_, i) => inside(points[i * 3]!, points[i * 3 + 1]!, polygon)).map((node) => node.key);
}

export type { Curve };
