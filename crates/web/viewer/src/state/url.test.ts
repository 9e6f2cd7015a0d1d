import { describe, expect, it } from 'vitest';
import { formatState, moved, noState, parseState } from './url';
import { noFilter } from './filter';

describe('url', () => {
  it('leaves defaults out', () => {
    expect(formatState(noState())).toBe('');
    expect(formatState({ ...noState(), case: 'A&B' })).toBe('?case=A%26B');
  });

  it('brings every part of the state back', () => {
    const state = {
      ...noState(), case: 'corp', page: 'table' as const, tab: 'table' as const, sel: 'a:corp\\x > y', layout: 'time' as const, label: 'auth' as const, sized: false, bundled: false,
      domains: true, limit: 5000, by: 'count' as const, rule: 'spray', hunt: 'rdp', pfrom: 'h:1', pto: 'privileged', pat: 5,
      pkind: 'backward' as const, sort: 'first' as const, heat: 'name' as const, severity: 'high' as const, cypher: 'MATCH (n) // a&b\nRETURN n',
      windows: [1, 2, 3, 4] as [number, number, number, number],
      filter: { ...noFilter(), from: 1, to: 2, ids: [4624, 4625], types: [3], packages: ['NTLM'], outcome: 'failure' as const, min_count: 2, min_rank: 0.5, privileged: true, hide_dc: true, account: ['a:1', 'a:2,3'], host: ['h:1'], neighbours: 'h:2', q: ['sato 10.0.0.5', 'b,c'] },
    };
    expect(parseState(formatState(state))).toEqual(state);
  });

  it('remembers on an office page which tab it was opened from', () => {
    const saved = moved(parseState('?page=findings&severity=high'), { page: 'saved' });
    expect(saved.tab).toBe('findings');
    expect(formatState(saved)).toBe('?page=saved&tab=findings&severity=high');
    expect(parseState(formatState(saved))).toEqual(saved);
    expect(formatState(moved(saved, { page: saved.tab }))).toBe('?page=findings&severity=high');
  });

  it('takes nonsense for defaults', () => {
    const state = parseState('?page=<script>&layout=x&limit=-5&ids=a,4624&windows=1,2');
    expect(state).toMatchObject({ page: 'graph', layout: 'stored', limit: 1, filter: { ids: [4624] } });
    expect(state.windows).toBeUndefined();
  });
});
