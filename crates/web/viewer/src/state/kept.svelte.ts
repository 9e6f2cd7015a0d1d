/** Lists that people keep with a case: views, and hunts of their own. */
import { hunts, kept } from '../api/calls';
import { Load } from './load.svelte';
import { nav } from './nav.svelte';
import { attempt } from './toasts.svelte';

/** Held outside the page that shows it: what is still being saved when the page is left is there when it is opened again. */
class Kept<T> {
  readonly list = new Load<T[]>();
  readonly #fetch: (name: string) => Promise<T[]>;
  #of = '';

  constructor(fetch: (name: string) => Promise<T[]>) { this.#fetch = fetch; }

  /** Fetches the list of a case anew; that of another case is not shown meanwhile. */
  async load(name: string): Promise<void> {
    if (name !== this.#of) this.list.clear();
    this.#of = name;
    await this.list.run(() => this.#fetch(name));
  }

  /** Changes the open case's list. Another case may have been opened before the answer is here; its list stays. */
  async change(what: (name: string) => Promise<unknown>, good?: string): Promise<boolean> {
    const name = nav.state.case;
    const done = await attempt(() => what(name), good);
    if (this.#of === name) await this.load(name);
    return done;
  }
}

export const views = new Kept(async (name) => (await kept.views(name)).views);
export const savedHunts = new Kept(async (name) => (await hunts.saved(name)).hunts);
