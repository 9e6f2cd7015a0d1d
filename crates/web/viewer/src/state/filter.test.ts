import { describe, expect, it } from 'vitest';
import { negated, noFilter, pills, toggled, without } from './filter';

describe('filter', () => {
  it('shows one pill for each narrowed facet, and none for the span of time', () => {
    const filter = { ...noFilter(), from: 1, to: 2, ids: [4625], privileged: true, min_count: 1 };
    expect(pills(filter).map((pill) => pill.facet)).toEqual(['ids', 'privileged']);
  });

  it('turns a facet round within what is known', () => {
    expect(negated({ ...noFilter(), ids: [4624] }, 'ids', [4624, 4625, 4648]).ids).toEqual([4625, 4648]);
    expect(negated({ ...noFilter(), outcome: 'failure' }, 'outcome', []).outcome).toBe('success');
  });

  it('takes one facet away and leaves the rest', () => {
    const filter = { ...noFilter(), ids: [4624], packages: ['NTLM'] };
    expect(without(filter, 'ids')).toEqual({ ...noFilter(), packages: ['NTLM'] });
  });

  it('keeps chosen values sorted, so that equal choices give equal links', () => {
    expect(toggled([4624], 4625)).toEqual(toggled([4625], 4624));
    expect(toggled([4624, 4625], 4625)).toEqual([4624]);
  });
});
