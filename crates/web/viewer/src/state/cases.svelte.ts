/** The cases a person may see, and the one that is open. */
import { cases as api } from '../api/calls';
import type { CaseDetail, CaseSummary } from '../api/types';
import { Load } from './load.svelte';
import { nav } from './nav.svelte';

class Cases {
  readonly all = new Load<CaseSummary[]>();
  readonly open = new Load<CaseDetail>();
  /** Grows whenever the open case's data may have changed, so that what shows it loads anew. */
  revision = $state(0);
  /** Cases on their way out: their names are listed until the job is done, but are not to be opened any more. */
  #leaving = new Set<string>();

  async load(): Promise<void> {
    const list = await this.all.run(async () => (await api.list()).cases);
    // One case is no choice; several are, and the newest comes first.
    if (list?.length && !nav.state.case) {
      const [newest] = list.filter((one) => !this.#leaving.has(one.name)).sort((a, b) => (b.last ?? 0) - (a.last ?? 0));
      if (newest) nav.set({ case: newest.name }, true);
    }
  }

  /** Says that a case is being removed, and closes it. */
  leave(name: string): void {
    this.#leaving.add(name);
    if (nav.state.case === name) nav.set({ case: '' });
  }

  /** A case may be made anew under the name of one that was removed. */
  async add(name: string): Promise<void> {
    await api.add(name);
    this.#leaving.delete(name);
    await this.load();
  }

  async loadOpen(name: string): Promise<void> {
    if (!name) return this.open.clear();
    await this.open.run(() => api.one(name));
  }

  /** After an import, an analysis or a removal. */
  async changed(): Promise<void> {
    await Promise.all([this.load(), this.loadOpen(nav.state.case)]);
    this.revision += 1;
  }
}

export const cases = new Cases();
