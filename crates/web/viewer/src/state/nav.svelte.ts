/** The screen's state, kept in step with the address bar: Back and Forward work, and every view is a link. */
import { formatState, moved, noState, parseState, type Page, type ViewState } from './url';
import type { Filter } from './filter';

/** Browsers refuse too many changes of the address: small steps are written once the hand rests. */
const QUIET_MS = 200;

class Nav {
  #later: ReturnType<typeof setTimeout> | undefined;
  state = $state.raw<ViewState>(noState());

  start(): () => void {
    this.state = parseState(location.search);
    const read = () => {
      clearTimeout(this.#later);
      this.state = parseState(location.search);
    };
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }

  /** Changes the state; `replace` keeps small steps, such as a brush being dragged, out of the history. */
  set(change: Partial<ViewState>, replace = false): void {
    this.state = moved(this.state, change);
    clearTimeout(this.#later);
    if (replace) this.#later = setTimeout(() => this.#write('replaceState'), QUIET_MS);
    else this.#write('pushState');
  }

  #write(how: 'pushState' | 'replaceState'): void {
    const link = formatState(this.state);
    if (link !== location.search) history[how](null, '', link || location.pathname);
  }

  filter(change: Partial<Filter>, replace = false): void {
    this.set({ filter: { ...this.state.filter, ...change } }, replace);
  }

  go(page: Page, change: Partial<ViewState> = {}): void {
    this.set({ ...change, page });
  }

  /** Another case starts clean: keys and times of one case mean nothing in another. */
  openCase(name: string, page: Page = 'graph'): void {
    const { layout, label, sized } = this.state;
    this.set({ ...noState(), case: name, page, layout, label, sized });
  }

  link(change: Partial<ViewState>): string {
    return formatState(moved(this.state, change)) || '/';
  }
}

export const nav = new Nav();
