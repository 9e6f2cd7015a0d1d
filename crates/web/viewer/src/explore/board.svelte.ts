/** The picture of the open case: what the server gave, what was done to it by hand, and the scene that comes of both. */
import { read } from '../api/calls';
import type { GraphAnswer } from '../api/types';
import { grouped, quietGroups } from '../graph/groups';
import { emptyGraph, fromColumns, merged, type Graph } from '../graph/model';
import { buildScene, type Scene } from '../graph/scene';
import { visible } from '../graph/visible';
import type { GraphView } from '../graph/view';
import { t } from '../i18n/index.svelte';
import { toQuery, type Filter } from '../state/filter';
import { History } from '../state/history';
import { Load } from '../state/load.svelte';
import { nav } from '../state/nav.svelte';
import { settings } from '../state/settings.svelte';
import { attempt } from '../state/toasts.svelte';
import * as arrange from './arrangement';

const EXPANSION_LIMIT = 300;

class Board {
  readonly load = new Load<GraphAnswer>();
  base = $state.raw<Graph>(emptyGraph());
  arrangement = $state.raw(arrange.noArrangement());
  /** Places given by a layout that was computed here; empty for the server's own. */
  places = $state.raw<ReadonlyMap<string, { x: number; y: number }>>(new Map());
  view = $state.raw<GraphView | null>(null);
  canUndo = $state(false);
  canRedo = $state(false);
  #history = new History(arrange.noArrangement());

  /** Everything that was fetched. */
  known = $derived.by(() => this.arrangement.more.reduce((graph, entry) => merged(graph, entry.graph), this.base));
  /** What passes the filter and is not hidden. */
  shown = $derived(visible(this.known, nav.state.filter, this.arrangement.hidden, nav.state.domains));
  scene: Scene = $derived.by(() => {
    const scene = buildScene(grouped(this.shown, this.arrangement.groups), {
      label: nav.state.label, sized: nav.state.sized, bundled: nav.state.bundled, split: this.arrangement.split, pinned: this.arrangement.pinned,
      masked: settings.masked, words: { failed: '' },
    });
    for (const node of scene.nodes) if (!node.pinned) Object.assign(node, this.places.get(node.key) ?? {});
    return scene;
  });
  selectedNode = $derived(this.known.nodes.get(nav.state.sel) ?? this.scene.nodes[this.scene.index.get(nav.state.sel) ?? -1] ?? null);
  selectedLink = $derived(this.scene.links.find((link) => link.id === nav.state.sel) ?? null);

  async fetch(name: string, filter: Filter, limit: number, by: string): Promise<void> {
    const answer = await this.load.run((signal) => read.graph(name, { ...toQuery(filter), limit, by, relations: this.#relations() }, signal));
    if (answer) this.base = fromColumns(answer);
  }

  /** A case of its own has a picture of its own. */
  reset(): void {
    this.load.clear();
    this.base = emptyGraph();
    this.places = new Map();
    this.#history.reset(arrange.noArrangement());
    this.#follow();
  }

  do(next: arrange.Arrangement): void {
    this.#history.push(next);
    this.#follow();
  }

  undo(): void { this.#history.undo(); this.#follow(); }
  redo(): void { this.#history.redo(); this.#follow(); }

  select(what: string): void {
    if (what !== nav.state.sel) nav.set({ sel: what });
  }

  async expand(key: string): Promise<void> {
    const group = this.arrangement.groups.find((entry) => entry.key === key);
    if (group) return this.do(arrange.ungroup(this.arrangement, key));
    await attempt(async () => this.do(arrange.expand(this.arrangement, key, await this.#around({ neighbours: key }))));
  }

  /** Selects a node and shows it, fetching its surroundings if the picture lacks it. */
  async reveal(key: string): Promise<void> {
    const here = nav.state.page === 'graph';
    nav.set({ sel: key, ...(here || nav.state.page === 'timeline' ? {} : { page: 'graph' as const }) });
    if (!this.shown.nodes.has(key)) await this.expand(key);
    queueMicrotask(() => this.view?.focus(key));
  }

  /** Makes sure that all of these are in the picture. */
  async bring(keys: readonly string[]): Promise<void> {
    const missing = keys.filter((key) => !this.known.nodes.has(key));
    if (missing.length) await attempt(async () => this.do(arrange.expand(this.arrangement, `bring:${missing.join()}`, await this.#around({ account: missing.slice(0, 100) }))));
  }

  add(name: string, graph: Graph): void {
    this.do(arrange.expand(this.arrangement, name, graph));
  }

  groupQuiet(): void {
    const groups = quietGroups(this.shown, (count) => t('group.name', { count }));
    if (groups.length) this.do(arrange.group(this.arrangement, groups));
  }

  /** The selected node's neighbours, busiest first, for stepping through with the arrows. */
  neighbours(key: string): string[] {
    const count = new Map<string, number>();
    for (const link of this.scene.links) {
      const [a, b] = [this.scene.nodes[link.a]!.key, this.scene.nodes[link.b]!.key];
      const other = a === key ? b : b === key ? a : null;
      if (other) count.set(other, (count.get(other) ?? 0) + link.count);
    }
    return [...count].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([other]) => other);
  }

  async #around(query: Record<string, string | string[]>): Promise<Graph> {
    const { from, to } = nav.state.filter;
    return fromColumns(await read.graph(nav.state.case, { from, to, ...query, limit: EXPANSION_LIMIT, by: 'rank', relations: this.#relations() }));
  }

  #relations(): string[] {
    return ['reached', 'policy', ...(nav.state.domains ? ['group'] : [])];
  }

  #follow(): void {
    this.arrangement = this.#history.value;
    this.canUndo = this.#history.canUndo;
    this.canRedo = this.#history.canRedo;
  }
}

export const board = new Board();
