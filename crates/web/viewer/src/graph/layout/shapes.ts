/** Layouts without forces: circle, grid, tree, and ordered by time. All are the same on every run. */
import type { LayoutInput, Positions } from './types';

const byRank = (input: LayoutInput): number[] =>
  input.nodes.map((_, i) => i).sort((a, b) => input.nodes[b]!.rank - input.nodes[a]!.rank || (input.nodes[a]!.key < input.nodes[b]!.key ? -1 : 1));

/** Rings, the highest ranks innermost; each ring holds as many as fit. */
export function circle(input: LayoutInput): Positions {
  const out = new Float32Array(input.nodes.length * 2);
  const gap = 46;
  let ring = 0;
  let onRing = 0;
  for (const i of byRank(input)) {
    const room = ring === 0 ? 1 : Math.floor((2 * Math.PI * ring * gap * 1.4) / gap);
    const angle = (onRing / room) * 2 * Math.PI - Math.PI / 2;
    out[i * 2] = Math.cos(angle) * ring * gap * 1.4;
    out[i * 2 + 1] = Math.sin(angle) * ring * gap * 1.4;
    if (++onRing >= room) {
      ring += 1;
      onRing = 0;
    }
  }
  return out;
}

/** Rows of equal length, the highest ranks first. */
export function grid(input: LayoutInput): Positions {
  const out = new Float32Array(input.nodes.length * 2);
  const columns = Math.max(1, Math.ceil(Math.sqrt(input.nodes.length * 1.6)));
  byRank(input).forEach((node, place) => {
    out[node * 2] = (place % columns) * 74;
    out[node * 2 + 1] = Math.floor(place / columns) * 62;
  });
  return out;
}

/** Domains and controllers on top, hosts and accounts below by their distance from them, widest rows wrapped. */
export function tree(input: LayoutInput): Positions {
  const out = new Float32Array(input.nodes.length * 2);
  const depth = depths(input);
  const rows = new Map<number, number[]>();
  for (const i of byRank(input)) rows.set(depth[i]!, [...(rows.get(depth[i]!) ?? []), i]);
  const wide = Math.max(12, Math.ceil(Math.sqrt(input.nodes.length) * 2.2));
  let y = 0;
  for (const level of [...rows.keys()].sort((a, b) => a - b)) {
    const members = rows.get(level)!;
    for (let start = 0; start < members.length; start += wide) {
      const row = members.slice(start, start + wide);
      row.forEach((node, place) => {
        out[node * 2] = (place - (row.length - 1) / 2) * 66;
        out[node * 2 + 1] = y;
      });
      y += 58;
    }
    y += 70;
  }
  return out;
}

function depths(input: LayoutInput): number[] {
  const near: number[][] = input.nodes.map(() => []);
  for (const [a, b] of input.links) {
    near[a]!.push(b);
    near[b]!.push(a);
  }
  const depth: number[] = input.nodes.map(() => -1);
  const roots = input.nodes.map((_, i) => i).filter((i) => input.nodes[i]!.dc || input.nodes[i]!.kind === 'domain');
  let wave = roots.length ? roots : byRank(input).slice(0, 1);
  for (const root of wave) depth[root] = 0;
  for (let level = 1; wave.length; level++) {
    const next: number[] = [];
    for (const node of wave) {
      for (const other of near[node]!) {
        if (depth[other] !== -1) continue;
        depth[other] = level;
        next.push(other);
      }
    }
    wave = next;
  }
  const deepest = Math.max(0, ...depth);
  return depth.map((level) => (level === -1 ? deepest + 1 : level));
}

/**
 * Left to right by first sight: accounts above the line, hosts below. The span is cut into slices, as many as make the picture
 * about four times as wide as high; a crowded slice takes several columns, so that the order always holds.
 */
export function time(input: LayoutInput): Positions {
  const out = new Float32Array(input.nodes.length * 2);
  const order = input.nodes.map((_, i) => i).sort((a, b) => input.nodes[a]!.first - input.nodes[b]!.first || (input.nodes[a]!.key < input.nodes[b]!.key ? -1 : 1));
  if (order.length === 0) return out;
  const start = input.nodes[order[0]!]!.first;
  const span = input.nodes[order.at(-1)!]!.first - start || 1;
  const highest = Math.max(4, Math.ceil(Math.sqrt(order.length) / 1.5));
  const slices = Math.max(4, Math.ceil(Math.sqrt(order.length) * 1.5));
  const sliceOf = (node: number) => Math.min(slices - 1, Math.floor(((input.nodes[node]!.first - start) / span) * slices));
  let x = 0;
  for (let slice = 0; slice < slices; slice++) {
    // An empty slice still takes a little room: silence is seen.
    x += Math.max(16, moment(input, order.filter((node) => sliceOf(node) === slice), x, highest, out));
  }
  return out;
}

/** Places the nodes of one slice, the earliest first; the answer is the width they take. */
function moment(input: LayoutInput, nodes: number[], x: number, highest: number, out: Positions): number {
  let columns = 0;
  for (const up of [-1, 1]) {
    const side = nodes.filter((node) => (input.nodes[node]!.kind === 'host' ? 1 : -1) === up);
    side.forEach((node, i) => {
      out[node * 2] = x + Math.floor(i / highest) * 62;
      out[node * 2 + 1] = up * (40 + (i % highest) * 46);
    });
    columns = Math.max(columns, Math.ceil(side.length / highest));
  }
  return columns * 62;
}
