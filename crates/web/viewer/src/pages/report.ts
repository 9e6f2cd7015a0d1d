/** How a report of the server is laid out: rows of alike objects become a table, the rest pairs and lists. */
import { bytes, whole } from '../format/number';

type Dict = Record<string, unknown>;
export type Laid =
  | { kind: 'table'; columns: string[]; rows: Dict[]; numeric: Set<string> }
  | { kind: 'object'; plain: [string, unknown][]; nested: [string, unknown][] }
  | { kind: 'list'; values: unknown[] }
  | { kind: 'plain' };

const isDict = (value: unknown): value is Dict => typeof value === 'object' && value !== null && !Array.isArray(value);

export function shape(value: unknown): Laid {
  if (Array.isArray(value)) {
    if (value.length === 0 || !value.every(isDict)) return { kind: 'list', values: value.map((entry) => (isDict(entry) ? JSON.stringify(entry) : entry)) };
    const all = [...new Set(value.flatMap((row) => Object.keys(row)))];
    // Which import a row is of says something only where there are several.
    const told = all.filter((column) => column !== 'import' || value.some((row) => row.import !== value[0]?.import));
    const columns = told.filter((column) => value.some((row) => !isEmpty(row[column])));
    const numeric = new Set(columns.filter((column) => value.every((row) => row[column] === undefined || typeof row[column] === 'number')));
    return { kind: 'table', columns, rows: value, numeric };
  }
  if (isDict(value)) {
    const parts = Object.entries(value);
    // Things by their number or name, all told alike: rows.
    if (parts.length > 2 && parts.every(([, part]) => isDict(part))) return shape(parts.map(([name, part]) => ({ name, ...(part as Dict) })));
    const entries = Object.entries(value);
    return { kind: 'object', plain: entries.filter(([, entry]) => typeof entry !== 'object' && entry !== undefined), nested: entries.filter(([, entry]) => typeof entry === 'object' && entry !== null) };
  }
  return { kind: 'plain' };
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0);

/** Fields whose names are translated; others are told by their own. */
export const WORDS: ReadonlySet<string> = new Set([
  'audit', 'blind', 'bytes', 'clears', 'clock_steps', 'computer', 'computers', 'controller', 'controllers', 'coverage', 'damaged', 'documents',
  'events', 'failed', 'files', 'first', 'hours', 'imports', 'kept', 'largest_hole', 'last', 'log', 'logs', 'longest_silence', 'missing', 'more_logs',
  'name', 'named', 'needs', 'policies', 'policy', 'read', 'records', 'reduced', 'restarts', 'rule', 'seems', 'sha256', 'sigma', 'silences',
  'skipped', 'source', 'title', 'without',
]);

/** `records_kept` as `Records kept`. */
export function words(name: string): string {
  const text = name.replace(/_(s|ms)$/, '').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const TIMES = /^(first|last|from|to|at|start|end|started|finished|time|created)(_s|_ms)?$/;

/** A value as text; moments are told as moments by their name and size. */
export function cell(name: string, value: unknown, moment: (at: number) => string): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') {
    if (/^bytes(_|$)/.test(name)) return bytes(value);
    if (TIMES.test(name) && value > 1e11) return moment(value);
    if (TIMES.test(name) && value > 1e8) return moment(value * 1000);
    return Number.isInteger(value) && !/^(id|event_id|type|port)$/.test(name) ? whole(value) : String(value);
  }
  if (typeof value === 'boolean') return value ? '✓' : '–';
  if (isDict(value)) return Object.entries(value).map(([part, entry]) => `${part}: ${cell(part, entry, moment)}`).join(', ') || '–';
  return typeof value === 'object' ? (Array.isArray(value) ? value.map((entry) => (typeof entry === 'object' ? JSON.stringify(entry) : String(entry))).join(', ') : JSON.stringify(value)) : String(value);
}
