/** Groups: several nodes drawn as one, with their edges joined. */
import type { GEdge, GNode, Graph } from './model';

export interface Group { key: string; name: string; members: string[] }

/** The graph with each group's members replaced by one node. */
export function grouped(graph: Graph, groups: readonly Group[]): Graph {
  if (groups.length === 0) return graph;
  const into = new Map<string, string>();
  const nodes = new Map(graph.nodes);
  for (const group of groups) {
    const members = group.members.map((key) => graph.nodes.get(key)).filter((node): node is GNode => node !== undefined);
    if (members.length < 2) continue;
    nodes.set(group.key, groupNode(group, members));
    for (const member of members) {
      nodes.delete(member.key);
      into.set(member.key, group.key);
    }
  }
  const moved = (key: string) => into.get(key) ?? key;
  const edges = graph.edges.map((edge): GEdge => ({ ...edge, from: moved(edge.from), to: moved(edge.to) })).filter((edge) => edge.from !== edge.to);
  return { nodes, edges };
}

function groupNode(group: Group, members: GNode[]): GNode {
  const mean = (of: (node: GNode) => number) => members.reduce((sum, node) => sum + of(node), 0) / members.length;
  const top = members.reduce((best, node) => (node.rank > best.rank ? node : best));
  return {
    ...top, key: group.key, kind: 'group', name: group.name, domain: '', sid: '', dc: false, privileged: members.some((node) => node.privileged), place: 0,
    first: Math.min(...members.map((node) => node.first)), last: Math.max(...members.map((node) => node.last)), x: mean((node) => node.x), y: mean((node) => node.y),
    members: members.map((node) => node.key),
  };
}

/** Groups of quiet hosts: no finding, a low rank, one neighbour, the same for all of a group. */
export function quietGroups(graph: Graph, name: (count: number) => string, belowRank = 0.3): Group[] {
  const near = new Map<string, Set<string>>();
  for (const edge of graph.edges) {
    near.set(edge.from, (near.get(edge.from) ?? new Set()).add(edge.to));
    near.set(edge.to, (near.get(edge.to) ?? new Set()).add(edge.from));
  }
  const byNeighbour = new Map<string, string[]>();
  for (const [key, others] of near) {
    const node = graph.nodes.get(key);
    const [only] = others;
    if (!node || !only || others.size !== 1 || node.rank >= belowRank || node.findings || node.dc || node.privileged) continue;
    const sort = `${only}\u0000${node.kind}`;
    byNeighbour.set(sort, [...(byNeighbour.get(sort) ?? []), key]);
  }
  return [...byNeighbour].filter(([, members]) => members.length >= 3).sort(([a], [b]) => (a < b ? -1 : 1)).map(([sort, members]) => ({ key: `group:${sort}`, name: name(members.length), members: members.sort() }));
}
