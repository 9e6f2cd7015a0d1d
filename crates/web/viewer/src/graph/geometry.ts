/** The curve of a link between two discs, in pixels. */
export interface Curve { x0: number; y0: number; cx: number; cy: number; x1: number; y1: number }

/** From the rim of the first disc to the rim of the second, bent sideways; nothing when the discs touch. */
export function curve(ax: number, ay: number, ar: number, bx: number, by: number, br: number, bend: number): Curve | null {
  const dx = bx - ax;
  const dy = by - ay;
  const length = Math.hypot(dx, dy);
  if (length < ar + br + 2) return null;
  const cx = (ax + bx) / 2 - dy * bend;
  const cy = (ay + by) / 2 + dx * bend;
  const start = Math.hypot(cx - ax, cy - ay) || 1;
  const end = Math.hypot(cx - bx, cy - by) || 1;
  return { x0: ax + ((cx - ax) / start) * ar, y0: ay + ((cy - ay) / start) * ar, cx, cy, x1: bx + ((cx - bx) / end) * br, y1: by + ((cy - by) / end) * br };
}

export function pointAt(c: Curve, t: number): { x: number; y: number } {
  const u = 1 - t;
  return { x: u * u * c.x0 + 2 * u * t * c.cx + t * t * c.x1, y: u * u * c.y0 + 2 * u * t * c.cy + t * t * c.y1 };
}

/** Distance of a point from the curve, measured on eight chords. */
export function distance(c: Curve, x: number, y: number): number {
  let best = Infinity;
  let px = c.x0;
  let py = c.y0;
  for (let i = 1; i <= 8; i++) {
    const p = pointAt(c, i / 8);
    best = Math.min(best, toSegment(x, y, px, py, p.x, p.y));
    px = p.x;
    py = p.y;
  }
  return best;
}

function toSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** Whether a point lies inside a closed polygon (even-odd rule). */
export function inside(x: number, y: number, polygon: readonly { x: number; y: number }[]): boolean {
  let within = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const a = polygon[i]!;
    const b = polygon[j]!;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) within = !within;
  }
  return within;
}
