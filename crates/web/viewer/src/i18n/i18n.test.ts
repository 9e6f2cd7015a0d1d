import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bareName } from '../explore/presets';
import { en, type Key } from './en';
import { fill } from './fill';
import { JAPANESE } from './hunts';
import { ja } from './ja';

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

it('fills the same places in both languages', () => {
  for (const key of Object.keys(en) as Key[]) expect(places(ja[key]), key).toEqual(places(en[key]));
});

it('fills places by values, and words by how many there are', () => {
  const steps = (count: string | number) => fill('{who}: {count} {count|step|steps}', { who: '{count}', count });
  expect([0, 1, 2, '1', '1,000'].map(steps)).toEqual(['{count}: 0 steps', '{count}: 1 step', '{count}: 2 steps', '{count}: 1 step', '{count}: 1,000 steps']);
  expect(fill('{count} {count|step|steps}', {})).toBe('{count} {count|step|steps}');
});

it('chooses words only by places that are filled', () => {
  for (const key of Object.keys(en) as Key[]) for (const [, name] of en[key].matchAll(/\{(\w+)\|/g)) expect(places(en[key]), key).toContain(name);
});

it('leaves no text empty', () => {
  for (const key of Object.keys(en) as Key[]) expect(en[key] && ja[key], key).toBeTruthy();
});

it('has a Japanese title for every hunt that comes along, and for no other', () => {
  const files = readdirSync('../../../neo4j/queries').filter((name) => name.endsWith('.cypher'));
  expect(Object.keys(JAPANESE).sort()).toEqual(files.map((name) => bareName(name.replace('.cypher', ''))).sort());
});
