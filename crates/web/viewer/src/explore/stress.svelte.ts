/** Nodes that stand out: those of a detection, of a hunt's answer, or of a lasso. */
import { board } from './board.svelte';

class Stress {
  keys = $state.raw<ReadonlySet<string> | null>(null);

  async show(keys: string[]): Promise<void> {
    this.keys = new Set(keys);
    await board.bring(keys);
  }

  clear(): void {
    this.keys = null;
  }
}

export const stress = new Stress();
