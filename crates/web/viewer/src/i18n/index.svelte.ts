/** Words of the screen in the chosen language, and formats bound to the chosen zone. */
import { settings } from '../state/settings.svelte';
import * as time from '../format/time';
import { en, type Key } from './en';
import { fill, type Values } from './fill';
import { ja } from './ja';

export type { Key };
const DICTIONARIES = { en, ja };

/** The text of `key` in the chosen language, filled. */
export const t = (key: Key, values: Values = {}): string => fill(DICTIONARIES[settings.language][key], values);

export const at = {
  minute: (when: number | null | undefined) => time.minute(when, settings.zone),
  second: (when: number | null | undefined) => time.second(when, settings.zone),
  span: (from: number | null | undefined, to: number | null | undefined) => time.span(from, to, settings.zone),
  day: (when: number) => time.dayName(when, settings.zone, settings.language),
};
