/** Notes that people of a case wrote on its nodes. */
import { kept } from '../api/calls';
import type { Note } from '../api/types';
import { nav } from './nav.svelte';
import { attempt } from './toasts.svelte';

class Notes {
  #of = '';
  #all = $state.raw<Note[]>([]);

  /** Fetches the notes of a case once. */
  async load(name: string): Promise<void> {
    if (!name || name === this.#of) return;
    this.#of = name;
    this.#all = [];
    // What is wrong with the case itself is told in its place, not in a corner as well.
    const notes = await kept.notes(name).then((told) => told.notes, () => []);
    if (this.#of === name) this.#all = notes;
  }

  get all(): Note[] { return this.#all; }
  of(key: string): Note | undefined { return this.#all.find((note) => note.key === key); }

  /** An empty text takes the note away. */
  put(key: string, text: string): Promise<boolean> {
    const name = nav.state.case;
    return attempt(async () => {
      if (text) await kept.addNote(name, { key, text });
      else await kept.removeNote(name, key);
      this.#all = [...this.#all.filter((note) => note.key !== key), ...(text ? [{ key, text }] : [])];
    });
  }
}

export const notes = new Notes();
