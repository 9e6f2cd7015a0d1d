/** Which edges of a loaded graph pass a filter: the instant answer while the server's exact one is on its way. */
import type { Filter } from '../state/filter';
import type { GEdge, GNode, Graph } from './model';

type Pass = (edge: GEdge, from: GNode, to: GNode, target: GNode | undefined) => boolean;

/** Whether a logon passes. */
export function passes(filter: Filter): Pass {
  const ids = new Set(filter.ids);
  const types = new Set(filter.types);
  const packages = new Set(filter.packages);
  const keys = new Set([...filter.account, ...filter.host]);
  const texts = filter.q.map((text) => text.toLowerCase().split(/\s+/).filter(Boolean));
  return (edge, from, to, target) => {
    if (filter.from !== undefined && edge.last < filter.from) return false;
    if (filter.to !== undefined && edge.first > filter.to) return false;
    if (ids.size && !ids.has(edge.id)) return false;
    if (types.size && !types.has(edge.type)) return false;
    if (packages.size && !packages.has(edge.package)) return false;
    if (filter.outcome && edge.failed !== (filter.outcome === 'failure')) return false;
    if (filter.min_count && edge.count < filter.min_count) return false;
    if (filter.min_rank && Math.max(from.rank, to.rank) < filter.min_rank) return false;
    if (filter.privileged && !from.privileged && !to.privileged) return false;
    if (filter.hide_dc && (from.dc || to.dc)) return false;
    if (filter.hide_machine_hosts && from.kind === 'host' && from.machine) return false;
    if (filter.hide_machine_accounts && to.kind === 'account' && to.machine) return false;
    if (filter.hide_anonymous && /^anonymous/i.test(to.name)) return false;
    if (keys.size && ![edge.from, edge.to, edge.target].some((key) => key !== null && keys.has(key))) return false;
    if (texts.length && !texts.some((words) => words.every((word) => [from, to, target].some((node) => node !== undefined && says(node, word))))) return false;
    return !filter.neighbours || [edge.from, edge.to, edge.target].includes(filter.neighbours);
  };
}

const says = (node: GNode, word: string): boolean => `${node.name} ${node.domain} ${node.sid} ${node.key}`.toLowerCase().includes(word);

/**
 * The part of the graph that passes, without the hidden nodes and without nodes left alone. What is no logon goes with the
 * logons of its account; memberships only when asked for.
 */
export function visible(graph: Graph, filter: Filter, hidden: ReadonlySet<string>, domains: boolean): Graph {
  const pass = passes(filter);
  const nodes = new Map<string, GNode>();
  const take = (edge: GEdge, right: (from: GNode, to: GNode) => boolean): boolean => {
    const from = graph.nodes.get(edge.from);
    const to = graph.nodes.get(edge.to);
    if (!from || !to || hidden.has(edge.from) || hidden.has(edge.to) || !right(from, to)) return false;
    nodes.set(from.key, from).set(to.key, to);
    return true;
  };
  const target = (edge: GEdge) => (edge.target === null ? undefined : graph.nodes.get(edge.target));
  const logons = graph.edges.filter((edge) => edge.relation === 'logon' && take(edge, (from, to) => pass(edge, from, to, target(edge))));
  const there = new Set(nodes.keys());
  const inSpan = (edge: GEdge) => (filter.from === undefined || edge.last >= filter.from) && (filter.to === undefined || edge.first <= filter.to);
  const beside = graph.edges.filter((edge) => {
    if (edge.relation === 'logon' || (edge.relation === 'group' && !domains)) return false;
    if (edge.relation === 'reached' && !inSpan(edge)) return false;
    return there.has(edge.from) && take(edge, (_, to) => !(filter.hide_dc && to.dc));
  });
  return { nodes, edges: [...logons, ...beside] };
}
