// The paths of the API, as far as the viewer uses them.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HOUR, START } from './company.mjs';
import * as Q from './query.mjs';
import * as F from './findings.mjs';
import { jobRoutes } from './jobs.mjs';
import { peopleRoutes } from './people.mjs';

const QUERIES = fileURLToPath(new URL('../../../../../neo4j/queries', import.meta.url));
const ok = (body) => ({ status: 200, body });
const lost = (what) => ({ status: 404, code: 'not_found', message: `There is no ${what}.` });

export function huntsOf() {
  return readdirSync(QUERIES).filter((file) => file.endsWith('.cypher')).sort().map((file) => {
    const text = readFileSync(`${QUERIES}/${file}`, 'utf8');
    const head = (name) => new RegExp(`^// ${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
    return { name: file.replace(/^\d+_|\.cypher$/g, ''), title: head('title'), what: head('finds'), technique: head('attack'), params: head('params').split(',').map((p) => ({ name: p.trim().split(' ')[0] })).filter((p) => p.name), text };
  });
}

function summary(state, kase) {
  const { world } = state, filled = kase.filled;
  const of = (kind) => (filled ? world.nodes.filter((n) => n.kind === kind).length : 0);
  return { name: kase.name, accounts: of('account'), hosts: of('host'), edges: filled ? Q.joined(world.rows).length : 0, imports: filled ? 1 : 0, findings: filled ? state.findings.length : 0, first: filled ? START : null, last: filled ? START + 336 * HOUR : null, version: 1, ranked_at: filled ? START + 340 * HOUR : null, ranking: filled ? 'score' : null, jobs_running: state.jobs.filter((j) => j.case === kase.name && j.state === 'running').length };
}

const ORDER = ['info', 'low', 'medium', 'high', 'critical'];
const EMPTY = { nodes: [], rows: [], clears: [], gaps: [] };

export function routes(state) {
  const kase = (name) => { const found = state.cases.find((c) => c.name === name); if (!found) throw lost(`case ${name}`); return found; };
  const world = (name) => (kase(name).filled ? state.world : EMPTY);
  const found = (name) => (kase(name).filled ? state.findings : []);
  const C = (rest) => new RegExp(`^/cases/([^/]+)${rest}$`);
  const list = (name, store) => [
    ['GET', C(`/${name}`), ({ params }) => ok({ [name.split('/').pop() === 'saved' ? 'hunts' : name]: state[store].filter((e) => e.case === params[0]) })],
    ['POST', C(`/${name}`), ({ params, body, me }) => { const entry = { ...body, id: String(state.serial++), case: params[0], by: me.name, at: START }; state[store] = state[store].filter((e) => store !== 'notes' || e.key !== body.key); state[store].push(entry); return { status: 201, body: entry }; }],
    ['DELETE', C(`/${name}`), ({ q }) => { const gone = q.get('id') ?? q.get('name') ?? q.get('key'); state[store] = state[store].filter((e) => ![e.id, e.name, e.key].includes(gone)); return { status: 204 }; }],
  ];
  return [
    ...peopleRoutes(state), ...jobRoutes(state),
    ['GET', /^\/cases$/, () => ok({ cases: state.cases.map((c) => summary(state, c)) })],
    ['POST', /^\/cases$/, ({ body }) => { if (state.cases.some((c) => c.name === body.name)) throw { status: 409, code: 'case_exists', message: 'There is such a case.' }; state.cases.push({ name: body.name, filled: false, members: [] }); return { status: 201, body: summary(state, state.cases.at(-1)) }; }],
    ['GET', C(''), ({ params }) => ok({ ...summary(state, kase(params[0])), clears: world(params[0]).clears, members: kase(params[0]).members })],
    ['PUT', C('/members'), ({ params, body }) => { kase(params[0]).members = body.members; return { status: 204 }; }],
    ['GET', C('/coverage'), ({ params }) => ok(coverage(kase(params[0]).filled))],
    ['GET', C('/graph'), ({ params, q }) => ok(Q.graph(world(params[0]), q))],
    ['GET', C('/accounts'), ({ params, q }) => ok(Q.page(world(params[0]), 'account', q))],
    ['GET', C('/hosts'), ({ params, q }) => ok(Q.page(world(params[0]), 'host', q))],
    ['GET', C('/nodes/([^/]+)'), ({ params }) => { const told = F.node(world(params[0]), params[1], found(params[0])); if (!told) throw lost('node of this key'); return ok(told); }],
    ['GET', C('/search'), ({ params, q }) => { const text = q.get('q').toLowerCase(); return ok({ hits: world(params[0]).nodes.filter((n) => `${n.name} ${n.sid} ${n.addresses.join(' ')}`.toLowerCase().includes(text)).sort((a, b) => b.rank - a.rank).slice(0, 20).map((n) => ({ key: n.key, kind: n.kind, name: n.name, domain: n.domain, matched: n.name.toLowerCase().includes(text) ? 'name' : n.sid.toLowerCase().includes(text) ? 'sid' : 'address', rank: n.rank, place: n.place })) }); }],
    ['GET', C('/timeline'), ({ params, q }) => ok(Q.timeline(world(params[0]), q))],
    ['GET', C('/heatmap'), ({ params, q }) => ok(Q.heatmap(world(params[0]), q))],
    ['GET', C('/anomalies/([^/]+)'), ({ params }) => ok(Q.anomalies(world(params[0]), params[1]))],
    ['GET', C('/findings'), ({ params, q }) => { const rows = found(params[0]).filter((f) => (!q.get('rule') || f.rule === q.get('rule')) && (!q.get('severity') || ORDER.indexOf(f.severity) >= ORDER.indexOf(q.get('severity'))) && (!q.get('from') || f.last >= Number(q.get('from'))) && (!q.get('to') || f.first <= Number(q.get('to'))) && (!q.get('key') || f.parts.some((p) => p.key === q.get('key')))); return ok({ version: 1, total: rows.length, rows }); }],
    ['GET', C('/events'), ({ params, q }) => ok(F.events(world(params[0]), q, found(params[0])))],
    ['GET', C('/paths/shortest'), ({ params, q }) => ok(F.shortest(world(params[0]), q.get('from'), q.get('to')))],
    ['GET', C('/paths/forward'), ({ params, q }) => ok(F.forward(world(params[0]), q.get('from'), Number(q.get('at') ?? 0)).answer)],
    ['GET', C('/paths/backward'), ({ params, q }) => ok(F.backward(world(params[0]), q.get('to')))],
    ['GET', C('/diff'), ({ params, q }) => ok(diff(world(params[0]), q))],
    ['GET', C('/table'), ({ params, q }) => { const w = world(params[0]), rows = Q.joined(Q.filtered(w, q)).sort((a, b) => b.count - a.count); const offset = Number(q.get('offset') ?? 0); return ok({ version: 1, total: rows.length, rows: rows.slice(offset, offset + Number(q.get('limit') ?? 200)).map((r) => { const end = (i) => (w.nodes[i] ? { key: w.nodes[i].key, name: w.nodes[i].name } : null); return { ...r, from: end(r.from), address: w.nodes[r.from].addresses[0] ?? '', to: end(r.to), target: end(r.target) }; }) }); }],
    ['GET', C('/export'), ({ q, response }) => { response.writeHead(200, { 'content-type': 'text/csv', 'content-disposition': `attachment; filename="${q.get('what')}.${q.get('kind')}"` }); response.end('from,to,count\n'); }],
    ['GET', /^\/hunts$/, () => ok({ hunts: huntsOf() })],
    ['POST', C('/hunts/run'), ({ params, body }) => ok(run(world(params[0]), body))],
    ...list('hunts/saved', 'hunts'), ...list('views', 'views'), ...list('notes', 'notes'),
  ];
}

function run(world, body) {
  if (/\b(CREATE|MERGE|DELETE|SET)\b/.test(body.text ?? '')) throw { status: 400, code: 'cypher', message: 'Writing in read access mode is not allowed.', hint: 'Hunts may only read.' };
  const rows = world.rows.filter((r) => r.id && world.nodes[r.from].rank > 0.5).slice(0, 50).map((r) => [world.nodes[r.from].addresses[0] ?? '', world.nodes[r.from].name, world.nodes[r.to].domain, world.nodes[r.to].name, r.id, r.count]);
  return { columns: ['source', 'hostname', 'domain', 'user', 'id', 'events'], rows, truncated: false, took_ms: 12 };
}

function diff(world, q) {
  const within = (from, to) => Q.joined(world.rows.filter((r) => r.at >= Number(q.get(from)) && r.at < Number(q.get(to))));
  const a = within('a_from', 'a_to'), b = within('b_from', 'b_to'), pair = (e) => `${e.from},${e.to}`;
  const inA = new Map(a.map((e) => [pair(e), e])), inB = new Map(b.map((e) => [pair(e), e]));
  const ends = (edges) => new Set(edges.flatMap((e) => [e.from, e.to]));
  const name = (i) => ({ key: world.nodes[i].key, kind: world.nodes[i].kind, name: world.nodes[i].name });
  const [inEndsA, inEndsB] = [ends(a), ends(b)];
  const totals = { new_edges: b.filter((e) => !inA.has(pair(e))).length, gone_edges: a.filter((e) => !inB.has(pair(e))).length, new_nodes: 0, gone_nodes: 0, changed: b.filter((e) => inA.has(pair(e)) && inA.get(pair(e)).count !== e.count).length };
  totals.new_nodes = [...inEndsB].filter((i) => !inEndsA.has(i)).length;
  totals.gone_nodes = [...inEndsA].filter((i) => !inEndsB.has(i)).length;
  return {
    totals,
    new_edges: Q.columns(world, b.filter((e) => !inA.has(pair(e)))), gone_edges: Q.columns(world, a.filter((e) => !inB.has(pair(e)))),
    new_nodes: [...inEndsB].filter((i) => !inEndsA.has(i)).map(name), gone_nodes: [...inEndsA].filter((i) => !inEndsB.has(i)).map(name),
    changed: b.filter((e) => inA.has(pair(e)) && inA.get(pair(e)).count !== e.count).slice(0, 100).map((e) => ({ from: world.nodes[e.from].key, to: world.nodes[e.to].key, a: inA.get(pair(e)).count, b: e.count })),
  };
}

function coverage(filled) {
  if (!filled) return { imports: 0, read: 0, kept: 0, files: 0, bytes: 0, logs: [], more_logs: 0, policies: [], blind: [], failed: [], damaged: [] };
  return {
    imports: 1, read: 171_204, kept: 168_000, files: 1, bytes: 64_000_000,
    logs: [{ computer: 'DC01', log: 'Security', records: 21_044, first: START, last: START + 330 * HOUR, import: 'i1' }, { computer: 'SRV-03', log: 'Security', records: 8120, first: START, last: START + 330 * HOUR, import: 'i1' }],
    more_logs: 0, policies: [{ policy: 'Audit Kerberos Service Ticket Operations', seems: 'off', import: 'i1' }], blind: [{ rule: 'kerberoasting', title: 'Kerberoasting', needs: 'Audit Kerberos Service Ticket Operations: Success' }], failed: [], damaged: [],
  };
}
