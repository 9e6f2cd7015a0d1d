/** Files on their way to the server, and those that have arrived. */
import { upload } from '../api/upload';
import type { Upload } from '../api/types';

export interface Sending { file: File; sent: number; state: 'waiting' | 'sending' | 'here' | 'refused'; error: string; hint: string; upload: Upload | null }

export class Uploads {
  list = $state<Sending[]>([]);
  #stop = new AbortController();
  #busy = false;

  constructor(private readonly caseName: () => string) {}

  get ready(): Upload[] { return this.list.flatMap((entry) => (entry.upload ? [entry.upload] : [])); }
  get pending(): boolean { return this.list.some((entry) => entry.state === 'waiting' || entry.state === 'sending'); }

  add(files: Iterable<File>): void {
    for (const file of files) this.list.push({ file, sent: 0, state: 'waiting', error: '', hint: '', upload: null });
    void this.#next();
  }

  drop(index: number): void { this.list.splice(index, 1); }

  retry(index: number): void {
    const entry = this.list[index];
    if (!entry) return;
    Object.assign(entry, { state: 'waiting', error: '', hint: '', sent: 0 });
    void this.#next();
  }

  stop(): void { this.#stop.abort(); }

  /** One file at a time: the disk is the narrow part, and the order stays the one that was chosen. */
  async #next(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let entry = this.#waiting(); entry; entry = this.#waiting()) {
      entry.state = 'sending';
      const mine = entry;
      try {
        mine.upload = await upload(this.caseName(), mine.file, ({ sent }) => (mine.sent = sent), this.#stop.signal);
        mine.state = 'here';
        mine.sent = mine.file.size;
      } catch (error) {
        mine.state = 'refused';
        mine.error = (error as Error).message;
        mine.hint = (error as { hint?: string }).hint ?? '';
      }
    }
    this.#busy = false;
  }

  #waiting(): Sending | undefined { return this.list.find((entry) => entry.state === 'waiting'); }
}
