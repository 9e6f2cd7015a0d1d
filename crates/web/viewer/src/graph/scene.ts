/** What is drawn: nodes with a size and a shape, and links that bundle the edges of a pair. */
import { eventColour } from '../format/words';
import type { LabelName } from '../state/url';
import { pairOf, type GEdge, type GNode, type Graph } from './model';

export type Shape = 'account' | 'privileged' | 'host' | 'dc' | 'domain' | 'policy' | 'group';
export interface SceneNode extends GNode { shape: Shape; r: number; label: string; pinned: boolean }
export interface SceneLink {
  id: string; a: number; b: number; edges: GEdge[]; count: number; failed: 'none' | 'some' | 'all'; colour: string; width: 1 | 2 | 3;
  /** Sideways bend as a share of the length, so that parallel links do not lie on each other. */
  bend: number; label: string; first: number; last: number;
}
export interface Scene { nodes: SceneNode[]; links: SceneLink[]; index: Map<string, number> }

export interface SceneOptions {
  label: LabelName; sized: boolean; bundled: boolean; split: ReadonlySet<string>; pinned: ReadonlyMap<string, { x: number; y: number }>;
  masked: boolean; words: { failed: string };
}

export function shapeOf(node: GNode): Shape {
  if (node.kind === 'host') return node.dc ? 'dc' : 'host';
  if (node.kind === 'account') return node.privileged ? 'privileged' : 'account';
  return node.kind;
}

const radius = (node: GNode, sized: boolean) => (node.members ? 13 : sized ? 5 + 12 * Math.max(0, node.rank) ** 0.7 : 9);

export function buildScene(graph: Graph, options: SceneOptions): Scene {
  const keys = [...graph.nodes.keys()].sort();
  const index = new Map(keys.map((key, i) => [key, i]));
  const nodes = keys.map((key, i): SceneNode => {
    const node = graph.nodes.get(key)!;
    const pin = options.pinned.get(key);
    const label = options.masked && node.kind !== 'group' ? maskedName(node, i) : node.name;
    return { ...node, ...(pin ?? {}), shape: shapeOf(node), r: radius(node, options.sized), label, pinned: pin !== undefined };
  });
  return { nodes, links: links(graph.edges, index, options), index };
}

const maskedName = (node: GNode, i: number) => `${node.kind === 'host' ? 'host' : node.kind === 'account' ? 'account' : node.kind}-${i + 1}`;

function links(edges: GEdge[], index: Map<string, number>, options: SceneOptions): SceneLink[] {
  const byPair = groupBy(edges, pairOf);
  const out: SceneLink[] = [];
  for (const [pair, all] of byPair) {
    const a = index.get(all[0]!.from)!;
    const b = index.get(all[0]!.to)!;
    const apart = !options.bundled || options.split.has(pair);
    const bundles = apart ? [...groupBy(all, (edge) => String(edge.id))] : [['', all] as const];
    const back = byPair.has(`${all[0]!.to}>${all[0]!.from}`);
    bundles.forEach(([id, members], i) => {
      const middle = (bundles.length - 1) / 2;
      out.push(link(apart ? `${pair}#${id}` : pair, a, b, members, 0.12 + (back ? 0.06 : 0) + (i - middle) * 0.14, options));
    });
  }
  return out;
}

function link(id: string, a: number, b: number, edges: GEdge[], bend: number, options: SceneOptions): SceneLink {
  let count = 0;
  let failed = 0;
  let first = Infinity;
  let last = 0;
  for (const edge of edges) {
    count += edge.count;
    if (edge.failed) failed += 1;
    first = Math.min(first, edge.first);
    last = Math.max(last, edge.last);
  }
  const width = count >= 100 ? 3 : count >= 10 ? 2 : 1;
  const state = failed === 0 ? 'none' : failed === edges.length ? 'all' : 'some';
  return { id, a, b, edges, count, failed: state, colour: linkColour(edges, state), width, bend, label: linkLabel(edges, count, options), first, last };
}

/** The colour of the most telling edge: directory access, failures, remote desktop or explicit credentials, then the rest. */
function linkColour(edges: GEdge[], failed: SceneLink['failed']): string {
  if (edges.some((edge) => edge.id === 4662 || edge.id === 5137 || edge.id === 5141)) return '--c-replication';
  if (failed === 'all') return '--c-fail';
  if (edges.some((edge) => edge.type === 10 || edge.id === 4648)) return '--c-explicit';
  if (edges.every((edge) => edge.relation !== 'logon')) return '--c-member';
  if (edges.some((edge) => edge.package === 'NTLM')) return '--c-ntlm';
  return eventColour(edges[0]!.id);
}

const some = (values: (string | number)[], most = 3) => {
  const distinct = [...new Set(values)].filter((value) => value !== '' && value !== 0);
  return distinct.slice(0, most).join(', ') + (distinct.length > most ? ' …' : '');
};

export function linkLabel(edges: GEdge[], count: number, options: Pick<SceneOptions, 'label'>): string {
  switch (options.label) {
    case 'event': return some(edges.map((edge) => edge.id || edge.relation));
    case 'count': return `×${count}`;
    case 'type': return some(edges.map((edge) => edge.type));
    case 'auth': return some(edges.map((edge) => edge.package));
    case 'none': return '';
  }
}

function groupBy<V>(list: readonly V[], of: (value: V) => string): Map<string, V[]> {
  const out = new Map<string, V[]>();
  for (const value of list) {
    const key = of(value);
    const seen = out.get(key);
    if (seen) seen.push(value);
    else out.set(key, [value]);
  }
  return out;
}
