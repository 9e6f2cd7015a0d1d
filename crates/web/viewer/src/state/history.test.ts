import { expect, it } from 'vitest';
import { History } from './history';

it('undoes and redoes, and forgets the future on a new step', () => {
  const history = new History('a');
  history.push('b');
  history.push('c');
  expect(history.undo()).toBe('b');
  expect(history.redo()).toBe('c');
  history.undo();
  history.push('d');
  expect(history.canRedo).toBe(false);
  expect([history.undo(), history.undo(), history.undo()]).toEqual(['b', 'a', 'a']);
  expect(history.canUndo).toBe(false);
});

it('keeps a bounded past', () => {
  const history = new History(0, 3);
  for (let i = 1; i <= 10; i++) history.push(i);
  for (let i = 0; i < 10; i++) history.undo();
  expect(history.value).toBe(7);
});
