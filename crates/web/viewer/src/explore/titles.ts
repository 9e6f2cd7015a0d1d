/** What a hunt is called in the reader's language; a query of one's own keeps its own title. */
import { JAPANESE } from '../i18n/hunts';
import { settings } from '../state/settings.svelte';
import { bareName } from './presets';

export function huntTitle(hunt: { name: string; title: string }): string {
  return settings.language === 'ja' ? (JAPANESE[bareName(hunt.name)] ?? hunt.title) : hunt.title;
}
