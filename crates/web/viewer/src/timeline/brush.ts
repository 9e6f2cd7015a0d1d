/** The chosen span of time while it is dragged. */
export interface Span { from: number; to: number }
export type Grip = 'new' | 'from' | 'to' | 'move';

/** What lies under the pointer: an edge of the span, its inside, or nothing of it. */
export function gripAt(x: number, fromX: number | null, toX: number | null): Grip {
  if (fromX === null || toX === null) return 'new';
  if (Math.abs(x - fromX) <= 6) return 'from';
  if (Math.abs(x - toX) <= 6) return 'to';
  return x > fromX && x < toX ? 'move' : 'new';
}

/** The span after dragging from `start` to `now`; ends change places when they cross. */
export function dragged(grip: Grip, before: Span | null, start: number, now: number): Span {
  const order = (a: number, b: number): Span => ({ from: Math.min(a, b), to: Math.max(a, b) });
  if (grip === 'from' && before) return order(now, before.to);
  if (grip === 'to' && before) return order(before.from, now);
  if (grip === 'move' && before) return { from: before.from + now - start, to: before.to + now - start };
  return order(start, now);
}

/** Whole buckets, at least one. */
export function snapped(span: Span, origin: number, size: number): Span {
  const from = origin + Math.floor((span.from - origin) / size) * size;
  const to = origin + Math.ceil((span.to - origin) / size) * size;
  return { from, to: Math.max(to, from + size) };
}

/** The span moved by its own length, kept within the whole; a day when there is no span yet. */
export function stepped(span: Span | null, whole: Span, by: 1 | -1): Span {
  const length = Math.min(span ? span.to - span.from : 24 * 3_600_000, whole.to - whole.from);
  const from = span ? span.from + by * length : by === 1 ? whole.from : whole.to - length;
  const kept = Math.min(whole.to - length, Math.max(whole.from, from));
  return { from: kept, to: kept + length };
}
