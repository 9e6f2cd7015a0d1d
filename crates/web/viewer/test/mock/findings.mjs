// Findings, records and paths of the made-up attack.
import { HOUR, START } from './company.mjs';
import { person } from './query.mjs';

export function findings(world) {
  const part = (key, role) => { const n = world.nodes.find((n) => n.key === key); return { key, kind: n.kind, name: n.name, role }; };
  const spray = world.rows.filter((r) => r.failed && world.nodes[r.from].key === 'h:10.20.9.66').map((r) => world.nodes[r.to].key);
  const pivot = world.nodes[20].key, okafor = spray[8];
  const make = (id, rule, title, severity, technique, hour, count, text, parts) => ({ id, rule, title, severity, technique, first: START + hour * HOUR, last: START + (hour + 1) * HOUR, count, text, parts, evidence: [{ computer: 'DC01', log: 'Security', record: 88120 + hour, time: START + hour * HOUR + 60_000 }] });
  return [
    make('f1', 'dcsync', 'DCSync', 'critical', 'T1003.006', 247, 2, 'adm-hsato asked DC01 for directory replication; it is not a domain controller.', [part('a:corp\\adm-hsato', 'actor'), part(world.nodes[0].key, 'target')]),
    make('f2', 'spray', 'Password spray', 'high', 'T1110.003', 219, spray.length, `10.20.9.66 tried ${spray.length} accounts within 12 minutes; one logon succeeded.`, [part('h:10.20.9.66', 'source'), ...spray.slice(0, 40).map((key) => part(key, 'victim'))]),
    make('f3', 'new_source', 'New source for a privileged account', 'medium', 'T1078', 243, 4, 'adm-hsato logged on from a workstation for the first time.', [part('a:corp\\adm-hsato', 'actor'), part(pivot, 'source')]),
    make('f4', 'success_after_failures', 'Success after failures', 'high', 'T1110', 220, 1, 'A logon from 10.20.9.66 succeeded after 6 failures.', [part('h:10.20.9.66', 'source'), part(okafor, 'victim')]),
    make('f5', 'log_cleared', 'Log cleared', 'high', 'T1070.001', 253, 1, 'The Security log of DC01 was cleared.', [part('a:corp\\adm-hsato', 'actor'), part(world.nodes[0].key, 'target')]),
    make('f6', 'audit_change', 'Audit policy changed', 'low', 'T1562.002', 251, 1, 'Logon/Logoff: Success removed.', [part('a:corp\\administrator', 'actor')]),
  ];
}

export function node(world, key, all) {
  const n = world.nodes.find((n) => n.key === key);
  if (!n) return null;
  const peers = new Map();
  const sessions = [];
  for (const row of world.rows) {
    if (row.from !== n.index && row.to !== n.index) continue;
    const other = world.nodes[row.from === n.index ? row.to : row.from];
    const seen = peers.get(other.key) ?? peers.set(other.key, { key: other.key, kind: other.kind, name: other.name, count: 0, failures: 0, first: row.first, last: row.last }).get(other.key);
    seen.count += row.count; seen.last = Math.max(seen.last, row.last);
    if (row.failed) seen.failures += row.count;
    if (row.to === n.index && row.id === 4624 && sessions.length < 20) sessions.push({ from_host: world.nodes[row.from].key, from_name: world.nodes[row.from].name, account: n.key, target: world.nodes[row.target]?.key ?? null, target_name: world.nodes[row.target]?.name ?? null, type: row.type, first: row.first, last: row.last, count: row.count });
  }
  return {
    kind: n.kind, [n.kind]: person(n), findings: all.filter((f) => f.parts.some((p) => p.key === key)), groups: n.kind === 'account' && n.privileged ? [{ at: START + 30 * HOUR, what: 'AddGroup(Domain Admins)' }] : [], sessions,
    neighbours: [...peers.values()].sort((a, b) => b.count - a.count).slice(0, 20), ...(n.rank > 0.5 ? { anomaly: { start: START + 219 * HOUR, hours: [0.9, 0.6, 0.2] } } : {}),
  };
}

export function events(world, q, all) {
  const finding = all.find((f) => f.id === q.get('finding'));
  if (finding) return { rows: finding.evidence.map((e) => ({ ...e, id: 4662, fields: { SubjectUserName: 'adm-hsato', Properties: '{1131f6aa-9c07-11d1-f79f-00c04fc2dcd2}' }, file: 'Security.evtx' })) };
  const rows = world.rows.filter((r) => world.nodes[r.from].key === q.get('from') && world.nodes[r.to].key === q.get('to') && (!q.get('id') || r.id === Number(q.get('id'))));
  const out = rows.flatMap((r, index) => Array.from({ length: Math.min(r.count, 5) }, (_, i) => ({
    computer: world.nodes[r.target]?.name ?? 'DC01', log: 'Security', record: 52_000 + index * 10 + i, time: r.first + i * 60_000, id: r.id,
    fields: { TargetUserName: world.nodes[r.to].name, TargetDomainName: 'CORP', IpAddress: world.nodes[r.from].addresses[0], LogonType: r.type, AuthenticationPackageName: r.package, Status: r.status, WorkstationName: '<img src=x onerror=alert(1)>' },
    xml: `<Event><System><EventID>${r.id}</EventID></System></Event>`,
  })));
  return { rows: out.sort((a, b) => a.time - b.time).slice(0, Number(q.get('limit') ?? 200)) };
}

export function forward(world, key, at) {
  const name = (of) => world.nodes.find((n) => n.key === of)?.name ?? of;
  const reached = new Map([[key, { key, name: name(key), at, steps: 0 }]]), via = new Map();
  for (const row of world.rows.filter((r) => r.id === 4624 && r.target >= 0 && r.first >= at).sort((a, b) => a.first - b.first)) {
    const [from, to, target] = [row.from, row.to, row.target].map((end) => world.nodes[end].key);
    if (!reached.has(from) || reached.get(from).at > row.first) continue;
    const step = (a, b, kind) => { if (!reached.has(b)) { reached.set(b, { key: b, name: name(b), at: row.first, steps: reached.get(a).steps + 1 }); via.set(b, { from: a, from_name: name(a), to: b, to_name: name(b), against: false, kind, id: row.id, type: row.type, at: row.first, count: row.count }); } };
    step(from, to, 'logon'); step(to, target, 'reached');
  }
  const path = (end) => { const steps = []; for (let at = end; via.has(at); at = via.get(at).from) steps.unshift(via.get(at)); return { steps }; };
  const ends = [...reached.values()].filter((r) => r.steps > 0);
  return { ends, path, answer: { paths: ends.slice(0, 20).map((r) => path(r.key)), reached: ends } };
}

export function shortest(world, from, to) {
  const { ends, path } = forward(world, from, 0);
  const target = to === 'privileged' ? ends.find((r) => world.nodes.find((n) => n.key === r.key)?.privileged) : ends.find((r) => r.key === to);
  return { paths: target ? [path(target.key)] : [], reached: [] };
}
export function backward(world, to) {
  const paths = [];
  for (const start of ['h:10.20.9.66', world.nodes[20].key]) { const { ends, path } = forward(world, start, 0); if (ends.some((r) => r.key === to)) paths.push(path(to)); }
  return { paths, reached: paths.map((p) => ({ key: p.steps[0].from, name: p.steps[0].from_name, at: p.steps[0].at, steps: p.steps.length })) };
}
