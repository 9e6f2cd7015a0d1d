/** A person's own settings, kept in this browser: theme, language, time zone, panels. */
export type Theme = 'system' | 'dark' | 'light';
export type Language = 'en' | 'ja';
export type Zone = 'utc' | 'local';

const KEY = 'logontracer.settings';

interface Stored { theme: Theme; language: Language; zone: Zone; masked: boolean; strip: boolean }

function stored(): Stored {
  const language: Language = navigator.language.startsWith('ja') ? 'ja' : 'en';
  const standard: Stored = { theme: 'system', language, zone: 'utc', masked: false, strip: true };
  try {
    return { ...standard, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Stored>) };
  } catch {
    return standard;
  }
}

const dark = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: dark)');

class Settings {
  #stored = $state<Stored>(stored());
  #systemDark = $state(dark?.matches ?? true);

  constructor() {
    dark?.addEventListener('change', (event) => (this.#systemDark = event.matches));
  }

  get theme() { return this.#stored.theme; }
  get language() { return this.#stored.language; }
  get zone() { return this.#stored.zone; }
  /** Names are hidden in the picture, for reports and screenshots. */
  get masked() { return this.#stored.masked; }
  get strip() { return this.#stored.strip; }
  get shownTheme(): 'dark' | 'light' {
    return this.theme === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.theme;
  }

  change(what: Partial<Stored>): void {
    Object.assign(this.#stored, what);
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#stored));
    } catch {
      // Without storage the settings last as long as the page.
    }
  }
}

export const settings = new Settings();
