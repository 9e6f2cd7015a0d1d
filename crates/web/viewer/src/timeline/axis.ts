/** The axis of time: pixels to moments and back, and the days to label. */
import { eventColour } from '../format/words';
import { DAY, isWeekend, startOfDay, type Zone } from '../format/time';

export interface Axis { start: number; end: number; left: number; right: number }

export const toX = (axis: Axis, at: number): number => axis.left + ((at - axis.start) / (axis.end - axis.start || 1)) * (axis.right - axis.left);
export const toTime = (axis: Axis, x: number): number => axis.start + ((x - axis.left) / (axis.right - axis.left || 1)) * (axis.end - axis.start);
export const clamp = (axis: Axis, at: number): number => Math.min(axis.end, Math.max(axis.start, at));

export interface Day { at: number; weekend: boolean; labelled: boolean }

/** Every day of the axis; as many are labelled as have room. */
export function days(axis: Axis, zone: Zone, room = 62): Day[] {
  const out: Day[] = [];
  const count = Math.ceil((axis.end - axis.start) / DAY) + 1;
  const every = Math.max(1, Math.ceil((count * room) / Math.max(1, axis.right - axis.left)));
  let at = startOfDay(axis.start, zone);
  for (let i = 0; i <= count && at < axis.end; i++) {
    if (at + DAY > axis.start) out.push({ at, weekend: isWeekend(at, zone), labelled: i % every === 0 });
    at = startOfDay(at + DAY + DAY / 12, zone);
  }
  return out;
}

/** A round number at or above `value`: 1, 2 or 5 times a power of ten. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Events of one colour, the busiest colour and the busiest id first: what a legend has room for. */
export function familiesOf(series: readonly { id: number; count: readonly number[] }[]): { colour: string; ids: number[] }[] {
  const sums = series.map(({ id, count }) => ({ id, sum: count.reduce((all, one) => all + one, 0) })).sort((a, b) => b.sum - a.sum || a.id - b.id);
  const out = new Map<string, number[]>();
  for (const { id } of sums) out.set(eventColour(id), [...(out.get(eventColour(id)) ?? []), id]);
  return [...out].map(([colour, ids]) => ({ colour, ids }));
}
