import { expect, it } from 'vitest';
import { days, familiesOf, roundUp, toTime, toX } from './axis';
import { dragged, gripAt, snapped, stepped } from './brush';
import { anomalousFrom, cellWidth, shade } from './heat';

const axis = { start: Date.UTC(2026, 9, 30), end: Date.UTC(2026, 10, 3), left: 40, right: 440 };
const HOUR = 3_600_000;

it('maps pixels to moments and back', () => {
  expect(toX(axis, axis.start)).toBe(40);
  expect(toTime(axis, toX(axis, axis.start + 7 * HOUR))).toBeCloseTo(axis.start + 7 * HOUR);
});

it('finds days and weekends', () => {
  expect(days(axis, 'utc').map((day) => day.weekend)).toEqual([false, true, true, false]);
});

it('rounds scales up to 1, 2 or 5', () => {
  expect([roundUp(1), roundUp(3), roundUp(47), roundUp(600)]).toEqual([1, 5, 50, 1000]);
});

it('knows what the pointer holds', () => {
  expect([gripAt(100, null, null), gripAt(102, 100, 200), gripAt(198, 100, 200), gripAt(150, 100, 200), gripAt(300, 100, 200)]).toEqual(['new', 'from', 'to', 'move', 'new']);
});

it('drags edges past each other and keeps order', () => {
  expect(dragged('from', { from: 10, to: 20 }, 10, 30)).toEqual({ from: 20, to: 30 });
  expect(dragged('move', { from: 10, to: 20 }, 15, 18)).toEqual({ from: 13, to: 23 });
  expect(dragged('new', null, 8, 3)).toEqual({ from: 3, to: 8 });
});

it('snaps to whole buckets, at least one', () => {
  expect(snapped({ from: 12, to: 13 }, 0, 10)).toEqual({ from: 10, to: 20 });
  expect(snapped({ from: 10, to: 10 }, 0, 10)).toEqual({ from: 10, to: 20 });
});

it('steps through the whole without leaving it', () => {
  const whole = { from: 0, to: 100 * HOUR };
  expect(stepped(null, whole, 1)).toEqual({ from: 0, to: 24 * HOUR });
  expect(stepped({ from: 0, to: 24 * HOUR }, whole, 1)).toEqual({ from: 24 * HOUR, to: 48 * HOUR });
  expect(stepped({ from: 90 * HOUR, to: 100 * HOUR }, whole, 1)).toEqual({ from: 90 * HOUR, to: 100 * HOUR });
});

it('finds what is out of the ordinary of one account, whatever the scale of its scores', () => {
  const scores = [4.8, 5, 5.1, 5.2, 5, 4.9, 15];
  const odd = (all: number[]) => all.filter((score) => score > anomalousFrom(all));
  expect([odd(scores), odd(scores.map((score) => score * 100)), odd([0, 0, 0, 0.9]), odd([5, 5, 5])]).toEqual([[15], [1500], [0.9], []]);
});

it('shades by powers of ten', () => {
  expect(shade(1)).toBe(0.25);
  expect(shade(1000)).toBe(1);
  expect([cellWidth(700, 100), cellWidth(700, 10_000)]).toEqual([7, 2]);
});

it('names the busiest colour and the busiest id of a colour first', () => {
  const told = familiesOf([{ id: 21, count: [1, 0] }, { id: 4624, count: [5, 9] }, { id: 1149, count: [2, 2] }]);
  expect(told.map((one) => one.ids)).toEqual([[4624], [1149, 21]]);
});
