/** The whole graph in a corner, with the part that is on the screen framed. */
import { boundsOf, Camera } from './camera';
import type { Palette } from './palette';
import type { Scene } from './scene';
import { SHAPE_COLOUR } from './shapes';

function small(canvas: HTMLCanvasElement, scene: Scene): Camera {
  const camera = new Camera();
  camera.width = canvas.clientWidth;
  camera.height = canvas.clientHeight;
  camera.fit(boundsOf(scene.nodes), 8);
  return camera;
}

export function paintMinimap(canvas: HTMLCanvasElement, scene: Scene, eye: Camera, palette: Palette): void {
  const on = canvas.getContext('2d');
  if (!on || canvas.clientWidth === 0) return;
  const ratio = devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  on.scale(ratio, ratio);
  const camera = small(canvas, scene);
  for (const node of scene.nodes) {
    const { x, y } = camera.toScreen(node.x, node.y);
    on.fillStyle = palette[SHAPE_COLOUR[node.shape]]!;
    on.fillRect(x - 1, y - 1, node.rank > 0.6 ? 3 : 2, node.rank > 0.6 ? 3 : 2);
  }
  const a = eye.toWorld(0, 0);
  const b = eye.toWorld(eye.width, eye.height);
  const from = camera.toScreen(a.x, a.y);
  const to = camera.toScreen(b.x, b.y);
  on.strokeStyle = palette['--accent']!;
  on.lineWidth = 1.5;
  on.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
}

/** The place in the graph that a point of the minimap stands for. */
export function minimapToWorld(canvas: HTMLCanvasElement, scene: Scene, x: number, y: number): { x: number; y: number } {
  return small(canvas, scene).toWorld(x, y);
}
