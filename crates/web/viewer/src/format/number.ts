/** Numbers as people read them. */

/** `12,480`; a dash when there is none. */
export function whole(value: number | null | undefined): string {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '–';
}

/** `6.3k`, `1.2M`: where space is short. */
export function short(value: number): string {
  for (const [size, unit] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const) {
    if (value >= size) return `${(value / size).toFixed(value >= size * 10 ? 0 : 1)}${unit}`;
  }
  return String(Math.round(value));
}

/** `3.4 MB` */
export function bytes(value: number): string {
  for (const [size, unit] of [[2 ** 30, 'GB'], [2 ** 20, 'MB'], [2 ** 10, 'kB']] as const) {
    if (value >= size) return `${(value / size).toFixed(1)} ${unit}`;
  }
  return `${Math.max(0, Math.round(value))} B`;
}

/** A rank of 0..1 as 0..100. */
export const score = (rank: number): number => Math.round(Math.min(1, Math.max(0, rank || 0)) * 100);

/** The share of `part` in `all`, 0..100; 0 when nothing is known. */
export const percent = (part: number, all: number): number => (all > 0 ? Math.min(100, Math.round((part / all) * 100)) : 0);

export type Level = 'high' | 'medium' | 'low';

/** How loud a rank is shown: from 0.7 on high, from 0.35 on medium. */
export const level = (rank: number): Level => (rank >= 0.7 ? 'high' : rank >= 0.35 ? 'medium' : 'low');
