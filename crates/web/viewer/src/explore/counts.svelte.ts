/** Events by id within the filter and the chosen span, from the timeline's series. */
import type { TimelineAnswer } from '../api/types';
import { nav } from '../state/nav.svelte';

class EventCounts {
  timeline = $state.raw<TimelineAnswer | null>(null);
  value = $derived.by(() => {
    const out = new Map<number, number>();
    const { timeline } = this;
    if (!timeline) return out;
    const size = timeline.bucket_s * 1000;
    const { from, to } = nav.state.filter;
    const first = from === undefined ? 0 : Math.max(0, Math.floor((from - timeline.start) / size));
    const last = to === undefined ? Infinity : Math.ceil((to - timeline.start) / size);
    for (const { id, count } of timeline.series) {
      let sum = 0;
      for (let i = first; i < Math.min(last, count.length); i++) sum += count[i]!;
      out.set(id, sum);
    }
    return out;
  });
}

export const eventCounts = new EventCounts();
