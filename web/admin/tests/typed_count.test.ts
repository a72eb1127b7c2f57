import { expect, test } from 'vitest';
import { countWords, isCount } from '../src/features/confirm/typed_count.ts';

test('the screen asks for the words that it then takes', () => {
  expect(countWords(123456)).toBe('123,456人に配信');
  for (const count of [0, 7, 1000, 123456]) expect(isCount(countWords(count), count)).toBe(true);
});

test.each([
  '123,456人に配信',
  '123456人に配信',
  '123,456人に配信する',
  '１２３，４５６人に配信',
  ' 123 456 人に配信　',
  '123,456人',
  '123,456',
  '123456',
  '0123456',
])('「%s」 is the count', (typed) => expect(isCount(typed, 123456)).toBe(true));

test.each([
  '',
  '人に配信',
  ', 人に配信',
  '123,456に配信',
  'に配信',
  '123,457人に配信',
  '123,456名に配信',
  '123,456人に配信しない',
  '123,456人に送る',
  '123,456に配信人',
  '-123456',
  '123456.0',
  '1e5',
  '123,456人に配信123,456人に配信',
])('「%s」 is not', (typed) => expect(isCount(typed, 123456)).toBe(false));
