/** One frame: links, nodes and labels, with as much detail as there is time for. */
import type { Camera } from './camera';
import { paintLabels } from './labels';
import { paintLinks } from './links';
import type { Palette } from './palette';
import type { Scene, SceneNode } from './scene';
import { icon, outline, SHAPE_COLOUR } from './shapes';
import type { Surface } from './surface';

/** What stands out of the rest. */
export interface Marks {
  /** Key of the chosen node or id of the chosen link. */
  selected: string | null;
  hovered: string | null;
  /** Node keys that stay bright; null when nothing is dimmed. */
  bright: ReadonlySet<string> | null;
  /** Link ids that stay bright. */
  brightLinks: ReadonlySet<string> | null;
  /** Link ids of a path that is shown. */
  path: ReadonlySet<string> | null;
}

export const noMarks = (): Marks => ({ selected: null, hovered: null, bright: null, brightLinks: null, path: null });

export interface Frame { camera: Camera; palette: Palette; marks: Marks; /** Straight lines without arrowheads, few labels. */ fast: boolean }

const DIM = 0.24;

export function paint(on: Surface, scene: Scene, frame: Frame): void {
  const { camera, palette } = frame;
  on.globalAlpha = 1;
  on.fillStyle = palette['--bg-canvas']!;
  on.fillRect(0, 0, camera.width, camera.height);
  const points = project(scene, camera);
  paintLinks(on, scene, points, frame);
  paintNodes(on, scene, points, frame);
  paintLabels(on, scene, points, frame);
}

/** Screen positions and radii: x, y, r for each node. */
export function project(scene: Scene, camera: Camera): Float32Array {
  const out = new Float32Array(scene.nodes.length * 3);
  const size = nodeScale(camera.scale);
  scene.nodes.forEach((node, i) => {
    out[i * 3] = (node.x - camera.x) * camera.scale + camera.width / 2;
    out[i * 3 + 1] = (node.y - camera.y) * camera.scale + camera.height / 2;
    out[i * 3 + 2] = node.r * size;
  });
  return out;
}

/** Nodes shrink slower than the picture, so that they can still be hit from far away. */
export const nodeScale = (scale: number): number => Math.min(2.2, Math.max(0.42, scale ** 0.4));

/** From so many alarming nodes on only those of a high rank glow, or the victims of a spray would hide everything else. */
const CROWD = 24;
const LOUD_RANK = 0.3;

const isAlarming = (node: SceneNode) => node.findings === 'critical' || node.findings === 'high';

function paintNodes(on: Surface, scene: Scene, points: Float32Array, { camera, palette, marks, fast }: Frame): void {
  const crowded = scene.nodes.filter(isAlarming).length > CROWD;
  scene.nodes.forEach((node, i) => {
    const x = points[i * 3]!;
    const y = points[i * 3 + 1]!;
    const r = points[i * 3 + 2]!;
    if (x < -r - 20 || y < -r - 20 || x > camera.width + r + 20 || y > camera.height + r + 20) return;
    on.globalAlpha = marks.bright && !marks.bright.has(node.key) ? DIM : 1;
    if (isAlarming(node) && !fast && on.globalAlpha === 1) {
      const colour = palette[`--sev-${node.findings}`]!;
      if (crowded && node.rank < LOUD_RANK) ring(on, colour, x, y, r + 2, 1.2);
      else halo(on, colour, x, y, r);
    }
    on.beginPath();
    outline(on, node.shape, x, y, r);
    on.fillStyle = palette[SHAPE_COLOUR[node.shape]]!;
    on.fill();
    if (fast && r < 5) return;
    on.lineWidth = 1.5;
    on.strokeStyle = palette['--bg-canvas']!;
    on.stroke();
    if (node.shape === 'privileged') ring(on, palette['--c-privileged']!, x, y, r + 3, 1.5);
    if (!fast) icon(on, node.shape, x, y, r, palette);
    if (node.pinned) pin(on, palette, x + r * 0.8, y - r * 0.8);
    if (node.key === marks.selected) ring(on, palette['--text']!, x, y, r + (node.shape === 'privileged' ? 6.5 : 4), 2.5);
    else if (node.key === marks.hovered) ring(on, palette['--accent']!, x, y, r + 4, 1.5);
  });
  on.globalAlpha = 1;
}

function halo(on: Surface, colour: string, x: number, y: number, r: number): void {
  on.globalAlpha = 0.22;
  on.beginPath();
  on.arc(x, y, r + 7, 0, 2 * Math.PI);
  on.fillStyle = colour;
  on.fill();
  on.globalAlpha = 1;
  ring(on, colour, x, y, r + 7, 1);
}

function ring(on: Surface, colour: string, x: number, y: number, r: number, width: number): void {
  on.beginPath();
  on.arc(x, y, r, 0, 2 * Math.PI);
  on.strokeStyle = colour;
  on.lineWidth = width;
  on.stroke();
}

function pin(on: Surface, palette: Palette, x: number, y: number): void {
  on.beginPath();
  on.arc(x, y, 3, 0, 2 * Math.PI);
  on.fillStyle = palette['--text']!;
  on.fill();
}
