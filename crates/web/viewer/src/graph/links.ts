/** Links, one stroke for all of one style: the number of strokes, not of links, is what costs. */
import { curve, type Curve } from './geometry';
import type { Frame } from './paint';
import type { Scene, SceneLink } from './scene';
import type { Surface } from './surface';

interface Style { colour: string; width: number; dashed: boolean; alpha: number }
interface Batch extends Style { links: SceneLink[] }

const DIM = 0.12;

export function paintLinks(on: Surface, scene: Scene, points: Float32Array, frame: Frame): void {
  for (const batch of batches(scene, frame)) {
    on.strokeStyle = batch.colour;
    on.fillStyle = batch.colour;
    on.lineWidth = batch.width;
    on.globalAlpha = batch.alpha;
    on.setLineDash(batch.dashed ? [5, 4] : []);
    if (frame.fast) straight(on, batch.links, points, frame);
    else curved(on, batch.links, points, frame);
  }
  on.setLineDash([]);
  on.globalAlpha = 1;
}

function batches(scene: Scene, { palette, marks, fast }: Frame): Batch[] {
  const out = new Map<string, Batch>();
  const dimming = marks.brightLinks !== null || marks.path !== null;
  for (const link of scene.links) {
    const onPath = marks.path?.has(link.id) ?? false;
    const bright = onPath || (marks.brightLinks?.has(link.id) ?? false);
    const chosen = marks.selected === link.id || marks.hovered === link.id;
    const level = onPath ? 3 : chosen ? 2 : bright ? 1 : 0;
    const dashed = link.failed === 'all';
    const key = `${level}${dashed ? 1 : 0}${link.width}${link.colour}`;
    let batch = out.get(key);
    if (!batch) {
      batch = {
        colour: palette[onPath ? '--danger' : chosen ? '--accent' : link.colour]!, width: (fast ? 1 : 0.6 + link.width * 0.6) + (level > 1 ? 1.4 : 0), dashed,
        alpha: level > 0 ? 1 : dimming ? DIM : 0.62, links: [],
      };
      out.set(key, batch);
    }
    batch.links.push(link);
  }
  return [...out].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, batch]) => batch);
}

const outside = (ax: number, ay: number, bx: number, by: number, width: number, height: number) =>
  (ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > width && bx > width) || (ay > height && by > height);

function straight(on: Surface, links: SceneLink[], points: Float32Array, { camera }: Frame): void {
  on.beginPath();
  for (const link of links) {
    const ax = points[link.a * 3]!;
    const ay = points[link.a * 3 + 1]!;
    const bx = points[link.b * 3]!;
    const by = points[link.b * 3 + 1]!;
    if (outside(ax, ay, bx, by, camera.width, camera.height)) continue;
    on.moveTo(ax, ay);
    on.lineTo(bx, by);
  }
  on.stroke();
}

export function curveOf(link: SceneLink, points: Float32Array): Curve | null {
  const a = link.a * 3;
  const b = link.b * 3;
  return curve(points[a]!, points[a + 1]!, points[a + 2]! + 1, points[b]!, points[b + 1]!, points[b + 2]! + 5, link.bend);
}

function curved(on: Surface, links: SceneLink[], points: Float32Array, { camera }: Frame): void {
  const curves: Curve[] = [];
  for (const link of links) {
    const a = link.a * 3;
    const b = link.b * 3;
    if (outside(points[a]!, points[a + 1]!, points[b]!, points[b + 1]!, camera.width, camera.height)) continue;
    const shape = curveOf(link, points);
    if (shape) curves.push(shape);
  }
  on.beginPath();
  for (const c of curves) {
    on.moveTo(c.x0, c.y0);
    on.quadraticCurveTo(c.cx, c.cy, c.x1, c.y1);
  }
  on.stroke();
  on.setLineDash([]);
  on.beginPath();
  for (const c of curves) arrowhead(on, c);
  on.fill();
}

function arrowhead(on: Surface, c: Curve): void {
  const length = Math.hypot(c.x1 - c.cx, c.y1 - c.cy) || 1;
  const ux = (c.x1 - c.cx) / length;
  const uy = (c.y1 - c.cy) / length;
  const tip = 4;
  on.moveTo(c.x1 + ux * tip, c.y1 + uy * tip);
  on.lineTo(c.x1 - ux * 4 - uy * 3.4, c.y1 - uy * 4 + ux * 3.4);
  on.lineTo(c.x1 - ux * 4 + uy * 3.4, c.y1 - uy * 4 - ux * 3.4);
  on.closePath();
}
