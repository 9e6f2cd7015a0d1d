/** Undo and redo over values that are never changed in place. */
export class History<T> {
  #past: T[] = [];
  #future: T[] = [];

  constructor(private now: T, private readonly longest = 100) {}

  get value(): T { return this.now; }
  get canUndo(): boolean { return this.#past.length > 0; }
  get canRedo(): boolean { return this.#future.length > 0; }

  push(next: T): void {
    this.#past.push(this.now);
    if (this.#past.length > this.longest) this.#past.shift();
    this.#future = [];
    this.now = next;
  }

  undo(): T {
    const before = this.#past.pop();
    if (before !== undefined) {
      this.#future.push(this.now);
      this.now = before;
    }
    return this.now;
  }

  redo(): T {
    const after = this.#future.pop();
    if (after !== undefined) {
      this.#past.push(this.now);
      this.now = after;
    }
    return this.now;
  }

  /** Forgets everything and starts at `value`. */
  reset(value: T): void {
    this.#past = [];
    this.#future = [];
    this.now = value;
  }
}
