/** The API, call by call. */
import { get, patch, post, put, remove, url, type Query } from './client';
import type * as T from './types';

const inCase = (name: string) => `/cases/${encodeURIComponent(name)}`;
const part = encodeURIComponent;

export const session = {
  me: () => get<T.Me>('/session'),
  signIn: (name: string, password: string) => post<T.Me>('/session', { name, password }),
  signOut: () => remove<void>('/session'),
  password: (old: string, fresh: string) => put<void>('/session/password', { old, new: fresh }),
};

export const people = {
  users: () => get<{ users: T.User[] }>('/users'),
  add: (name: string, role: T.Role, password?: string) => post<{ name: string; one_time_password?: string }>('/users', { name, role, ...(password ? { password } : {}) }),
  change: (name: string, what: { role?: T.Role; suspended?: boolean; password?: string }) => patch<{ one_time_password?: string } | undefined>(`/users/${part(name)}`, what),
  remove: (name: string) => remove<void>(`/users/${part(name)}`),
  tokens: () => get<{ tokens: T.Token[] }>('/tokens'),
  addToken: (name: string, role: T.Role, expires_days?: number) => post<{ id: string; secret: string }>('/tokens', { name, role, ...(expires_days ? { expires_days } : {}) }),
  removeToken: (id: string) => remove<void>(`/tokens/${part(id)}`),
  audit: (query: Query) => get<{ entries: T.AuditEntry[]; next?: string | number | null }>('/audit', query),
};

export const cases = {
  list: () => get<{ cases: T.CaseSummary[] }>('/cases'),
  add: (name: string) => post<T.CaseSummary>('/cases', { name }),
  remove: (name: string) => remove<T.Job>(inCase(name)),
  one: (name: string) => get<T.CaseDetail>(inCase(name)),
  members: (name: string, members: string[]) => put<void>(`${inCase(name)}/members`, { members }),
  coverage: (name: string) => get<unknown>(`${inCase(name)}/coverage`),
};

export const imports = {
  start: (name: string, body: Record<string, unknown>) => post<T.Job>(`${inCase(name)}/imports`, body),
  fromElastic: (name: string, body: Record<string, unknown>) => post<T.Job>(`${inCase(name)}/imports/elasticsearch`, body),
  list: (name: string) => get<{ imports: T.ImportSummary[] }>(`${inCase(name)}/imports`),
  one: (name: string, id: string) => get<T.ImportDetail>(`${inCase(name)}/imports/${part(id)}`),
  remove: (name: string, id: string) => remove<T.Job>(`${inCase(name)}/imports/${part(id)}`),
  analyse: (name: string, body: Record<string, unknown>) => post<T.Job>(`${inCase(name)}/analysis`, body),
  toElastic: (name: string) => post<T.Job>(`${inCase(name)}/export/elasticsearch`),
};

export const jobs = {
  list: (name?: string) => get<{ jobs: T.Job[] }>('/jobs', { case: name }),
  cancel: (id: string) => post<T.Job>(`/jobs/${part(id)}/cancel`),
  retry: (id: string) => post<T.Job>(`/jobs/${part(id)}/retry`),
  eventsUrl: (id: string) => url(`/jobs/${part(id)}/events`),
};

export const read = {
  graph: (name: string, query: Query, signal?: AbortSignal) => get<T.GraphAnswer>(`${inCase(name)}/graph`, query, signal),
  accounts: (name: string, query: Query, signal?: AbortSignal) => get<T.Page<T.Account>>(`${inCase(name)}/accounts`, query, signal),
  hosts: (name: string, query: Query, signal?: AbortSignal) => get<T.Page<T.Host>>(`${inCase(name)}/hosts`, query, signal),
  node: (name: string, key: string, signal?: AbortSignal) => get<T.NodeDetail>(`${inCase(name)}/nodes/${part(key)}`, {}, signal),
  search: (name: string, q: string, signal?: AbortSignal) => get<{ hits: T.Hit[] }>(`${inCase(name)}/search`, { q, limit: 20 }, signal),
  timeline: (name: string, query: Query, signal?: AbortSignal) => get<T.TimelineAnswer>(`${inCase(name)}/timeline`, query, signal),
  heatmap: (name: string, query: Query, signal?: AbortSignal) => get<T.HeatmapAnswer>(`${inCase(name)}/heatmap`, query, signal),
  anomalies: (name: string, key: string) => get<T.AnomalyAnswer>(`${inCase(name)}/anomalies/${part(key)}`),
  findings: (name: string, query: Query, signal?: AbortSignal) => get<T.Page<T.Finding>>(`${inCase(name)}/findings`, query, signal),
  events: (name: string, query: Query, signal?: AbortSignal) => get<T.EventsAnswer>(`${inCase(name)}/events`, query, signal),
  shortest: (name: string, from: string, to: string) => get<T.PathsAnswer>(`${inCase(name)}/paths/shortest`, { from, to }),
  forward: (name: string, from: string, at?: number) => get<T.PathsAnswer>(`${inCase(name)}/paths/forward`, { from, at, limit: 100 }),
  backward: (name: string, to: string, at?: number) => get<T.PathsAnswer>(`${inCase(name)}/paths/backward`, { to, at, limit: 100 }),
  diff: (name: string, query: Query) => get<T.DiffAnswer>(`${inCase(name)}/diff`, query),
  table: (name: string, query: Query, signal?: AbortSignal) => get<T.Page<T.TableRow>>(`${inCase(name)}/table`, query, signal),
  exportUrl: (name: string, query: Query) => url(`${inCase(name)}/export`, query),
};

export const hunts = {
  list: () => get<{ hunts: T.Hunt[] }>('/hunts'),
  run: (name: string, body: { name?: string; text?: string; params: Record<string, unknown> }) => post<T.HuntResult>(`${inCase(name)}/hunts/run`, body),
  saved: (name: string) => get<{ hunts: T.SavedHunt[] }>(`${inCase(name)}/hunts/saved`),
  save: (name: string, hunt: T.SavedHunt) => post<unknown>(`${inCase(name)}/hunts/saved`, hunt),
  forget: (name: string, hunt: string) => remove<void>(`${inCase(name)}/hunts/saved`, { name: hunt }),
};

export const kept = {
  views: (name: string) => get<{ views: T.SavedView[] }>(`${inCase(name)}/views`),
  addView: (name: string, view: Omit<T.SavedView, 'id'>) => post<T.SavedView>(`${inCase(name)}/views`, view),
  removeView: (name: string, id: string) => remove<void>(`${inCase(name)}/views`, { id }),
  notes: (name: string) => get<{ notes: T.Note[] }>(`${inCase(name)}/notes`),
  addNote: (name: string, note: T.Note) => post<unknown>(`${inCase(name)}/notes`, note),
  removeNote: (name: string, key: string) => remove<void>(`${inCase(name)}/notes`, { key }),
};
