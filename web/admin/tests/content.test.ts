import { expect, test } from 'vitest';
import { begin, type Content, compose, type Edit, isSame } from '../src/features/composer/content.ts';

const CONTENT: Content = {
  title: '',
  department: null,
  target: null,
  messages: ['{}', '{}', '{}'],
  emergency: false,
  silent: false,
  start: { kind: 'now' } as Content['start'],
};
const after = (...edits: readonly Edit[]) => edits.reduce(compose, begin(CONTENT));

test('bubbles that say the same are told apart', () => {
  expect(after().bubbles).toEqual([0, 1, 2]);
  expect(after({ kind: 'remove', index: 0 }).bubbles).toEqual([1, 2]);
  expect(after({ kind: 'remove', index: 2 }).bubbles).toEqual([0, 1]);
  expect(after({ kind: 'move', index: 0, by: 1 }).bubbles).toEqual([1, 0, 2]);
  expect(after({ kind: 'add', text: '{}', after: 0 }).bubbles).toEqual([0, 3, 1, 2]);
});

test('a bubble that comes back is the one that it was, and no number is given twice', () => {
  const removed = after({ kind: 'remove', index: 1 });
  const back = compose(removed, { kind: 'undo' });
  expect(back.bubbles).toEqual([0, 1, 2]);
  expect(compose(back, { kind: 'redo' }).bubbles).toEqual([0, 2]);
  const other = compose(compose(removed, { kind: 'add', text: '{}' }), { kind: 'undo' });
  expect(compose(other, { kind: 'add', text: '{}' }).bubbles).toEqual([0, 2, 4]);
});

test('with another content each bubble that it still has stays', () => {
  const edited = after({ kind: 'bubble', index: 1, text: '{"type":"text"}', at: 0 });
  const messages = ['{"type":"text"}', '{"type":"image"}'];
  const next = compose(edited, { kind: 'replace', content: { ...CONTENT, messages } });
  expect(next.bubbles).toEqual([1, 3]);
  expect(compose(next, { kind: 'undo' }).bubbles).toEqual([0, 1, 2]);
});

test('what the server has saved is the same in its own writing of times and targets', () => {
  const start = { kind: 'at', at: '2026-11-29T17:00:00.000Z', not_later_than: null } as Content['start'];
  const typed: Content = { ...CONTENT, start, target: { kind: 'segment', condition: { all: [] } } };
  const theirs = { ...start, at: '2026-11-30T02:00:00.000+09:00' };
  const saved: Content = { ...typed, start: theirs, target: { condition: { all: [] }, kind: 'segment' } };
  expect(isSame(typed, saved)).toBe(true);
  const later = { ...theirs, not_later_than: '2026-11-30T03:00:00.000+09:00' };
  expect(isSame(typed, { ...saved, start: later })).toBe(false);
  expect(isSame(typed, { ...saved, target: { condition: { any: [] }, kind: 'segment' } })).toBe(false);
  expect(isSame(typed, { ...saved, start: { kind: 'now' } })).toBe(false);
});
