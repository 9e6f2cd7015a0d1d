import { expect, it } from 'vitest';
import type { Hit } from '../api/types';
import { filterOf } from './rows';

const hit = (key: string, kind: 'account' | 'host', matched = 'name'): Hit => ({ key, kind, name: key, domain: '', matched, rank: 0, place: 1 });
const search = async (text: string) => ({ sato: [hit('a:sato', 'account'), hit('h:sato', 'host')], ito: [hit('a:ito', 'account')], '10.0.0.5': [hit('h:5', 'host', 'address')] })[text] ?? [];

it('joins rows by OR: whatever touches any of them', async () => {
  expect(await filterOf([{ kind: 'account', text: 'sato' }, { kind: 'account', text: 'ito' }], 'or', search)).toEqual({ account: ['a:ito', 'a:sato'], host: [], both: false });
});

it('joins accounts and hosts by AND: only edges between them', async () => {
  expect(await filterOf([{ kind: 'account', text: 'sato' }, { kind: 'address', text: '10.0.0.5' }], 'and', search)).toEqual({ account: ['a:sato'], host: ['h:5'], both: true });
});

it('says when nothing can match', async () => {
  expect(await filterOf([{ kind: 'account', text: 'nobody' }], 'or', search)).toBeNull();
  expect(await filterOf([{ kind: 'account', text: 'sato' }, { kind: 'account', text: 'ito' }], 'and', search)).toBeNull();
});
