/** A sorted list that is fetched page by page as it is scrolled. */
import type { ApiError } from '../api/client';
import type { Page } from '../api/types';

const PAGE = 100;

export class Pages<Row> {
  rows = $state.raw<Row[]>([]);
  total = $state(0);
  busy = $state(false);
  error = $state.raw<ApiError | null>(null);
  #run = 0;
  #ask: ((offset: number, limit: number) => Promise<Page<Row>>) | null = null;

  /** Starts anew; the old rows stay until the new ones are here. */
  async start(ask: (offset: number, limit: number) => Promise<Page<Row>>): Promise<void> {
    this.#ask = ask;
    await this.#fetch(++this.#run, 0);
  }

  /** Called with the last row on the screen. */
  async reached(index: number): Promise<void> {
    if (!this.busy && index >= this.rows.length - 10 && this.rows.length < this.total) await this.#fetch(this.#run, this.rows.length);
  }

  async #fetch(run: number, offset: number): Promise<void> {
    if (!this.#ask) return;
    this.busy = true;
    try {
      const page = await this.#ask(offset, PAGE);
      if (run !== this.#run) return;
      this.rows = offset === 0 ? page.rows : [...this.rows, ...page.rows];
      this.total = page.total;
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error as ApiError;
    } finally {
      if (run === this.#run) this.busy = false;
    }
  }
}
