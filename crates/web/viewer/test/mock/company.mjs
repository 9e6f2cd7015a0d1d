// A made-up company: accounts, hosts, two weeks of logons by the hour, and one attack that walks from a workstation to a DC.
import { random } from './random.mjs';

export const HOUR = 3_600_000;
export const START = Date.UTC(2026, 9, 26);
export const HOURS = 14 * 24;
const FIRST = ['adams', 'baker', 'costa', 'dupont', 'evans', 'frank', 'garcia', 'haas', 'ito', 'jensen', 'kaya', 'lind', 'moreau', 'nagy', 'okafor', 'park', 'quinn', 'rossi', 'sato', 'tanaka'];

export function company(accounts = 300, hosts = 260) {
  const rnd = random(7);
  const nodes = [];
  const add = (node) => nodes.push({ domain: '', sid: '', privileged: false, dc: false, machine: false, status: '', findings: '', rank: 0, addresses: [], reasons: [], marks: [], ...node }) - 1;
  for (let i = 0; i < hosts; i++) {
    const name = i < 2 ? `DC0${i + 1}` : i < 12 ? `SRV-${String(i - 1).padStart(2, '0')}` : `WS-${String(i - 11).padStart(3, '0')}`;
    add({ kind: 'host', key: `h:10.20.${i >> 8}.${i & 255}`, name, addresses: [`10.20.${i >> 8}.${i & 255}`], dc: i < 2 });
  }
  const kali = add({ kind: 'host', key: 'h:10.20.9.66', name: '10.20.9.66', addresses: ['10.20.9.66'] });
  for (let i = 0; i < accounts; i++) {
    const name = i === 0 ? 'administrator' : i === 1 ? 'adm-hsato' : i < 6 ? `svc-${['backup', 'web', 'scan', 'sql'][i - 2]}` : `${'abcdefghijklmnopqrst'[i % 20]}.${FIRST[(i * 7) % 20]}${i >= 26 ? i : ''}`;
    add({ kind: 'account', key: `a:corp\\${name}`, name, domain: 'corp.example', sid: `S-1-5-21-152411-77-9-${1100 + i}`, privileged: i < 3 });
  }
  const machine = add({ kind: 'account', key: 'a:corp\\ws-001$', name: 'ws-001$', domain: 'corp.example', machine: true });
  const domain = add({ kind: 'domain', key: 'd:corp.example', name: 'corp.example' });
  const policy = add({ kind: 'policy', key: 'p:1', name: 'Logon/Logoff: Success removed' });
  const account = (i) => kali + 1 + i;
  const rows = [];
  const put = (from, to, target, id, type, pack, hour, count = 1, status = '') => rows.push({ from, to, target, relation: 'logon', id, type, package: pack, status, failed: id === 4625 || id === 4771, count, at: START + hour * HOUR, first: START + hour * HOUR + rnd.below(900_000), last: START + hour * HOUR + 900_000 + rnd.below(2_600_000) });
  routine(rnd, { put, account, accounts, hosts });
  attack({ put, account, kali, nodes, rnd });
  for (let i = 0; i < accounts; i++) rows.push({ from: account(i), to: domain, target: -1, relation: 'group', id: 0, type: 0, package: '', status: '', failed: false, count: 1, at: START, first: START, last: START });
  rows.push({ from: account(0), to: policy, target: -1, relation: 'policy', id: 4719, type: 0, package: '', status: '', failed: false, count: 1, at: START + 251 * HOUR, first: START + 251 * HOUR, last: START + 251 * HOUR });
  put(12, machine, 0, 4624, 3, 'Kerberos', 30, 40);
  settle(nodes, rows, rnd);
  const clears = [{ at: START + 253 * HOUR, user: 'adm-hsato', domain: 'corp.example', computer: 'DC01', channel: 'Security' }];
  return { nodes, rows, clears, gaps: [{ from: START + 120 * HOUR, to: START + 131 * HOUR, computer: 'SRV-03', log: 'Security' }] };
}

function routine(rnd, { put, account, accounts, hosts }) {
  for (let day = 0; day < 14; day++) {
    if ([5, 6, 12, 13].includes(day)) continue;
    for (let i = 6; i < accounts; i++) {
      if (rnd.next() < 0.25) continue;
      const host = 12 + ((i * 13) % (hosts - 12));
      const hour = day * 24 + 8 + rnd.below(3);
      put(host, account(i), 0, 4768, 0, 'Kerberos', hour, 1 + rnd.below(4));
      put(host, account(i), 2 + (i % 9), 4624, 3, 'Kerberos', hour + rnd.below(8), 2 + rnd.below(12));
      if (i % 9 === 0) put(host, account(i), 1, 4776, 0, 'NTLM', hour, 1);
      if (rnd.next() < 0.05) put(host, account(i), 0, 4625, 3, 'Negotiate', hour, 1 + rnd.below(3), '0xc000006a');
      if (i % 17 === 0) put(host, account(i), 3, 4624, 10, 'Negotiate', hour + 2, 1);
    }
  }
  for (let hour = 2; hour < HOURS; hour += 24) for (let h = 12; h < 60; h++) put(4, account(2), h, 4624, 5, 'Negotiate', hour, 3);
  for (let hour = 5; hour < HOURS; hour += 12) for (let h = 12; h < 90; h += 3) put(6, account(4), h, 4624, 4, 'NTLM', hour, 1);
}

function attack({ put, account, kali, nodes, rnd }) {
  for (let i = 6; i < 90; i++) put(kali, account(i), 0, 4625, 3, 'NTLM', 219, 4 + rnd.below(5), '0xc000006a');
  put(kali, account(14), 20, 4624, 3, 'NTLM', 220, 3);
  put(20, account(1), 2, 4648, 9, 'Negotiate', 242, 2);
  put(20, account(1), 2, 4624, 10, 'Negotiate', 243, 4);
  put(2, account(1), 0, 4624, 3, 'NTLM', 246, 3);
  put(2, account(1), 0, 4662, 0, '', 247, 2);
  put(0, account(0), 0, 4624, 2, 'Negotiate', 250, 2);
  Object.assign(nodes[kali], { rank: 0.98, findings: 'high', reasons: [{ text: 'Password spray: 84 accounts in 12 minutes', weight: 0.8, from: START + 219 * HOUR, to: START + 220 * HOUR }, { text: 'near m.okafor, rank 2', weight: 0.3 }] });
  Object.assign(nodes[account(1)], { rank: 0.96, findings: 'critical', reasons: [{ text: 'DCSync on DC01', weight: 0.9, from: START + 247 * HOUR, to: START + 248 * HOUR }, { text: 'First logon from WS-009', weight: 0.6, from: START + 243 * HOUR, to: START + 244 * HOUR }] });
  Object.assign(nodes[account(14)], { rank: 0.93, findings: 'high', reasons: [{ text: 'Success after 6 failures from 10.20.9.66', weight: 0.7, from: START + 220 * HOUR, to: START + 221 * HOUR }] });
  Object.assign(nodes[0], { rank: 0.78, findings: 'critical', reasons: [{ text: 'Target of DCSync', weight: 0.6 }] });
  Object.assign(nodes[20], { rank: 0.84, findings: 'high', reasons: [{ text: 'Pivot: account changed on the way', weight: 0.6 }] });
}

// Ranks for the rest, spans of time, sums, places and deterministic positions.
function settle(nodes, rows, rnd) {
  nodes.forEach((node, index) => Object.assign(node, { index, first: Infinity, last: 0, count: 0, failures: 0, peers: new Set() }));
  for (const row of rows) if (row.relation === 'logon') for (const [end, other] of [[row.from, row.to], [row.to, row.from]]) {
    const node = nodes[end];
    node.first = Math.min(node.first, row.first);
    node.last = Math.max(node.last, row.last);
    node.count += row.count;
    if (row.failed) node.failures += row.count;
    node.peers.add(other);
  }
  for (const node of nodes) {
    if (!node.rank) node.rank = Math.min(0.42, 0.04 + node.peers.size / 900 + rnd.next() * 0.08);
    if (!node.count) node.first = node.last = START;
  }
  for (const kind of ['account', 'host', 'domain', 'policy']) {
    nodes.filter((node) => node.kind === kind).sort((a, b) => b.rank - a.rank || (a.key < b.key ? -1 : 1)).forEach((node, index) => (node.place = index + 1));
  }
  place(nodes, rows);
}

function place(nodes, rows) {
  const links = [...new Set(rows.filter((row) => row.relation === 'logon').map((row) => row.from * 100000 + row.to))].map((code) => [Math.floor(code / 100000), code % 100000]);
  nodes.forEach((node, i) => { const r = 34 * Math.sqrt(((i * 7919) % nodes.length) + 1), a = i * 2.399963; node.x = r * Math.cos(a); node.y = r * Math.sin(a); });
  for (let round = 0; round < 220; round++) {
    const heat = 40 * (1 - round / 220);
    const fx = new Float64Array(nodes.length), fy = new Float64Array(nodes.length);
    for (let i = 0; i < nodes.length; i++) for (let j = i + 1; j < nodes.length; j++) {
      const dx = nodes[i].x - nodes[j].x, dy = nodes[i].y - nodes[j].y, f = 1500 / (dx * dx + dy * dy + 25);
      fx[i] += dx * f; fy[i] += dy * f; fx[j] -= dx * f; fy[j] -= dy * f;
    }
    for (const [a, b] of links) {
      const dx = nodes[b].x - nodes[a].x, dy = nodes[b].y - nodes[a].y, k = 0.05;
      fx[a] += dx * k; fy[a] += dy * k; fx[b] -= dx * k; fy[b] -= dy * k;
    }
    nodes.forEach((node, i) => { const f = Math.hypot(fx[i], fy[i]) || 1; node.x += (fx[i] / f) * Math.min(heat, f) - node.x * 0.003; node.y += (fy[i] / f) * Math.min(heat, f) - node.y * 0.003; });
  }
}
