/** Which edges of a loaded graph pass a filter: the instant answer while the server's exact one is on its way. */
import type { Filter } from '../state/filter';
import type { GEdge, GNode, Graph } from './model';

export function passes(filter: Filter): (edge: GEdge, from: GNode, to: GNode) => boolean {
  const ids = new Set(filter.ids);
  const types = new Set(filter.types);
  const packages = new Set(filter.packages);
  const keys = new Set([...filter.account, ...filter.host]);
  return (edge, from, to) => {
    if (filter.from !== undefined && edge.last < filter.from) return false;
    if (filter.to !== undefined && edge.first > filter.to) return false;
    const narrowed = ids.size > 0 || types.size > 0 || packages.size > 0 || filter.outcome !== undefined;
    if (narrowed && edge.relation === 'group') return false;
    if (ids.size && !ids.has(edge.id)) return false;
    if (types.size && !types.has(edge.type)) return false;
    if (packages.size && !packages.has(edge.package)) return false;
    if (filter.outcome && edge.failed !== (filter.outcome === 'failure')) return false;
    if (filter.min_count && edge.count < filter.min_count) return false;
    if (filter.min_rank && Math.max(from.rank, to.rank) < filter.min_rank) return false;
    if (filter.privileged && !from.privileged && !to.privileged) return false;
    if (filter.hide_dc && (from.dc || to.dc)) return false;
    if (filter.hide_machine_accounts && (from.machine || to.machine)) return false;
    if (filter.hide_anonymous && [from, to].some((node) => node.kind === 'account' && /^anonymous/i.test(node.name))) return false;
    if (keys.size && !keys.has(edge.from) && !keys.has(edge.to)) return false;
    if (filter.both && !(keys.has(edge.from) && keys.has(edge.to))) return false;
    return !filter.neighbours || edge.from === filter.neighbours || edge.to === filter.neighbours;
  };
}

/** The part of the graph that passes, without the hidden nodes and without nodes left alone; memberships only when asked for. */
export function visible(graph: Graph, filter: Filter, hidden: ReadonlySet<string>, domains: boolean): Graph {
  const pass = passes(filter);
  const nodes = new Map<string, GNode>();
  const edges = graph.edges.filter((edge) => {
    const from = graph.nodes.get(edge.from);
    const to = graph.nodes.get(edge.to);
    if (!from || !to || (edge.relation === 'group' && !domains) || hidden.has(edge.from) || hidden.has(edge.to) || !pass(edge, from, to)) return false;
    nodes.set(from.key, from).set(to.key, to);
    return true;
  });
  return { nodes, edges };
}
