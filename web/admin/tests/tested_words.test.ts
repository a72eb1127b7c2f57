import { expect, test } from 'vitest';
import { testedWords } from '../src/features/confirm/tested_words.ts';

const NOW = new Date('2026-11-27T15:00:00+09:00');
const by = { name: '田中' };

test('a test counts for the version that it showed, and no other', () => {
  const at = '2026-11-27T14:10:00+09:00';
  expect(testedWords(undefined, NOW)).toBe('未テスト');
  expect(testedWords({ at, by, current: true }, NOW)).toBe('テスト済み 14:10 田中（この版）');
  expect(testedWords({ at, by, current: false }, NOW)).toBe(
    '未テスト（14:10 田中のテストのあとで内容が変わりました）',
  );
  expect(testedWords({ at: '2026-11-26T14:10:00+09:00', by, current: true }, NOW)).toBe(
    'テスト済み 11/26(木) 14:10 田中（この版）',
  );
});
