/** Pictures of the graph, made in the browser. */
import { Camera, boundsOf } from './camera';
import { paint, type Frame } from './paint';
import type { Scene } from './scene';
import { SvgSurface } from './svg';
import type { ImageKind } from './view';

const WIDTH = 2400;
const HEIGHT = 1500;

/** The whole graph, not only what is on the screen, in the colours of the theme. */
export async function exported(kind: ImageKind, scene: Scene, frame: Frame): Promise<Blob> {
  const camera = new Camera();
  camera.width = WIDTH;
  camera.height = HEIGHT;
  camera.fit(boundsOf(scene.nodes), 90);
  const whole = { ...frame, camera, marks: { ...frame.marks, hovered: null } };
  if (kind === 'svg') {
    const svg = new SvgSurface(WIDTH, HEIGHT);
    paint(svg, scene, whole);
    return new Blob([svg.toString()], { type: 'image/svg+xml' });
  }
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const on = canvas.getContext('2d', { alpha: false });
  if (!on) throw new Error('this browser gives no canvas');
  paint(on as unknown as CanvasRenderingContext2D, scene, whole);
  return canvas.convertToBlob({ type: kind === 'png' ? 'image/png' : 'image/jpeg', quality: 0.92 });
}

/** Hands a file to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
