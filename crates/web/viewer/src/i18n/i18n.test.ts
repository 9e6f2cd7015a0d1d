import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bareName } from '../explore/presets';
import { en, type Key } from './en';
import { JAPANESE } from './hunts';
import { ja } from './ja';

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

it('fills the same places in both languages', () => {
  for (const key of Object.keys(en) as Key[]) expect(places(ja[key]), key).toEqual(places(en[key]));
});

it('leaves no text empty', () => {
  for (const key of Object.keys(en) as Key[]) expect(en[key] && ja[key], key).toBeTruthy();
});

it('has a Japanese title for every hunt that comes along, and for no other', () => {
  const files = readdirSync('../../../neo4j/queries').filter((name) => name.endsWith('.cypher'));
  expect(Object.keys(JAPANESE).sort()).toEqual(files.map((name) => bareName(name.replace('.cypher', ''))).sort());
});
