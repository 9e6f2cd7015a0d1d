/** Words of the screen in the chosen language, and formats bound to the chosen zone. */
import { settings } from '../state/settings.svelte';
import * as time from '../format/time';
import { en, type Key } from './en';
import { ja } from './ja';

export type { Key };
const DICTIONARIES = { en, ja };

/** The text of `key` with its `{places}` filled; filled values are shown as text, never as markup. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = DICTIONARIES[settings.language][key];
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

export const at = {
  minute: (when: number | null | undefined) => time.minute(when, settings.zone),
  second: (when: number | null | undefined) => time.second(when, settings.zone),
  span: (from: number | null | undefined, to: number | null | undefined) => time.span(from, to, settings.zone),
  day: (when: number) => time.dayName(when, settings.zone, settings.language),
};
