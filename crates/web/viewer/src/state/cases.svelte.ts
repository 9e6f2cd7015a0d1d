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

  async load(): Promise<void> {
    const list = await this.all.run(async () => (await api.list()).cases);
    // One case is no choice; several are, and the newest comes first.
    if (list?.length && !nav.state.case) {
      const [newest] = [...list].sort((a, b) => (b.last ?? 0) - (a.last ?? 0));
      if (newest) nav.set({ case: newest.name }, true);
    }
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
