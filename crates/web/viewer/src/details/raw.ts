/** What to ask for when somebody wants the records behind a link. */
import type { Query } from '../api/client';
import type { EventsAnswer } from '../api/types';
import type { GEdge } from '../graph/model';

const LIMIT = 200;
/** Sources of one arrival that are asked for; more would be a search, not a look. */
const MOST_SOURCES = 8;

/** Logons are asked for by host and account; an arrival at a host by the logons of that account that led there. */
export function rawQueries(edges: readonly GEdge[], known: readonly GEdge[]): Query[] {
  const out: Query[] = [];
  for (const edge of edges) {
    if (edge.relation === 'logon') out.push(ask(edge));
    else if (edge.relation === 'reached') out.push(...known.filter((logon) => logon.relation === 'logon' && logon.to === edge.from && logon.target === edge.to).map(ask));
  }
  return joined(out).slice(0, MOST_SOURCES);
}

const ask = (edge: GEdge): Query => ({ from: edge.from, to: edge.to, id: edge.id || undefined, type: edge.type || undefined, first: edge.first, last: edge.last, limit: LIMIT });

/** Several kinds of one pair are one question without a kind. */
function joined(queries: Query[]): Query[] {
  const byPair = new Map<string, Query[]>();
  for (const query of queries) {
    const pair = `${String(query.from)}\u0000${String(query.to)}`;
    byPair.set(pair, [...(byPair.get(pair) ?? []), query]);
  }
  return [...byPair.values()].map((group) =>
    group.length === 1 ? group[0]! : { from: group[0]!.from, to: group[0]!.to, first: Math.min(...group.map((one) => Number(one.first))), last: Math.max(...group.map((one) => Number(one.last))), limit: LIMIT });
}

/** The answers as one, in the order of time. */
export function together(answers: EventsAnswer[]): EventsAnswer {
  const notes = [...new Set(answers.map((answer) => answer.left_out).filter(Boolean))].join(' ');
  return { rows: answers.flatMap((answer) => answer.rows).sort((a, b) => a.time - b.time || a.record - b.record), ...(notes ? { left_out: notes } : {}) };
}
