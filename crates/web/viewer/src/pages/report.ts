/** How a report of the server is laid out: rows of alike objects become a table, the rest pairs and lists. */
import { whole } from '../format/number';

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
    const columns = all.filter((column) => column !== 'import' || value.some((row) => row.import !== value[0]?.import));
    const numeric = new Set(columns.filter((column) => value.every((row) => row[column] === undefined || typeof row[column] === 'number')));
    return { kind: 'table', columns, rows: value, numeric };
  }
  if (isDict(value)) {
    const entries = Object.entries(value);
    return { kind: 'object', plain: entries.filter(([, entry]) => typeof entry !== 'object' || entry === null), nested: entries.filter(([, entry]) => typeof entry === 'object' && entry !== null) };
  }
  return { kind: 'plain' };
}

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
    if (TIMES.test(name) && value > 1e11) return moment(value);
    if (TIMES.test(name) && value > 1e8) return moment(value * 1000);
    return Number.isInteger(value) && !/^(id|event_id|type|port)$/.test(name) ? whole(value) : String(value);
  }
  if (typeof value === 'boolean') return value ? '✓' : '–';
  return typeof value === 'object' ? (Array.isArray(value) ? value.map((entry) => (typeof entry === 'object' ? JSON.stringify(entry) : String(entry))).join(', ') : JSON.stringify(value)) : String(value);
}
