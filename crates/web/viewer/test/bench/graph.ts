/** A graph of accounts and hosts with heavy-tailed degrees, the same on every run. */
import type { GEdge, GNode, Graph } from '../../src/graph/model';

export function company(edges: number): Graph {
  const count = Math.round(edges / 4);
  let seed = 11;
  const random = () => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
    return seed / 4_294_967_296;
  };
  const node = (i: number, host: boolean): GNode => {
    const angle = i * 2.399963;
    const r = 26 * Math.sqrt(i + 1);
    return {
      key: `${host ? 'h' : 'a'}${i}`, kind: host ? 'host' : 'account', name: `${host ? 'WS' : 'user'}-${i}`, domain: '', sid: '', rank: random() ** 4, place: i, privileged: !host && i % 40 === 0,
      dc: host && i < 3, machine: false, first: 0, last: 1, x: r * Math.cos(angle), y: r * Math.sin(angle), status: '', findings: i % 300 === 0 ? 'high' : '',
    };
  };
  const nodes = new Map<string, GNode>();
  for (let i = 0; i < count; i++) {
    const made = node(i, i % 2 === 0);
    nodes.set(made.key, made);
  }
  const pairs = new Set<string>();
  const list: GEdge[] = [];
  while (list.length < edges) {
    const host = 2 * Math.floor((random() ** 2.2 * count) / 2);
    const account = 2 * Math.floor((random() ** 1.6 * (count - 1)) / 2) + 1;
    const pair = `${host},${account}`;
    if (pairs.has(pair) || account >= count) continue;
    pairs.add(pair);
    const failed = random() < 0.1;
    list.push({ from: `h${host}`, to: `a${account}`, target: null, relation: 'logon', id: failed ? 4625 : random() < 0.2 ? 4768 : 4624, type: random() < 0.05 ? 10 : 3, package: random() < 0.2 ? 'NTLM' : 'Kerberos', status: '', failed, count: 1 + Math.floor(random() ** 3 * 200), first: 0, last: list.length });
  }
  return { nodes, edges: list };
}
