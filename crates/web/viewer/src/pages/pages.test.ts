import { expect, it } from 'vitest';
import { cell, shape, words } from './report';
import { compare, csv, text } from './rows';
import { importBody, noOptions } from '../office/options';
import { queryString } from '../api/client';

it('lays reports out by their own shape', () => {
  expect(shape([{ a: 1, b: 'x' }, { a: 2 }])).toMatchObject({ kind: 'table', columns: ['a', 'b'] });
  expect(shape({ kept: 3, files: [{}] })).toMatchObject({ kind: 'object', plain: [['kept', 3]] });
  expect(shape([1, 2])).toEqual({ kind: 'list', values: [1, 2] });
  expect([words('records_kept'), words('took_ms')]).toEqual(['Records kept', 'Took']);
});

it('tells moments from numbers by their name', () => {
  const moment = (at: number) => `@${at}`;
  expect([cell('first', 1_700_000_000_000, moment), cell('start_s', 1_700_000_000, moment), cell('records', 1_700_000, moment), cell('id', 4624, moment), cell('x', null, moment)]).toEqual(['@1700000000000', '@1700000000000', '1,700,000', '4624', '–']);
});

it('writes CSV that no spreadsheet runs', () => {
  expect(csv(['a', 'b'], [['=cmd()', 'x"y'], [-5, null]])).toBe('a,b\r\n\'=cmd(),"x""y"\r\n-5,\r\n');
});

it('orders numbers as numbers and the rest as text', () => {
  expect([9, 10].sort(compare)).toEqual([9, 10]);
  expect(['h10', 'h9'].sort(compare)).toEqual(['h9', 'h10']);
  expect(text(1_700_000_000, 'first')).toBe('2023-11-14 22:13:20');
});

it('asks for an import with what was filled in only', () => {
  expect(importBody(noOptions())).toEqual({ replace: false, analyze: true, export: false, ranking: 'score' });
  expect(importBody({ ...noOptions(), from: '2024-01-01T08:00', zone: ' +09:00 ', analyze: false })).toEqual({ replace: false, analyze: false, export: false, from: '2024-01-01T08:00:00', zone: '+09:00' });
});

it('repeats accounts and hosts in a query, joins other lists by commas', () => {
  expect(queryString({ ids: [1, 2], account: ['a,b', 'c'], privileged: true, hide_dc: false, from: undefined })).toBe('?ids=1%2C2&account=a%2Cb&account=c&privileged=1');
});

it('lays alike parts out as rows, without columns that say nothing', () => {
  const told = shape({ 4624: { kept: 2, skipped: {} }, 4625: { kept: 1, skipped: {} }, 21: { kept: 0, skipped: {} } });
  expect(told).toMatchObject({ kind: 'table', columns: ['name', 'kept'] });
  expect(cell('skipped', { 'no host': 3 }, String)).toBe('no host: 3');
  expect(cell('bytes', 2_000_000, String)).not.toBe('2,000,000');
});
