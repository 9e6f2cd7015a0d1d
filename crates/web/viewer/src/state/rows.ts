/** Rows of a search become a filter. */
import type { Hit } from '../api/types';
import type { Filter } from './filter';

export interface SearchRow { kind: 'account' | 'host' | 'address'; text: string }

const fits = (row: SearchRow, hit: Hit): boolean =>
  row.kind === 'account' ? hit.kind === 'account' : hit.kind === 'host' && (row.kind !== 'address' || hit.matched === 'address' || hit.name.includes(row.text));

/**
 * The accounts and hosts that the rows name. OR: edges that touch any of them. AND over rows of one kind leaves what every row
 * names; over accounts and hosts it keeps edges between them (`both`). Null when nothing is found.
 */
export async function filterOf(rows: SearchRow[], join: 'and' | 'or', search: (text: string) => Promise<Hit[]>): Promise<Pick<Filter, 'account' | 'host' | 'both'> | null> {
  const found = { account: null as Set<string> | null, host: null as Set<string> | null };
  for (const row of rows.filter((row) => row.text.trim())) {
    const kind = row.kind === 'account' ? 'account' : 'host';
    const keys = new Set((await search(row.text.trim())).filter((hit) => fits(row, hit)).map((hit) => hit.key));
    const before = found[kind];
    found[kind] = before === null ? keys : join === 'or' ? new Set([...before, ...keys]) : new Set([...before].filter((key) => keys.has(key)));
  }
  const account = [...(found.account ?? [])].sort();
  const host = [...(found.host ?? [])].sort();
  const impossible = join === 'and' && [found.account, found.host].some((keys) => keys?.size === 0);
  if (impossible || account.length + host.length === 0) return null;
  return { account, host, both: join === 'and' && account.length > 0 && host.length > 0 };
}
