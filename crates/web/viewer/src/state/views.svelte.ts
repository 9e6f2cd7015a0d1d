/** The saved views of the open case. Kept outside their page: a view that is still being saved when the page is left is there when it is opened again. */
import { kept } from '../api/calls';
import type { SavedView } from '../api/types';
import { t } from '../i18n/index.svelte';
import { Load } from './load.svelte';
import { nav } from './nav.svelte';
import { attempt } from './toasts.svelte';

class Views {
  readonly all = new Load<SavedView[]>();
  #of = '';

  /** Fetches them anew; those of another case are not shown meanwhile. */
  async load(name: string): Promise<void> {
    if (name !== this.#of) this.all.clear();
    this.#of = name;
    await this.all.run(async () => (await kept.views(name)).views);
  }

  add(view: Omit<SavedView, 'id'>): Promise<boolean> {
    return this.#change((name) => kept.addView(name, view), t('saved'));
  }

  remove(id: string): Promise<boolean> {
    return this.#change((name) => kept.removeView(name, id));
  }

  /** Another case may have been opened before the answer is here; its list stays. */
  async #change(what: (name: string) => Promise<unknown>, good?: string): Promise<boolean> {
    const name = nav.state.case;
    const done = await attempt(() => what(name), good);
    if (this.#of === name) await this.load(name);
    return done;
  }
}

export const views = new Views();
