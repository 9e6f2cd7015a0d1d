/** The screen's state, kept in step with the address bar: Back and Forward work, and every view is a link. */
import { formatState, noState, parseState, type Page, type ViewState } from './url';
import type { Filter } from './filter';

class Nav {
  state = $state.raw<ViewState>(noState());

  start(): () => void {
    this.state = parseState(location.search);
    const read = () => (this.state = parseState(location.search));
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }

  /** Changes the state; `replace` keeps small steps, such as a brush being dragged, out of the history. */
  set(change: Partial<ViewState>, replace = false): void {
    const next = { ...this.state, ...change };
    const link = formatState(next);
    this.state = next;
    if (link === location.search) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', link || location.pathname);
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
    return formatState({ ...this.state, ...change }) || '/';
  }
}

export const nav = new Nav();
