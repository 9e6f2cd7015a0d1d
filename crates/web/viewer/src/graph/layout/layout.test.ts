import { describe, expect, it } from 'vitest';
import { force } from './force';
import { circle, grid, time, tree } from './shapes';
import type { LayoutInput } from './types';

const input: LayoutInput = {
  nodes: Array.from({ length: 60 }, (_, i) => ({ key: `n${i}`, kind: i % 3 ? 'account' : 'host', rank: (i * 37) % 60 / 60, first: (i * 7) % 13, dc: i === 0, x: NaN, y: NaN })),
  links: Array.from({ length: 59 }, (_, i) => [Math.floor(i / 3), i + 1]),
  fixed: [],
};
const places = (positions: Float32Array) => new Set(Array.from({ length: positions.length / 2 }, (_, i) => `${positions[i * 2]!.toFixed(1)},${positions[i * 2 + 1]!.toFixed(1)}`));

describe.each([['circle', circle], ['grid', grid], ['tree', tree], ['time', time], ['force', (given: LayoutInput) => force(given, { rounds: 80 })]])('%s', (_name, layout) => {
  it('gives every node a place of its own, the same on every run', () => {
    const first = layout(input);
    expect(places(first).size).toBe(60);
    expect(first.every(Number.isFinite)).toBe(true);
    expect(layout(input)).toEqual(first);
  });
});

it('time: who was seen earlier stands further left', () => {
  const at = time(input);
  const x = (first: number) => input.nodes.flatMap((node, i) => (node.first === first ? [at[i * 2]!] : []));
  expect(Math.max(...x(0))).toBeLessThan(Math.min(...x(12)));
});

it('tree: controllers stand on top', () => {
  const at = tree(input);
  expect(Math.min(...input.nodes.map((_, i) => at[i * 2 + 1]!))).toBe(at[1]);
});

it('force: what is fixed stays, neighbours come nearer than strangers', () => {
  const given = { ...input, nodes: input.nodes.map((node, i) => ({ ...node, x: i * 10, y: 0 })), fixed: [5] };
  const at = force(given, { rounds: 120 });
  expect([at[10], at[11]]).toEqual([50, 0]);
  const away = (a: number, b: number) => Math.hypot(at[a * 2]! - at[b * 2]!, at[a * 2 + 1]! - at[b * 2 + 1]!);
  const linked = input.links.map(([a, b]) => away(a, b));
  const all = input.nodes.flatMap((_, a) => input.nodes.map((_, b) => (a < b ? away(a, b) : 0))).filter(Boolean);
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  expect(mean(linked)).toBeLessThan(mean(all) * 0.75);
});
