/** Forces: neighbours pull, near nodes push. Deterministic: no random start, a fixed number of rounds, cooling to nothing. */
import type { LayoutInput, Positions } from './types';

const REACH = 260;

export interface ForceOptions { rounds: number; onRound?: (positions: Positions, done: number) => void }

export function force(input: LayoutInput, { rounds, onRound }: ForceOptions): Positions {
  const count = input.nodes.length;
  const out = start(input);
  const push = new Float32Array(count * 2);
  const fixed = new Set(input.fixed);
  const degree = new Float32Array(count);
  for (const [a, b] of input.links) {
    degree[a]! += 1;
    degree[b]! += 1;
  }
  for (let round = 0; round < rounds; round++) {
    push.fill(0);
    repel(out, push, degree);
    attract(out, push, input.links, degree);
    const heat = 40 * (1 - round / rounds) ** 1.3 + 0.3;
    for (let i = 0; i < count; i++) {
      if (fixed.has(i)) continue;
      const fx = push[i * 2]! - out[i * 2]! * 0.02;
      const fy = push[i * 2 + 1]! - out[i * 2 + 1]! * 0.028;
      const size = Math.hypot(fx, fy) || 1;
      const step = Math.min(heat, size);
      out[i * 2]! += (fx / size) * step;
      out[i * 2 + 1]! += (fy / size) * step;
    }
    onRound?.(out, round + 1);
  }
  return out;
}

/** Where the nodes are; those without a place of their own start on a sunflower, so that no two coincide. */
function start(input: LayoutInput): Positions {
  const out = new Float32Array(input.nodes.length * 2);
  const seen = new Set<string>();
  input.nodes.forEach((node, i) => {
    const place = `${Math.round(node.x)},${Math.round(node.y)}`;
    const placed = Number.isFinite(node.x) && Number.isFinite(node.y) && !seen.has(place);
    seen.add(place);
    const r = 18 * Math.sqrt(i + 1);
    const angle = i * 2.399963;
    out[i * 2] = placed ? node.x : (Number.isFinite(node.x) ? node.x : 0) + r * Math.cos(angle);
    out[i * 2 + 1] = placed ? node.y : (Number.isFinite(node.y) ? node.y : 0) + r * Math.sin(angle);
  });
  return out;
}

/** Only nodes within reach push each other: cells of that size keep the work near linear. */
function repel(at: Positions, push: Float32Array, degree: Float32Array): void {
  const cells = new Map<number, number[]>();
  const count = at.length / 2;
  const cell = (x: number, y: number) => Math.floor(x / REACH) * 65_537 + Math.floor(y / REACH);
  for (let i = 0; i < count; i++) {
    const key = cell(at[i * 2]!, at[i * 2 + 1]!);
    const list = cells.get(key);
    if (list) list.push(i);
    else cells.set(key, [i]);
  }
  for (let i = 0; i < count; i++) {
    for (let ox = -1; ox <= 1; ox++) {
      for (let oy = -1; oy <= 1; oy++) {
        for (const j of cells.get(cell(at[i * 2]! + ox * REACH, at[i * 2 + 1]! + oy * REACH)) ?? []) {
          if (j <= i) continue;
          const dx = at[i * 2]! - at[j * 2]! || 0.01 * (i - j);
          const dy = at[i * 2 + 1]! - at[j * 2 + 1]!;
          const squared = dx * dx + dy * dy;
          if (squared > REACH * REACH) continue;
          const force = (14_000 * (1 + Math.min(6, (degree[i]! + degree[j]!) / 24))) / (squared + 60);
          const length = Math.sqrt(squared) || 1;
          push[i * 2]! += (dx / length) * force;
          push[i * 2 + 1]! += (dy / length) * force;
          push[j * 2]! -= (dx / length) * force;
          push[j * 2 + 1]! -= (dy / length) * force;
        }
      }
    }
  }
}

/** Links of a hub pull it less, so that a busy server does not drag its whole company into one knot. */
function attract(at: Positions, push: Float32Array, links: [number, number][], degree: Float32Array): void {
  for (const [a, b] of links) {
    const dx = at[b * 2]! - at[a * 2]!;
    const dy = at[b * 2 + 1]! - at[a * 2 + 1]!;
    const pull = 0.075;
    push[a * 2]! += (dx * pull) / Math.sqrt(degree[a]!);
    push[a * 2 + 1]! += (dy * pull) / Math.sqrt(degree[a]!);
    push[b * 2]! -= (dx * pull) / Math.sqrt(degree[b]!);
    push[b * 2 + 1]! -= (dy * pull) / Math.sqrt(degree[b]!);
  }
}
