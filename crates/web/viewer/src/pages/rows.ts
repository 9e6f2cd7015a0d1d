/** Rows of a query: order, text, and a CSV that no spreadsheet takes for formulas. */
import { second } from '../format/time';

export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return plain(a).localeCompare(plain(b), 'en', { numeric: true });
}

export function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const MOMENT = /^(first|last|date|time|start|end|changetime|at)$/i;

/** A cell as text; epoch seconds and milliseconds in columns named as moments are told as moments, UTC. */
export function text(value: unknown, column: string): string {
  if (typeof value === 'number' && MOMENT.test(column) && value > 1e8) return second(value > 1e11 ? value : value * 1000, 'utc');
  if (Array.isArray(value)) return value.map(plain).join(', ');
  return plain(value);
}

/** A cell that begins like a formula gets an apostrophe: log text must not run in a spreadsheet. */
export function csv(columns: string[], rows: unknown[][]): string {
  const cell = (value: unknown) => {
    const raw = plain(value);
    const safe = typeof value !== 'number' && /^[=+\-@\t\r]/.test(raw) ? `'${raw}` : raw;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}
