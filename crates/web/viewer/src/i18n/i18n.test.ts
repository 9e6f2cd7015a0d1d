import { expect, it } from 'vitest';
import { en, type Key } from './en';
import { ja } from './ja';

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

it('fills the same places in both languages', () => {
  for (const key of Object.keys(en) as Key[]) expect(places(ja[key]), key).toEqual(places(en[key]));
});

it('leaves no text empty', () => {
  for (const key of Object.keys(en) as Key[]) expect(en[key] && ja[key], key).toBeTruthy();
});
