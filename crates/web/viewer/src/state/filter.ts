/** What of a case is looked at. The same filter serves the graph, the timeline, the tables and the exports. */
import type { Query } from '../api/client';

export interface Filter {
  from?: number; to?: number;
  ids: number[]; types: number[]; packages: string[];
  outcome?: 'success' | 'failure';
  min_count?: number; min_rank?: number;
  privileged: boolean; hide_dc: boolean; hide_machine_hosts: boolean; hide_machine_accounts: boolean; hide_anonymous: boolean;
  account: string[]; host: string[]; neighbours?: string;
  /** Texts of which one has to fit; the words of one text have all to be found in account, source or target. */
  q: string[];
}

export const FLAGS = ['privileged', 'hide_dc', 'hide_machine_hosts', 'hide_machine_accounts', 'hide_anonymous'] as const;
export type Flag = (typeof FLAGS)[number];

export const noFilter = (): Filter => ({
  ids: [], types: [], packages: [], privileged: false, hide_dc: false, hide_machine_hosts: false, hide_machine_accounts: false,
  hide_anonymous: false, account: [], host: [], q: [],
});

/** The filter as the API reads it. */
export function toQuery(filter: Filter): Query {
  return { ...filter };
}

/** Whether anything but the span of time is narrowed. */
export function isNarrowed(filter: Filter): boolean {
  return pills(filter).length > 0;
}

export interface Pill { facet: keyof Filter; values: (string | number | boolean)[]; negatable: boolean }

/** One pill for each narrowed facet, in a fixed order. */
export function pills(filter: Filter): Pill[] {
  const out: Pill[] = [];
  const add = (facet: keyof Filter, values: (string | number | boolean)[], negatable = false) => {
    if (values.length) out.push({ facet, values, negatable });
  };
  add('ids', filter.ids, true);
  add('types', filter.types, true);
  add('packages', filter.packages, true);
  add('outcome', filter.outcome ? [filter.outcome] : [], true);
  add('min_count', filter.min_count && filter.min_count > 1 ? [filter.min_count] : []);
  add('min_rank', filter.min_rank ? [filter.min_rank] : []);
  for (const flag of FLAGS) add(flag, filter[flag] ? [true] : []);
  add('account', filter.account);
  add('host', filter.host);
  add('q', filter.q);
  add('neighbours', filter.neighbours ? [filter.neighbours] : []);
  return out;
}

/** The filter without one facet. */
export function without(filter: Filter, facet: keyof Filter): Filter {
  return { ...filter, [facet]: noFilter()[facet] };
}

/** The filter with a facet turned round: what was chosen is left out, and the reverse. */
export function negated(filter: Filter, facet: keyof Filter, known: readonly (string | number)[]): Filter {
  if (facet === 'outcome') return { ...filter, outcome: filter.outcome === 'failure' ? 'success' : 'failure' };
  const chosen = new Set(filter[facet] as (string | number)[]);
  return { ...filter, [facet]: known.filter((value) => !chosen.has(value)) } as Filter;
}

/** `list` with `value` taken out if it was in, put in if not; sorted, so that equal choices give equal links. */
export function toggled<V extends string | number>(list: readonly V[], value: V): V[] {
  const next = list.includes(value) ? list.filter((entry) => entry !== value) : [...list, value];
  return next.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
