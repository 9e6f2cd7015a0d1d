/** Short messages at the corner, spoken by screen readers. */
import { ApiError } from '../api/client';

export interface Toast { id: number; kind: 'good' | 'bad'; text: string; hint?: string | undefined }

class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  good(text: string): void {
    this.#show({ id: this.#next++, kind: 'good', text }, 4000);
  }

  bad(error: unknown): void {
    const told = error instanceof Error ? error : new Error(String(error));
    this.#show({ id: this.#next++, kind: 'bad', text: told.message, hint: error instanceof ApiError ? error.hint : undefined }, 10_000);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #show(toast: Toast, forMs: number): void {
    this.list = [...this.list.slice(-3), toast];
    setTimeout(() => this.close(toast.id), forMs);
  }
}

export const toasts = new Toasts();

/** Runs a write and tells of its failure; true when it went well. */
export async function attempt(what: () => Promise<unknown>, good?: string): Promise<boolean> {
  try {
    await what();
    if (good) toasts.good(good);
    return true;
  } catch (error) {
    toasts.bad(error);
    return false;
  }
}
