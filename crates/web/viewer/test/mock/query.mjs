// Answers of the API over the made-up company, in the exact shapes of the contract.
import { HOUR, HOURS, START } from './company.mjs';

const list = (q, name) => (q.get(name) ? q.get(name).split(',') : []);

export function filtered(world, q) {
  const ids = list(q, 'ids').map(Number), types = list(q, 'types').map(Number), packages = list(q, 'packages');
  const from = Number(q.get('from') ?? -Infinity), to = Number(q.get('to') ?? Infinity);
  const keys = [...q.getAll('account'), ...q.getAll('host')], near = q.get('neighbours');
  const texts = q.getAll('q').map((text) => text.toLowerCase().split(/\s+/).filter(Boolean));
  const says = (i, word) => i >= 0 && `${world.nodes[i].name} ${world.nodes[i].domain} ${world.nodes[i].addresses.join(' ')}`.toLowerCase().includes(word);
  const touches = (row, key) => [row.from, row.to].some((end) => world.nodes[end].key === key);
  return world.rows.filter((row) => {
    const ends = [world.nodes[row.from], world.nodes[row.to]];
    if (row.last < from || row.first > to) return false;
    if (ids.length && !ids.includes(row.id)) return false;
    if (types.length && !types.includes(row.type)) return false;
    if (packages.length && !packages.includes(row.package)) return false;
    if (texts.length && !texts.some((words) => words.every((word) => [row.from, row.to, row.target].some((i) => says(i, word))))) return false;
    if (q.get('outcome') === 'failure' && !row.failed) return false;
    if (q.get('outcome') === 'success' && row.failed) return false;
    if (q.get('min_rank') && Math.max(...ends.map((n) => n.rank)) < Number(q.get('min_rank'))) return false;
    if (q.get('privileged') && !ends.some((n) => n.privileged)) return false;
    if (q.get('hide_dc') && ends.some((n) => n.dc)) return false;
    if (q.get('hide_machine_accounts') && ends.some((n) => n.machine)) return false;
    if (keys.length && !keys.some((key) => touches(row, key))) return false;
    return !near || touches(row, near);
  });
}

export function joined(rows) {
  const out = new Map();
  for (const row of rows) {
    const key = [row.from, row.to, row.target, row.id, row.type, row.package, row.status].join();
    const seen = out.get(key);
    if (!seen) out.set(key, { ...row });
    else { seen.count += row.count; seen.first = Math.min(seen.first, row.first); seen.last = Math.max(seen.last, row.last); }
  }
  return [...out.values()];
}

export function columns(world, edges) {
  const ends = [...new Set(edges.flatMap((e) => (e.target >= 0 ? [e.from, e.to, e.target] : [e.from, e.to])))].sort((a, b) => a - b);
  const at = new Map(ends.map((end, index) => [end, index]));
  const nodes = ends.map((end) => world.nodes[end]);
  const dict = (name) => [...new Set(edges.map((e) => e[name]))];
  const packages = dict('package'), statuses = dict('status');
  const node = (name) => nodes.map((n) => n[name]);
  return {
    nodes: Object.fromEntries(['key', 'kind', 'name', 'domain', 'sid', 'rank', 'place', 'privileged', 'dc', 'machine', 'first', 'last', 'x', 'y', 'status', 'findings'].map((name) => [name, node(name)])),
    edges: {
      from: edges.map((e) => at.get(e.from)), to: edges.map((e) => at.get(e.to)), target: edges.map((e) => at.get(e.target) ?? -1),
      package: edges.map((e) => packages.indexOf(e.package)), status: edges.map((e) => statuses.indexOf(e.status)),
      ...Object.fromEntries(['relation', 'id', 'type', 'failed', 'count', 'first', 'last'].map((name) => [name, edges.map((e) => e[name])])),
    },
    packages, statuses,
  };
}

export function graph(world, q) {
  const wanted = new Set(['logon', ...list(q, 'relations')]);
  const all = joined(filtered(world, q)).filter((e) => e.count >= Number(q.get('min_count') ?? 1) && wanted.has(e.relation));
  const limit = Math.min(20000, Number(q.get('limit') ?? 2000));
  const weight = { rank: (e) => Math.max(world.nodes[e.from].rank, world.nodes[e.to].rank) + Math.min(world.nodes[e.from].rank, world.nodes[e.to].rank) / 10, count: (e) => e.count, time: (e) => e.last }[q.get('by') ?? 'rank'];
  const shown = all.sort((a, b) => weight(b) - weight(a) || b.count - a.count || a.from - b.from || a.to - b.to).slice(0, limit);
  const told = columns(world, shown);
  const ends = new Set(all.flatMap((e) => [e.from, e.to]));
  return {
    version: 1, shown: { edges: shown.length, nodes: told.nodes.key.length }, total: { edges: all.length, nodes: ends.size, events: all.reduce((sum, e) => sum + e.count, 0) },
    ...(shown.length < all.length ? { left_out: `Showing ${shown.length} of ${all.length} edges: highest ranks first` } : {}), ...told,
  };
}

export function page(world, kind, q) {
  const text = (q.get('q') ?? '').toLowerCase();
  const sort = q.get('sort') ?? 'rank';
  const rows = world.nodes.filter((n) => n.kind === kind && (!text || `${n.name} ${n.domain} ${n.sid} ${n.addresses.join(' ')}`.toLowerCase().includes(text)));
  rows.sort((a, b) => (sort === 'name' ? (a.name < b.name ? -1 : 1) : sort === 'last' ? b.last - a.last : sort === 'count' ? b.count - a.count : a.place - b.place) || a.index - b.index);
  const offset = Number(q.get('offset') ?? 0);
  return { version: 1, total: rows.length, rows: rows.slice(offset, offset + Number(q.get('limit') ?? 100)).map(person) };
}

export function person(n) {
  const both = { key: n.key, name: n.name, rank: n.rank, place: n.place, first: n.first, last: n.last, count: n.count, failures: n.failures, reasons: n.reasons, findings: n.findings ? 1 : 0 };
  return n.kind === 'host' ? { ...both, addresses: n.addresses, dc: n.dc, accounts: n.peers.size } : { ...both, domain: n.domain, sid: n.sid, privileged: n.privileged, machine: n.machine, status: n.status, marks: n.marks, hosts: n.peers.size };
}

export function timeline(world, q) {
  const rows = filtered(world, q);
  const ids = [...new Set(rows.filter((r) => r.id).map((r) => r.id))].sort((a, b) => a - b);
  const daily = q.get('bucket') === 'day', size = daily ? 24 : 1, n = Math.ceil(HOURS / size);
  const zero = () => new Array(n).fill(0);
  const series = new Map(ids.map((id) => [id, zero()])), failures = zero(), anomaly = zero();
  for (const row of rows) {
    if (!row.id) continue;
    const at = Math.floor((row.at - START) / HOUR / size);
    series.get(row.id)[at] += row.count;
    if (row.failed) failures[at] += row.count;
  }
  for (const hour of [219, 220, 243, 247]) anomaly[Math.floor(hour / size)] = hour === 219 ? 0.95 : 0.6;
  return { version: 1, start: START, bucket_s: 3600 * size, series: ids.map((id) => ({ id, count: series.get(id) })), failures, anomaly, clears: world.clears, gaps: world.gaps };
}

export function heatmap(world, q) {
  const rows = filtered(world, q), byNode = new Map();
  for (const row of rows) if (row.id) {
    const hours = byNode.get(row.to) ?? byNode.set(row.to, new Map()).get(row.to);
    const at = Math.floor((row.at - START) / HOUR);
    hours.set(at, (hours.get(at) ?? 0) + row.count);
  }
  const all = [...byNode].map(([index, hours]) => ({ node: world.nodes[index], hours })).filter(({ node }) => node.kind === 'account');
  all.sort((a, b) => (q.get('sort') === 'name' ? (a.node.name < b.node.name ? -1 : 1) : a.node.place - b.node.place));
  const offset = Number(q.get('offset') ?? 0);
  return {
    version: 1, start_s: START / 1000, hours: HOURS, total: all.length, clears: world.clears,
    rows: all.slice(offset, offset + Number(q.get('limit') ?? 50)).map(({ node, hours }) => {
      const hour = [...hours.keys()].sort((a, b) => a - b);
      return { key: node.key, name: node.name, place: node.place, hour, count: hour.map((h) => hours.get(h)), anomaly: hour.map((h) => (h >= 219 && h <= 247 && node.rank > 0.1 ? Math.min(1, node.rank) : 0)) };
    }),
  };
}

export function anomalies(world, key) {
  const rows = world.rows.filter((r) => r.id && world.nodes[r.to].key === key);
  const hour = Array.from({ length: HOURS }, (_, i) => i), ids = {};
  for (const row of rows) (ids[row.id] ??= new Array(HOURS).fill(0))[Math.floor((row.at - START) / HOUR)] += row.count;
  return { start_s: START / 1000, hour, ids, score: hour.map((h) => ([219, 243, 247].includes(h) ? 8 : 0.4)), detect: 5 };
}
