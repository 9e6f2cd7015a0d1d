/** Hunts that are plain filters of the graph: they answer at once, and the timeline and tables follow. The rest run on the server. */
import { noFilter, type Filter } from '../state/filter';

const PRESETS: Record<string, Partial<Filter>> = {
  all_users: {},
  system_privileges: { privileged: true },
  ntlm_remote_logon: { ids: [4624], types: [3], packages: ['NTLM'] },
  rdp_logon: { types: [10] },
  network_logon: { types: [3] },
  batch_logon: { types: [4] },
  service_logon: { types: [5] },
  logon_failure: { outcome: 'failure' },
  explicit_credentials: { ids: [4648] },
};

/** The hunt about domains shows the memberships that are left out otherwise. */
export const showsDomains = (name: string): boolean => bareName(name) === 'domain_check';

/** `04_rdp_logon` and `rdp_logon` are the same hunt. */
export const bareName = (name: string): string => name.replace(/^\d+_/, '');

/** The hunt's filter, with the span of time kept; nothing when the hunt has to be run. */
export function presetOf(name: string, now: Filter): Filter | null {
  const preset = PRESETS[bareName(name)];
  if (!preset) return null;
  const { from, to } = now;
  return { ...noFilter(), ...preset, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** Nodes of the graph that a hunt's rows speak of, found by name, address and domain. */
export function keysOf(columns: string[], rows: unknown[][], nodes: Iterable<{ key: string; kind: string; name: string; domain: string }>, addresses: (key: string) => string[]): string[] {
  const words = new Set<string>();
  const naming = columns.flatMap((column, i) => (/user|source|target|host|controller|account|computer|ip|address/i.test(column) ? [i] : []));
  const add = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(add);
    else if (typeof value === 'string' && value) words.add(value.toLowerCase());
  };
  for (const row of rows) for (const i of naming) add(row[i]);
  const out: string[] = [];
  for (const node of nodes) {
    const names = [node.name, ...addresses(node.key)].map((name) => name.toLowerCase());
    if ((node.kind === 'account' || node.kind === 'host') && names.some((name) => words.has(name))) out.push(node.key);
  }
  return out;
}
