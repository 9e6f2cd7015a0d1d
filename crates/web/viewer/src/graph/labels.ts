/** Names of nodes and words on links, the most telling first, none over another. */
import { pointAt } from './geometry';
import { curveOf } from './links';
import type { Frame } from './paint';
import type { Scene, SceneNode } from './scene';
import type { Surface } from './surface';

const LONGEST = 28;

/** Taken rectangles on a coarse grid: good enough to keep labels apart, and constant time each. */
class Taken {
  #cells = new Set<number>();
  claim(x: number, y: number, width: number, height: number): boolean {
    const cells: number[] = [];
    for (let cx = Math.floor((x - width / 2) / 12); cx <= Math.floor((x + width / 2) / 12); cx++) {
      for (let cy = Math.floor((y - height / 2) / 8); cy <= Math.floor((y + height / 2) / 8); cy++) cells.push(cx * 10_000 + cy);
    }
    if (cells.some((cell) => this.#cells.has(cell))) return false;
    for (const cell of cells) this.#cells.add(cell);
    return true;
  }
}

export function paintLabels(on: Surface, scene: Scene, points: Float32Array, frame: Frame): void {
  const taken = new Taken();
  on.textAlign = 'center';
  on.lineJoin = 'round';
  nodeLabels(on, scene, points, frame, taken);
  if (!frame.fast && scene.links.length > 0) linkLabels(on, scene, points, frame, taken);
  on.globalAlpha = 1;
}

/** Chosen and bright nodes come first, then the highest ranks. */
function urgency(node: SceneNode, { marks }: Frame): number {
  if (node.key === marks.selected || node.key === marks.hovered) return 10;
  if (marks.bright) return marks.bright.has(node.key) ? 5 + node.rank : -1;
  return node.rank + (node.dc ? 0.3 : 0) + (node.findings ? 0.5 : 0) + (node.members ? 0.4 : 0);
}

function nodeLabels(on: Surface, scene: Scene, points: Float32Array, frame: Frame, taken: Taken): void {
  const { camera, palette, fast } = frame;
  const most = fast ? 40 : camera.scale < 0.25 ? 40 : 300;
  const order: [number, number][] = [];
  for (let i = 0; i < scene.nodes.length; i++) {
    const x = points[i * 3]!;
    const y = points[i * 3 + 1]!;
    if (x < 0 || y < 0 || x > camera.width || y > camera.height) continue;
    const urgent = urgency(scene.nodes[i]!, frame);
    if (urgent >= 0 && (camera.scale > 0.3 || urgent >= 0.5)) order.push([urgent, i]);
  }
  order.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  on.textBaseline = 'top';
  on.strokeStyle = palette['--bg-canvas']!;
  on.lineWidth = 3;
  let drawn = 0;
  for (const [urgent, i] of order) {
    if (drawn >= most) break;
    const node = scene.nodes[i]!;
    const text = node.label.length > LONGEST ? `${node.label.slice(0, LONGEST - 1)}…` : node.label;
    const strong = urgent >= 5 || node.rank >= 0.7;
    const x = points[i * 3]!;
    const y = points[i * 3 + 1]! + points[i * 3 + 2]! + (node.shape === 'privileged' ? 7 : 4);
    if (!taken.claim(x, y + 6, text.length * 6.2, 11)) continue;
    on.font = `${strong ? 600 : 450} 11px ${palette.font}`;
    on.globalAlpha = 1;
    on.strokeText(text, x, y);
    on.fillStyle = strong ? palette['--text']! : palette['--text-dim']!;
    on.fillText(text, x, y);
    drawn += 1;
  }
}

function linkLabels(on: Surface, scene: Scene, points: Float32Array, { camera, palette, marks }: Frame, taken: Taken): void {
  on.font = `500 10px ${palette.font}`;
  on.textBaseline = 'middle';
  on.strokeStyle = palette['--bg-canvas']!;
  on.lineWidth = 3;
  let drawn = 0;
  const lit = (id: string) => Boolean(marks.path?.has(id) || marks.brightLinks?.has(id)) || marks.selected === id || marks.hovered === id;
  const dimming = marks.path !== null || marks.brightLinks !== null;
  for (const link of scene.links) {
    if (!link.label || drawn >= 200) continue;
    const shown = dimming ? lit(link.id) : camera.scale > 0.75 || lit(link.id);
    if (!shown) continue;
    const curve = curveOf(link, points);
    if (!curve || Math.hypot(curve.x1 - curve.x0, curve.y1 - curve.y0) < 46) continue;
    const { x, y } = pointAt(curve, 0.5);
    if (x < 0 || y < 0 || x > camera.width || y > camera.height || !taken.claim(x, y, link.label.length * 5.8, 10)) continue;
    on.globalAlpha = 1;
    on.strokeText(link.label, x, y);
    on.fillStyle = palette[marks.path?.has(link.id) ? '--danger' : link.failed === 'all' ? '--c-fail' : '--text-dim']!;
    on.fillText(link.label, x, y);
    drawn += 1;
  }
}
