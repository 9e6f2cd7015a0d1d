/** Jobs as they run: each is followed by server-sent events until it ends. */
import { jobs as api } from '../api/calls';
import type { Job } from '../api/types';
import { cases } from './cases.svelte';

export const ended = (job: Job): boolean => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';

class Jobs {
  list = $state.raw<Job[]>([]);
  #streams = new Map<string, EventSource>();

  async load(caseName?: string): Promise<void> {
    this.list = (await api.list(caseName)).jobs;
    for (const job of this.list) if (!ended(job)) this.follow(job);
  }

  /** Listens to a job. The browser comes back by itself after a break. */
  follow(job: Job): void {
    this.#put(job);
    if (this.#streams.has(job.id) || ended(job)) return;
    const stream = new EventSource(api.eventsUrl(job.id));
    this.#streams.set(job.id, stream);
    stream.addEventListener('job', (event) => {
      const now = JSON.parse((event as MessageEvent<string>).data) as Job;
      this.#put(now);
      if (ended(now)) this.#close(now.id);
    });
  }

  async cancel(id: string): Promise<void> {
    this.#put(await api.cancel(id));
  }

  async retry(id: string): Promise<void> {
    this.follow(await api.retry(id));
  }

  of(id: string): Job | undefined {
    return this.list.find((job) => job.id === id);
  }

  #put(job: Job): void {
    const known = this.list.some((entry) => entry.id === job.id);
    this.list = known ? this.list.map((entry) => (entry.id === job.id ? job : entry)) : [job, ...this.list];
  }

  #close(id: string): void {
    this.#streams.get(id)?.close();
    this.#streams.delete(id);
    void cases.changed();
  }
}

export const jobs = new Jobs();
