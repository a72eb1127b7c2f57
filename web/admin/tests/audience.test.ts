import { expect, test } from 'vitest';
import type { Condition } from '../src/features/audience/condition.ts';
import { countedLines } from '../src/features/audience/counted_lines.ts';
import { type Leaf, oppositeOf } from '../src/features/audience/opposite.ts';

const DELIVERY = '01DELIVERY0000000000000001';

test.each<[Leaf, string]>([
  [{ item: 'ward', any_of: ['takatsu'] }, '未回答の人は含みません'],
  [{ item: 'birth', age: { from: 20 } }, '未回答の人は含みません'],
  [{ item: 'children', number: { to: 3 } }, '未回答の人は含みません'],
  [{ system: 'registered' }, '友だち追加だけの人です'],
  [{ system: 'tester' }, '登録していない人も含みます'],
  [{ clicked: DELIVERY }, '届いていない人も含みます'],
  [{ opened: DELIVERY }, '開いた人も含まれることがあります'],
])('what turns %j round says whether the unanswered are among those that are meant', (leaf, words) => {
  expect(oppositeOf(leaf)).toContain(words);
});

const TAKATSU: Condition = { item: 'ward', any_of: ['takatsu'] };
const OTHERS: Condition = { not: { system: 'registered' } };

/** Every part as the server counts it: the whole, groups, and the insides of a `not`. */
function partsOf(
  condition: Condition,
  pointer = '',
): { pointer: string; count: number; description: string }[] {
  const own = { pointer, count: 1, description: pointer };
  if ('all' in condition)
    return [own, ...condition.all.flatMap((part, index) => partsOf(part, `${pointer}/all/${index}`))];
  if ('any' in condition)
    return [own, ...condition.any.flatMap((part, index) => partsOf(part, `${pointer}/any/${index}`))];
  return 'not' in condition ? [own, ...partsOf(condition.not, `${pointer}/not`)] : [own];
}

const lines = (condition: Condition) =>
  countedLines(condition, partsOf(condition)).map(({ number, pointer }) => [number, pointer]);

test('one line is the whole, and has no count of its own', () => {
  expect(lines({ all: [TAKATSU] })).toEqual([]);
  expect(lines({ all: [{ not: TAKATSU }] })).toEqual([]);
  expect(lines({ any: [{ all: [TAKATSU] }, OTHERS] }), 'with those who never registered').toEqual([]);
});

test('the counted lines are those of the form, by its numbers, and no inside of a `not`', () => {
  const two: Condition = { all: [{ not: TAKATSU }, { system: 'tester' }] };
  expect(lines(two)).toEqual([
    ['1', '/all/0'],
    ['2', '/all/1'],
  ]);
  expect(lines({ any: [two, OTHERS] })).toEqual([
    ['1', '/any/0/all/0'],
    ['2', '/any/0/all/1'],
  ]);
  expect(lines({ all: [TAKATSU, { any: [TAKATSU, { not: TAKATSU }] }] })).toEqual([
    ['1', '/all/0'],
    ['2-1', '/all/1/any/0'],
    ['2-2', '/all/1/any/1'],
  ]);
});
