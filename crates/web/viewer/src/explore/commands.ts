/** What the keys of the graph do. */
import type { CanvasGraph } from '../graph/canvas';
import type { CommandId } from '../state/keys.svelte';
import { nav } from '../state/nav.svelte';
import { LAYOUTS } from '../state/url';
import * as arrange from './arrangement';
import { board } from './board.svelte';
import { shownPath } from './paths.svelte';
import { stress } from './stress.svelte';

/** Steps through the neighbours of the node that was chosen before the stepping began. */
let round: { centre: string; near: string[]; at: number } | null = null;

function step(by: 1 | -1): void {
  const { sel } = nav.state;
  if (!sel) {
    const top = [...board.scene.nodes].sort((a, b) => b.rank - a.rank)[0];
    if (top) board.select(top.key);
    return;
  }
  if (!round || round.near[round.at] !== sel) round = { centre: sel, near: board.neighbours(sel), at: by === 1 ? -1 : 0 };
  if (round.near.length === 0) return;
  round.at = (round.at + by + round.near.length) % round.near.length;
  const next = round.near[round.at]!;
  nav.set({ sel: next }, true);
  board.view?.focus(next);
}

const withNode = (then: (key: string) => void) => () => {
  if (board.selectedNode) then(board.selectedNode.key);
};

export function togglePin(key: string): void {
  const node = board.scene.nodes[board.scene.index.get(key) ?? -1];
  if (!node) return;
  board.do(node.pinned ? arrange.unpin(board.arrangement, key) : arrange.pin(board.arrangement, key, { x: node.x, y: node.y }));
}

export function hideNode(key: string): void {
  const members = board.arrangement.groups.find((group) => group.key === key)?.members ?? [key];
  board.do(arrange.hide(board.arrangement, members));
  if (nav.state.sel === key) nav.set({ sel: '' });
}

export function clearAll(): void {
  shownPath.clear();
  stress.clear();
  nav.set({ sel: '', rule: '', hunt: '' });
}

export function graphCommands(view: () => CanvasGraph | null, lasso: () => void): Partial<Record<CommandId, () => void>> {
  const layouts = Object.fromEntries(LAYOUTS.map((layout) => [`layout-${layout}`, () => nav.set({ layout })]));
  return {
    ...layouts, lasso,
    fit: () => view()?.fit(), 'zoom-in': () => view()?.zoom(1.3), 'zoom-out': () => view()?.zoom(1 / 1.3),
    expand: withNode((key) => void board.expand(key)), collapse: withNode((key) => board.do(arrange.collapse(board.arrangement, key, board.shown))),
    hide: withNode(hideNode), pin: withNode(togglePin), next: () => step(1), previous: () => step(-1),
    undo: () => board.undo(), redo: () => board.redo(), clear: clearAll,
  };
}
