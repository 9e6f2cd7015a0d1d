/** Times as people read them. Everything in the API is epoch milliseconds UTC. */
export type Zone = 'utc' | 'local';
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const two = (value: number) => String(value).padStart(2, '0');

export interface Parts { year: number; month: number; day: number; hour: number; minute: number; second: number; weekday: number }

/** The calendar parts of a moment, months from 1, weekdays from 0 = Sunday. */
export function parts(at: number, zone: Zone): Parts {
  const date = new Date(at);
  return zone === 'utc'
    ? { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), weekday: date.getUTCDay() }
    : { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate(), hour: date.getHours(), minute: date.getMinutes(), second: date.getSeconds(), weekday: date.getDay() };
}

const usable = (at: number | null | undefined): at is number => typeof at === 'number' && Number.isFinite(at) && at > 0 && at < 8.64e15;

/** `2026-11-04 03:00`; a dash when there is no time. */
export function minute(at: number | null | undefined, zone: Zone): string {
  if (!usable(at)) return '–';
  const p = parts(at, zone);
  return `${p.year}-${two(p.month)}-${two(p.day)} ${two(p.hour)}:${two(p.minute)}`;
}

/** `2026-11-04 03:00:12` */
export function second(at: number | null | undefined, zone: Zone): string {
  return usable(at) ? `${minute(at, zone)}:${two(parts(at, zone).second)}` : '–';
}

/** `2026-11-04T03:00`, as an input of type datetime-local wants it. */
export function forInput(at: number | undefined, zone: Zone): string {
  return usable(at) ? minute(at, zone).replace(' ', 'T') : '';
}

/** The moment that such an input names, or nothing. */
export function fromInput(text: string, zone: Zone): number | undefined {
  const at = Date.parse(zone === 'utc' ? `${text}Z` : text);
  return Number.isFinite(at) ? at : undefined;
}

export function span(from: number | null | undefined, to: number | null | undefined, zone: Zone): string {
  if (!usable(from) && !usable(to)) return '–';
  return `${minute(from, zone)} – ${minute(to, zone)}`;
}

export const isWeekend = (at: number, zone: Zone): boolean => [0, 6].includes(parts(at, zone).weekday);

/** The start of the day a moment lies in. */
export function startOfDay(at: number, zone: Zone): number {
  if (zone === 'utc') return Math.floor(at / DAY) * DAY;
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** `3 d 4 h`, `12 min`, `8 s`: the two largest units. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const units: [number, string][] = [[Math.floor(seconds / 86400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'], [Math.floor(seconds / 60) % 60, 'min'], [seconds % 60, 's']];
  const first = units.findIndex(([value]) => value > 0);
  if (first < 0) return '0 s';
  return units.slice(first, first + 2).filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`).join(' ');
}

const WEEKDAYS = { en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], ja: ['日', '月', '火', '水', '木', '金', '土'] };

/** `Wed 4`, for the axis. */
export function dayName(at: number, zone: Zone, language: 'en' | 'ja'): string {
  const p = parts(at, zone);
  const weekday = WEEKDAYS[language][p.weekday] ?? '';
  return language === 'ja' ? `${p.month}/${p.day}（${weekday}）` : `${weekday} ${p.day}`;
}
