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

/** Left to right by first sight; accounts above, hosts below, crowded moments stacked. */
export function time(input: LayoutInput): Positions {
  const out = new Float32Array(input.nodes.length * 2);
  const firsts = [...new Set(input.nodes.map((node) => node.first))].sort((a, b) => a - b);
  const start = firsts[0] ?? 0;
  const all = (firsts.at(-1) ?? 1) - start || 1;
  const width = Math.max(900, Math.sqrt(input.nodes.length) * 110);
  const lanes = new Map<string, number>();
  const order = input.nodes.map((_, i) => i).sort((a, b) => input.nodes[a]!.first - input.nodes[b]!.first || (input.nodes[a]!.key < input.nodes[b]!.key ? -1 : 1));
  for (const i of order) {
    const node = input.nodes[i]!;
    // Half by the clock, half by the order: bursts spread out, silence shrinks, the order always holds.
    const place = 0.5 * ((node.first - start) / all) + 0.5 * (firsts.indexOf(node.first) / Math.max(1, firsts.length - 1));
    const column = Math.round((place * width) / 64);
    const up = node.kind === 'host' ? 1 : -1;
    const lane = (lanes.get(`${column}${up}`) ?? 0) + 1;
    lanes.set(`${column}${up}`, lane);
    out[i * 2] = column * 64;
    out[i * 2 + 1] = up * (30 + lane * 44);
  }
  return out;
}
