import { sourceName, withoutName } from './source';
import { describe, expect, it } from 'vitest';
import { bytes, level, percent, score, short, whole } from './number';
import { dayName, duration, forInput, fromInput, isWeekend, minute, second, span, startOfDay } from './time';

describe('numbers', () => {
  it('are grouped, shortened, and never NaN', () => {
    expect([whole(12480), whole(null), whole(NaN)]).toEqual(['12,480', '–', '–']);
    expect([short(999), short(6300), short(63_000), short(1_250_000)]).toEqual(['999', '6.3k', '63k', '1.3M']);
    expect([bytes(0), bytes(2048), bytes(3.4 * 2 ** 20)]).toEqual(['0 B', '2.0 kB', '3.4 MB']);
  });
  it('keep ranks and shares within bounds', () => {
    expect([score(-1), score(0.956), score(7), score(NaN)]).toEqual([0, 96, 100, 0]);
    expect([percent(5, 0), percent(1, 4), percent(9, 4)]).toEqual([0, 25, 100]);
    expect([level(0.7), level(0.35), level(0.1)]).toEqual(['high', 'medium', 'low']);
  });
});

describe('times', () => {
  const at = Date.UTC(2026, 10, 4, 3, 0, 12);
  it('are written the same everywhere', () => {
    expect([minute(at, 'utc'), second(at, 'utc'), minute(0, 'utc'), minute(Infinity, 'utc'), span(null, null, 'utc')]).toEqual(['2026-11-04 03:00', '2026-11-04 03:00:12', '–', '–', '–']);
  });
  it('go through an input and back', () => {
    expect(fromInput(forInput(at, 'utc'), 'utc')).toBe(Date.UTC(2026, 10, 4, 3, 0));
    expect(fromInput(forInput(at, 'local'), 'local')).toBe(Date.UTC(2026, 10, 4, 3, 0));
    expect(fromInput('nonsense', 'utc')).toBeUndefined();
  });
  it('know days', () => {
    expect([isWeekend(Date.UTC(2026, 9, 31), 'utc'), isWeekend(at, 'utc')]).toEqual([true, false]);
    expect(startOfDay(at, 'utc')).toBe(Date.UTC(2026, 10, 4));
    expect([dayName(at, 'utc', 'en'), dayName(at, 'utc', 'ja')]).toEqual(['Wed 4', '11/4（水）']);
  });
  it('tell durations in two units', () => {
    expect([duration(0), duration(8000), duration(3_725_000), duration(100 * 3_600_000)]).toEqual(['0 s', '8 s', '1 h 2 min', '4 d 4 h']);
  });
});

describe('names of sources and reasons', () => {
  it('tells the first of many files, and how many more', () => {
    const more = (count: number) => `and ${count} more`;
    expect(sourceName('C:\\logs\\Security.evtx', more)).toBe('Security.evtx');
    expect(sourceName('/a/DC01.evtx, /a/DC02.evtx, /a/DC03.evtx', more)).toBe('DC01.evtx and 2 more');
    expect(sourceName('winlogbeat-*', more)).toBe('winlogbeat-*');
  });

  it('leaves the name out of a reason that begins with it, and only there', () => {
    expect(withoutName('corp\\adm.kim asked dc02 to replicate', 'adm.kim')).toBe('asked dc02 to replicate');
    expect(withoutName('Adm.Kim got tickets', 'adm.kim')).toBe('got tickets');
    expect(withoutName('near adm.kim (0.8)', 'adm.kim')).toBe('near adm.kim (0.8)');
    expect(withoutName('393 wrong passwords from adm.kim here', 'adm.kim')).toBe('393 wrong passwords from adm.kim here');
  });
});
