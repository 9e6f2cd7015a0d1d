/** Rows of a long list: only those on the screen exist. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualItem } from '@tanstack/virtual-core';

export class VirtualRows {
  items = $state.raw<VirtualItem[]>([]);
  height = $state(0);
  #rows: Virtualizer<HTMLElement, Element> | null = null;

  /** `count` and `size` are asked anew whenever they change. */
  attach(count: () => number, size: number): (element: HTMLElement) => () => void {
    return (element) => {
      const options = () => ({
        count: count(), estimateSize: () => size, overscan: 8, getScrollElement: () => element, scrollToFn: elementScroll, observeElementRect, observeElementOffset,
        onChange: (rows: Virtualizer<HTMLElement, Element>) => this.#read(rows),
      });
      const rows = (this.#rows = new Virtualizer<HTMLElement, Element>(options()));
      const off = rows._didMount();
      $effect(() => {
        rows.setOptions(options());
        rows._willUpdate();
        rows.measure();
        this.#read(rows);
      });
      return off;
    };
  }

  scrollTo(index: number): void {
    this.#rows?.scrollToIndex(index, { align: 'auto' });
  }

  #read(rows: Virtualizer<HTMLElement, Element>): void {
    this.items = rows.getVirtualItems();
    this.height = rows.getTotalSize();
  }
}
