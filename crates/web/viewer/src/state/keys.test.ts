import { expect, it } from 'vitest';
import { commandOf, COMMANDS, provide, run } from './keys.svelte';

it('gives no key two meanings', () => {
  const keys = COMMANDS.flatMap((command) => command.keys as readonly string[]);
  expect(new Set(keys).size).toBe(keys.length);
});

it('runs what the screen provides, and nothing once it is gone', () => {
  let count = 0;
  const off = provide({ fit: () => count++ });
  expect(commandOf('f')).toBe('fit');
  expect(run('fit')).toBe(true);
  off();
  expect(run('fit')).toBe(false);
  expect(count).toBe(1);
});
