/** A value that is fetched: the newest request wins, older ones are cancelled, and a failure keeps the last value visible. */
import { ApiError } from '../api/client';

export class Load<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<ApiError | Error | null>(null);
  busy = $state(false);
  #running: AbortController | null = null;

  async run(fetch: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.#running?.abort();
    const mine = (this.#running = new AbortController());
    this.busy = true;
    try {
      const value = await fetch(mine.signal);
      if (mine.signal.aborted) return null;
      this.value = value;
      this.error = null;
      return value;
    } catch (error) {
      if (!mine.signal.aborted) this.error = error as Error;
      return null;
    } finally {
      if (this.#running === mine) this.busy = false;
    }
  }

  clear(): void {
    this.#running?.abort();
    this.value = null;
    this.error = null;
    this.busy = false;
  }
}
