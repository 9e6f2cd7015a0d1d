/** The graph as the screen works with it: nodes by key, edges that name their ends by key. */
import type { EdgeColumns, NodeColumns, NodeKind, Relation, Severity } from '../api/types';

export interface GNode {
  key: string; kind: NodeKind | 'group'; name: string; domain: string; sid: string; rank: number; place: number;
  privileged: boolean; dc: boolean; machine: boolean; first: number; last: number; x: number; y: number; status: string;
  findings: '' | Severity; members?: string[];
}

export interface GEdge {
  from: string; to: string; target: string | null; relation: Relation; id: number; type: number; package: string; status: string;
  failed: boolean; count: number; first: number; last: number;
}

export interface Graph { nodes: Map<string, GNode>; edges: GEdge[] }

export interface Columns { nodes: NodeColumns; edges: EdgeColumns; packages: string[]; statuses: string[] }

export const emptyGraph = (): Graph => ({ nodes: new Map(), edges: [] });

export function fromColumns({ nodes: n, edges: e, packages, statuses }: Columns): Graph {
  const nodes = new Map<string, GNode>();
  n.key.forEach((key, i) => {
    nodes.set(key, {
      key, kind: n.kind[i]!, name: n.name[i]!, domain: n.domain[i]!, sid: n.sid[i]!, rank: n.rank[i] ?? 0, place: n.place[i] ?? 0,
      privileged: Boolean(n.privileged[i]), dc: Boolean(n.dc[i]), machine: Boolean(n.machine[i]), first: n.first[i] ?? 0, last: n.last[i] ?? 0,
      x: n.x[i]!, y: n.y[i]!, status: n.status[i] ?? '', findings: n.findings[i] ?? '',
    });
  });
  const edges = e.from.map((from, i): GEdge => ({
    from: n.key[from]!, to: n.key[e.to[i]!]!, target: n.key[e.target[i]!] ?? null, relation: e.relation[i]!, id: e.id[i]!, type: e.type[i]!,
    package: packages[e.package[i]!] ?? '', status: statuses[e.status[i]!] ?? '', failed: Boolean(e.failed[i]), count: e.count[i]!,
    first: e.first[i]!, last: e.last[i]!,
  }));
  return { nodes, edges };
}

const sameEdge = (e: GEdge) => [e.from, e.to, e.target, e.relation, e.id, e.type, e.package, e.status].join('\u0000');

/** Both graphs as one; what is in both is kept once, and nodes of `base` keep their place. */
export function merged(base: Graph, more: Graph): Graph {
  const nodes = new Map(base.nodes);
  for (const [key, node] of more.nodes) if (!nodes.has(key)) nodes.set(key, node);
  const seen = new Set(base.edges.map(sameEdge));
  return { nodes, edges: [...base.edges, ...more.edges.filter((edge) => !seen.has(sameEdge(edge)))] };
}

export const pairOf = (edge: Pick<GEdge, 'from' | 'to'>): string => `${edge.from}>${edge.to}`;

/** Keys of the nodes one step from `key`, in a fixed order. */
export function neighboursOf(graph: Graph, key: string): string[] {
  const out = new Set<string>();
  for (const edge of graph.edges) {
    if (edge.from === key) out.add(edge.to);
    else if (edge.to === key) out.add(edge.from);
  }
  out.delete(key);
  return [...out].sort();
}
