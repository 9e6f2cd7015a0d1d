/** Where the eye is: world coordinates to pixels and back. */
export interface Point { x: number; y: number }
export interface Box { left: number; top: number; right: number; bottom: number }

export const SMALLEST = 0.02;
export const LARGEST = 6;

export class Camera {
  x = 0;
  y = 0;
  scale = 1;
  width = 1;
  height = 1;

  toScreen(x: number, y: number): Point {
    return { x: (x - this.x) * this.scale + this.width / 2, y: (y - this.y) * this.scale + this.height / 2 };
  }

  toWorld(x: number, y: number): Point {
    return { x: (x - this.width / 2) / this.scale + this.x, y: (y - this.height / 2) / this.scale + this.y };
  }

  pan(dx: number, dy: number): void {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
  }

  /** Zooms about a point of the screen, which stays where it is. */
  zoom(factor: number, x = this.width / 2, y = this.height / 2): void {
    const before = this.toWorld(x, y);
    this.scale = Math.min(LARGEST, Math.max(SMALLEST, this.scale * factor));
    const after = this.toWorld(x, y);
    this.x += before.x - after.x;
    this.y += before.y - after.y;
  }

  /** Shows the whole box with a margin, never closer than twice life size. */
  fit(box: Box, margin = 60): void {
    const wide = Math.max(1, box.right - box.left);
    const high = Math.max(1, box.bottom - box.top);
    this.scale = Math.max(SMALLEST, Math.min(2, (this.width - 2 * margin) / wide, (this.height - 2 * margin) / high));
    this.x = (box.left + box.right) / 2;
    this.y = (box.top + box.bottom) / 2;
  }
}

export function boundsOf(points: readonly Point[]): Box {
  if (points.length === 0) return { left: -1, top: -1, right: 1, bottom: 1 };
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}
