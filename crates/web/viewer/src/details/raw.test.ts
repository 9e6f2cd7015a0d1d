import { expect, it } from 'vitest';
import type { GEdge } from '../graph/model';
import { rawQueries, together } from './raw';

const edge = (from: string, to: string, over: Partial<GEdge> = {}): GEdge => ({ from, to, target: null, relation: 'logon', id: 4624, type: 3, package: '', status: '', failed: false, count: 1, first: 10, last: 20, ...over });

it('asks for one kind with its kind, for several of a pair without', () => {
  expect(rawQueries([edge('h1', 'a1')], [])).toEqual([{ from: 'h1', to: 'a1', id: 4624, type: 3, first: 10, last: 20, limit: 200 }]);
  expect(rawQueries([edge('h1', 'a1'), edge('h1', 'a1', { id: 4625, first: 5 })], [])).toEqual([{ from: 'h1', to: 'a1', first: 5, last: 20, limit: 200 }]);
});

it('asks for an arrival by the logons that led there', () => {
  const known = [edge('h1', 'a1', { target: 'h9' }), edge('h2', 'a1', { target: 'h8' }), edge('h3', 'a2', { target: 'h9' })];
  expect(rawQueries([edge('a1', 'h9', { relation: 'reached', id: 0 })], known).map((query) => query.from)).toEqual(['h1']);
  expect(rawQueries([edge('a1', 'd1', { relation: 'group', id: 0 })], known)).toEqual([]);
});

it('puts answers together in the order of time', () => {
  const row = (time: number) => ({ computer: '', log: '', record: 1, time, id: 1, fields: {} });
  expect(together([{ rows: [row(2)], left_out: 'x' }, { rows: [row(1)], left_out: 'x' }])).toEqual({ rows: [row(1), row(2)], left_out: 'x' });
});
