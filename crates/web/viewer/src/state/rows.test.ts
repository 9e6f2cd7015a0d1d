import { expect, it } from 'vitest';
import { textsOf } from './rows';

it('joins rows by OR as texts of which one has to fit', () => expect(textsOf([' sato', '', 'ws  01 '], 'or')).toEqual(['sato', 'ws 01']));
it('joins rows by AND as words of one text', () => expect(textsOf(['sato', '10.0.0.5'], 'and')).toEqual(['sato 10.0.0.5']));
it('knows an empty search', () => expect(textsOf(['', ' '], 'and')).toEqual([]));
