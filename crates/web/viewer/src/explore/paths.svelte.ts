/** A path that is shown on the graph. */
import type { PathStep } from '../api/types';
import { read } from '../api/calls';
import type { Graph } from '../graph/model';
import { t } from '../i18n/index.svelte';
import { nav } from '../state/nav.svelte';
import { attempt, toasts } from '../state/toasts.svelte';
import { board } from './board.svelte';

class ShownPath {
  steps = $state.raw<PathStep[] | null>(null);
  /** Ids of the links that the path runs along. */
  links = $derived.by(() => {
    if (!this.steps) return null;
    const pairs = new Set(this.steps.flatMap((step) => [`${step.from}>${step.to}`, `${step.to}>${step.from}`]));
    const { nodes, links } = board.scene;
    return new Set(links.filter((link) => pairs.has(`${nodes[link.a]!.key}>${nodes[link.b]!.key}`)).map((link) => link.id));
  });

  async show(steps: PathStep[]): Promise<void> {
    const keys = [...new Set(steps.flatMap((step) => [step.from, step.to]))];
    await board.bring(keys);
    const missing = edgesOf(steps);
    if (missing) board.add(`path:${keys.join()}`, missing);
    this.steps = steps;
    nav.set({ page: 'graph', sel: '' });
    queueMicrotask(() => board.view?.fit(keys));
  }

  clear(): void {
    this.steps = null;
  }

  /** The time-ordered way to a node that ends latest, or the shortest between two. */
  async find(from: string, to: string): Promise<void> {
    await attempt(async () => {
      const answer = from ? await read.shortest(nav.state.case, from, to) : await read.backward(nav.state.case, to);
      const [best] = [...answer.paths].sort((a, b) => b.steps.length - a.steps.length);
      if (best) await this.show(best.steps);
      else toasts.bad(new Error(t('path.none')));
    });
  }
}

/** Steps that no loaded edge stands for, as edges of their own, so that the whole path can be seen. */
function edgesOf(steps: PathStep[]): Graph | null {
  const have = new Set(board.known.edges.flatMap((edge) => [`${edge.from}>${edge.to}`, `${edge.to}>${edge.from}`]));
  const lacking = steps.filter((step) => !have.has(`${step.from}>${step.to}`) && board.known.nodes.has(step.from) && board.known.nodes.has(step.to));
  if (lacking.length === 0) return null;
  const nodes = new Map(lacking.flatMap((step) => [step.from, step.to]).map((key) => [key, board.known.nodes.get(key)!]));
  const edges = lacking.map((step) => ({
    from: step.from, to: step.to, target: null, relation: step.kind, id: step.id, type: step.type, package: '', status: '', failed: false, count: step.count, first: step.at, last: step.at,
  }));
  return { nodes, edges };
}

export const shownPath = new ShownPath();
