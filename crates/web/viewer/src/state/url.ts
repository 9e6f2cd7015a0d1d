/** The whole state of the screen as a link, and back. Defaults are left out, so that links stay short. */
import type { Severity } from '../api/types';
import { FLAGS, noFilter, type Filter } from './filter';

export const TABS = ['graph', 'timeline', 'table', 'findings', 'coverage', 'paths', 'diff', 'hunts'] as const;
export type Tab = (typeof TABS)[number];
export const ADMIN_PAGES = ['import', 'jobs', 'cases', 'users', 'tokens', 'audit', 'saved'] as const;
export type AdminPage = (typeof ADMIN_PAGES)[number];
export type Page = Tab | AdminPage;
export const LAYOUTS = ['stored', 'force', 'circle', 'grid', 'tree', 'time'] as const;
export type LayoutName = (typeof LAYOUTS)[number];
export const LABELS = ['event', 'count', 'type', 'auth', 'none'] as const;
export type LabelName = (typeof LABELS)[number];

export interface ViewState {
  case: string; page: Page; filter: Filter;
  /** The tab that was open last: where an office page leads back to, and what a view saved there shows. */
  tab: Tab;
  /** Key of the selected node, or `from>to` of the selected bundle. */
  sel: string;
  layout: LayoutName; label: LabelName; sized: boolean; bundled: boolean; /** Whether accounts are tied to their domain. */ domains: boolean; limit: number; by: 'rank' | 'count' | 'time';
  /** A finding rule, or a hunt, whose nodes stand out. */
  rule: string; hunt: string;
  /** Ends of a searched path, and the moment it starts from. */
  pfrom: string; pto: string; pat?: number; pkind: PathKind | '';
  /** Orders of the table and of the heat map, the least severity of findings, and a query of one's own. */
  sort: TableSort; heat: 'place' | 'name'; severity: Severity | ''; cypher: string;
  /** The two windows that are compared, in milliseconds. */
  windows?: [number, number, number, number];
}

export const PATH_KINDS = ['shortest', 'privileged', 'forward', 'backward'] as const;
export type PathKind = (typeof PATH_KINDS)[number];
export const TABLE_SORTS = ['rank', 'count', 'first', 'last', 'from', 'to', 'target', 'id'] as const;
export type TableSort = (typeof TABLE_SORTS)[number];
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const satisfies readonly Severity[];
/** Longer queries are saved as hunts: addresses have an end. */
const LONGEST_QUERY = 4000;

export const DEFAULT_LIMIT = 500;

export const noState = (): ViewState => ({
  case: '', page: 'graph', tab: 'graph', filter: noFilter(), sel: '', layout: 'stored', label: 'event', sized: true, bundled: true, domains: false, limit: DEFAULT_LIMIT,
  by: 'rank', rule: '', hunt: '', pfrom: '', pto: '', pkind: '', sort: 'count', heat: 'place', severity: '', cypher: '',
});

export const isTab = (page: Page): page is Tab => (TABS as readonly Page[]).includes(page);

/** The state after a change; it remembers the tab that an office page was opened from. */
export function moved(state: ViewState, change: Partial<ViewState>): ViewState {
  const next = { ...state, ...change };
  return isTab(next.page) ? { ...next, tab: next.page } : next;
}

const number = (text: string | null): number | undefined => {
  const value = text === null || text === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
};
const numbers = (text: string | null): number[] => (text ? text.split(',').map(Number).filter(Number.isFinite) : []);
const oneOf = <V extends string>(text: string | null, all: readonly V[], otherwise: V): V => (all.includes(text as V) ? (text as V) : otherwise);

export function parseState(search: string): ViewState {
  const query = new URLSearchParams(search);
  const state = noState();
  state.case = query.get('case') ?? '';
  state.page = oneOf(query.get('page'), [...TABS, ...ADMIN_PAGES], 'graph');
  state.tab = isTab(state.page) ? state.page : oneOf(query.get('tab'), TABS, 'graph');
  state.filter = parseFilter(query);
  state.sel = query.get('sel') ?? '';
  state.layout = oneOf(query.get('layout'), LAYOUTS, 'stored');
  state.label = oneOf(query.get('label'), LABELS, 'event');
  state.sized = query.get('sized') !== '0';
  state.bundled = query.get('bundled') !== '0';
  state.domains = query.get('domains') === '1';
  state.limit = Math.min(20_000, Math.max(1, number(query.get('limit')) ?? DEFAULT_LIMIT));
  state.by = oneOf(query.get('by'), ['rank', 'count', 'time'] as const, 'rank');
  for (const name of ['rule', 'hunt', 'pfrom', 'pto'] as const) state[name] = query.get(name) ?? '';
  state.pkind = oneOf(query.get('pkind'), PATH_KINDS, '' as PathKind);
  state.sort = oneOf(query.get('sort'), TABLE_SORTS, 'count');
  state.heat = oneOf(query.get('heat'), ['place', 'name'] as const, 'place');
  state.severity = oneOf(query.get('severity'), SEVERITIES, '' as Severity);
  state.cypher = (query.get('cypher') ?? '').slice(0, LONGEST_QUERY);
  const at = number(query.get('pat'));
  if (at !== undefined) state.pat = at;
  const windows = numbers(query.get('windows'));
  if (windows.length === 4) state.windows = windows as [number, number, number, number];
  return state;
}

function parseFilter(query: URLSearchParams): Filter {
  const filter = noFilter();
  for (const name of ['from', 'to', 'min_count', 'min_rank'] as const) {
    const value = number(query.get(name));
    if (value !== undefined) filter[name] = value;
  }
  filter.ids = numbers(query.get('ids'));
  filter.types = numbers(query.get('types'));
  filter.packages = query.get('packages')?.split(',').filter(Boolean) ?? [];
  const outcome = query.get('outcome');
  if (outcome === 'success' || outcome === 'failure') filter.outcome = outcome;
  for (const flag of FLAGS) filter[flag] = query.get(flag) === '1';
  filter.account = query.getAll('account');
  filter.host = query.getAll('host');
  filter.q = query.getAll('q');
  const neighbours = query.get('neighbours');
  if (neighbours) filter.neighbours = neighbours;
  return filter;
}

export function formatState(state: ViewState): string {
  const out = new URLSearchParams();
  const rest = noState();
  const keep = (name: string, value: string | number | undefined, standard: string | number | undefined = '') => {
    if (value !== undefined && value !== '' && value !== standard) out.set(name, String(value));
  };
  keep('case', state.case);
  keep('page', state.page, rest.page);
  if (!isTab(state.page)) keep('tab', state.tab, rest.tab);
  const { filter } = state;
  for (const name of ['from', 'to', 'min_count', 'min_rank'] as const) keep(name, filter[name]);
  keep('ids', filter.ids.join(','));
  keep('types', filter.types.join(','));
  keep('packages', filter.packages.join(','));
  keep('outcome', filter.outcome);
  for (const flag of FLAGS) if (filter[flag]) out.set(flag, '1');
  filter.account.forEach((key) => out.append('account', key));
  filter.host.forEach((key) => out.append('host', key));
  filter.q.forEach((text) => out.append('q', text));
  keep('neighbours', filter.neighbours);
  keep('sel', state.sel);
  keep('layout', state.layout, rest.layout);
  keep('label', state.label, rest.label);
  if (!state.sized) out.set('sized', '0');
  if (!state.bundled) out.set('bundled', '0');
  if (state.domains) out.set('domains', '1');
  keep('limit', state.limit, rest.limit);
  keep('by', state.by, rest.by);
  for (const name of ['rule', 'hunt', 'pfrom', 'pto'] as const) keep(name, state[name]);
  for (const name of ['pkind', 'sort', 'heat', 'severity'] as const) keep(name, state[name], rest[name]);
  if (state.cypher.length <= LONGEST_QUERY) keep('cypher', state.cypher);
  keep('pat', state.pat);
  if (state.windows) out.set('windows', state.windows.join(','));
  const text = out.toString();
  return text ? `?${text}` : '';
}
