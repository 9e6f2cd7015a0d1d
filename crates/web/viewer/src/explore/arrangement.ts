/** What a person did to the picture by hand. Never changed in place, so that undo is a step back. */
import type { Graph } from '../graph/model';
import type { Group } from '../graph/groups';

export interface Expansion { key: string; graph: Graph }

export interface Arrangement {
  hidden: ReadonlySet<string>;
  pinned: ReadonlyMap<string, { x: number; y: number }>;
  groups: readonly Group[];
  /** Pairs whose bundle is drawn as one link for each event id. */
  split: ReadonlySet<string>;
  /** What was fetched beyond the first picture, in the order it was asked for. */
  more: readonly Expansion[];
}

export const noArrangement = (): Arrangement => ({ hidden: new Set(), pinned: new Map(), groups: [], split: new Set(), more: [] });

export const hide = (a: Arrangement, keys: Iterable<string>): Arrangement => ({ ...a, hidden: new Set([...a.hidden, ...keys]) });
export const showAll = (a: Arrangement): Arrangement => ({ ...a, hidden: new Set() });

export function pin(a: Arrangement, key: string, at: { x: number; y: number }): Arrangement {
  return { ...a, pinned: new Map(a.pinned).set(key, at) };
}

export function unpin(a: Arrangement, key: string): Arrangement {
  const pinned = new Map(a.pinned);
  pinned.delete(key);
  return { ...a, pinned };
}

export function toggleSplit(a: Arrangement, pair: string): Arrangement {
  const split = new Set(a.split);
  if (!split.delete(pair)) split.add(pair);
  return { ...a, split };
}

/** A node is in one group at most: joining another takes it out of the first. */
export function group(a: Arrangement, more: readonly Group[]): Arrangement {
  const taken = new Set(more.flatMap((entry) => entry.members));
  const kept = a.groups.map((entry) => ({ ...entry, members: entry.members.filter((key) => !taken.has(key)) })).filter((entry) => entry.members.length > 1);
  return { ...a, groups: [...kept, ...more] };
}

export const ungroup = (a: Arrangement, key: string): Arrangement => ({ ...a, groups: a.groups.filter((entry) => entry.key !== key) });

export function expand(a: Arrangement, key: string, graph: Graph): Arrangement {
  const hidden = new Set(a.hidden);
  for (const node of graph.nodes.keys()) hidden.delete(node);
  return { ...a, hidden, more: [...a.more.filter((entry) => entry.key !== key), { key, graph }] };
}

/** Takes an expansion back; without one, hides the neighbours that hang on this node alone. */
export function collapse(a: Arrangement, key: string, shown: Graph): Arrangement {
  if (a.more.some((entry) => entry.key === key)) return { ...a, more: a.more.filter((entry) => entry.key !== key) };
  const near = new Map<string, Set<string>>();
  for (const { from, to } of shown.edges) {
    near.set(from, (near.get(from) ?? new Set()).add(to));
    near.set(to, (near.get(to) ?? new Set()).add(from));
  }
  const leaves = [...(near.get(key) ?? [])].filter((other) => near.get(other)?.size === 1);
  return hide(a, leaves);
}
