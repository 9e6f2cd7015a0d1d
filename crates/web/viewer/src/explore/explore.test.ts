import { describe, expect, it } from 'vitest';
import { noFilter } from '../state/filter';
import type { Graph } from '../graph/model';
import * as arrange from './arrangement';
import { bareName, keysOf, presetOf } from './presets';

const graph = (pairs: [string, string][]): Graph => ({
  nodes: new Map(pairs.flat().map((key) => [key, { key } as never])),
  edges: pairs.map(([from, to]) => ({ from, to, relation: 'logon', id: 4624, type: 3, package: '', status: '', failed: false, count: 1, first: 0, last: 0, target: null })),
});

describe('arrangement', () => {
  it('never changes what was before', () => {
    const before = arrange.noArrangement();
    const after = arrange.pin(arrange.hide(before, ['a']), 'b', { x: 1, y: 2 });
    expect([before.hidden.size, before.pinned.size, after.hidden.size, after.pinned.size]).toEqual([0, 0, 1, 1]);
    expect(arrange.unpin(after, 'b').pinned.size).toBe(0);
  });
  it('collapses an expansion first, then leaves', () => {
    const shown = graph([['hub', 'leaf1'], ['hub', 'leaf2'], ['hub', 'other'], ['other', 'far']]);
    const expanded = arrange.expand(arrange.noArrangement(), 'hub', shown);
    expect(arrange.collapse(expanded, 'hub', shown).more).toHaveLength(0);
    expect([...arrange.collapse(arrange.noArrangement(), 'hub', shown).hidden].sort()).toEqual(['leaf1', 'leaf2']);
  });
  it('shows hidden nodes that an expansion brings', () => {
    expect(arrange.expand(arrange.hide(arrange.noArrangement(), ['b']), 'a', graph([['a', 'b']])).hidden.size).toBe(0);
  });
  it('keeps a node in one group only', () => {
    const first = arrange.group(arrange.noArrangement(), [{ key: 'g1', name: '', members: ['a', 'b', 'c'] }]);
    const second = arrange.group(first, [{ key: 'g2', name: '', members: ['c', 'd'] }]);
    expect(second.groups.map((group) => group.members)).toEqual([['a', 'b'], ['c', 'd']]);
  });
});

describe('presets', () => {
  it('know a hunt with or without its number', () => expect([bareName('04_rdp_logon'), bareName('rdp_logon')]).toEqual(['rdp_logon', 'rdp_logon']));
  it('keep the span of time and drop the rest', () => {
    expect(presetOf('rdp_logon', { ...noFilter(), from: 5, ids: [1] })).toEqual({ ...noFilter(), types: [10], from: 5 });
    expect(presetOf('dcsync', noFilter())).toBeNull();
  });
  it('find the nodes that rows speak of', () => {
    const nodes = [{ key: 'a:x', kind: 'account', name: 'adm', domain: 'corp' }, { key: 'h:10.0.0.5', kind: 'host', name: 'WS1', domain: '' }, { key: 'h:2', kind: 'host', name: 'WS2', domain: '' }];
    expect(keysOf(['user', 'sources', 'count'], [['ADM', ['10.0.0.5'], 2]], nodes, (key) => [key.slice(2)])).toEqual(['a:x', 'h:10.0.0.5']);
  });
});
