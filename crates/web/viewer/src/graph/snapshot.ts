/** A picture of the graph somewhat larger than the screen: while a hand pans or zooms, it is moved instead of drawn anew. */
import { Camera } from './camera';
import { paint, type Frame } from './paint';
import type { Scene } from './scene';

/** How far beyond each side of the screen the picture reaches, as a share of the screen. */
const MARGIN = 0.35;
/** Enlarged or shrunk further than this, the picture would look wrong. */
const ENLARGED = 1.7;
const SHRUNK = 0.75;

export class Snapshot {
  #canvas: OffscreenCanvas | null = null;
  #camera = new Camera();

  /** After any change but a move of the eye. */
  forget(): void {
    this.#canvas = null;
  }

  /** Shows the scene as the frame's camera sees it, taking a new picture when the old one does not cover the screen. */
  show(on: CanvasRenderingContext2D, scene: Scene, frame: Frame): void {
    if (!this.#covers(frame.camera)) this.#take(scene, frame);
    if (!this.#canvas) return paint(on, scene, frame);
    const { left, top, scale } = this.#place(frame.camera);
    on.globalAlpha = 1;
    on.fillStyle = frame.palette['--bg-canvas']!;
    on.fillRect(0, 0, frame.camera.width, frame.camera.height);
    on.drawImage(this.#canvas, left, top, this.#canvas.width * scale, this.#canvas.height * scale);
  }

  #take(scene: Scene, frame: Frame): void {
    const { camera } = frame;
    Object.assign(this.#camera, camera, { width: Math.round(camera.width * (1 + 2 * MARGIN)), height: Math.round(camera.height * (1 + 2 * MARGIN)) });
    this.#canvas = new OffscreenCanvas(this.#camera.width, this.#camera.height);
    const on = this.#canvas.getContext('2d', { alpha: false });
    if (!on) {
      this.#canvas = null;
      return;
    }
    paint(on as unknown as CanvasRenderingContext2D, scene, { ...frame, camera: this.#camera, fast: true });
  }

  /** Where the picture lies on the screen, in pixels. */
  #place(camera: Camera): { left: number; top: number; scale: number } {
    const scale = camera.scale / this.#camera.scale;
    const middle = camera.toScreen(this.#camera.x, this.#camera.y);
    return { left: middle.x - (this.#camera.width * scale) / 2, top: middle.y - (this.#camera.height * scale) / 2, scale };
  }

  #covers(camera: Camera): boolean {
    if (!this.#canvas) return false;
    const { left, top, scale } = this.#place(camera);
    const inside = left <= 0 && top <= 0 && left + this.#canvas.width * scale >= camera.width && top + this.#canvas.height * scale >= camera.height;
    return inside && scale <= ENLARGED && scale >= SHRUNK;
  }
}
