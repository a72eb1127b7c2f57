import { expect, test } from 'vitest';
import { ACTION_CHOICES, factName, factText } from '../src/features/trails/words.ts';

test('the log can be asked for all operations on one kind of thing, and for each of them once', () => {
  const values = ACTION_CHOICES.map(({ value }) => value);
  expect(new Set(values).size).toBe(values.length);
  expect(ACTION_CHOICES).toContainEqual({ value: 'tester.', label: 'テスター：すべて' });
  expect(ACTION_CHOICES).toContainEqual({ value: 'tester.removed', label: 'テスター：削除' });
  expect(ACTION_CHOICES).toContainEqual({ value: 'draft.deleted', label: '下書き：削除' });
  expect(values.indexOf('tester.')).toBeLessThan(values.indexOf('tester.changed'));
  for (const { label } of ACTION_CHOICES) expect(label).not.toMatch(/[a-z]_?[a-z]/);
});

test('a condition that was recorded in pieces is read as one', () => {
  expect(factName('condition')).toBe('人数をたずねた条件');
  expect(factText('condition', ['{"all":[{"it', 'em":"ward"}]}'])).toBe('{"all":[{"item":"ward"}]}');
  expect(factText('warnings', ['http', 'weekday'])).toBe('http、weekday');
});
