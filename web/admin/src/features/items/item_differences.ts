/** Two versions of an item beside each other, in words. */

import type { Difference } from '../../shared/ui/conflict.tsx';
import type { ItemValues } from './values.ts';
import { type Item, KIND_NAMES, shownIfWords } from './wire.ts';

const worded = (values: ItemValues, items: readonly Item[]): readonly [string, string][] => [
  ['質問', values.label],
  ['答え方', KIND_NAMES[values.kind]],
  ['文字数の上限', values.kind === 'text' ? values.max_length : ''],
  ['数の範囲', values.kind === 'number' ? `${values.min}から${values.max}まで` : ''],
  ['説明', values.explanation],
  ['使いみち', values.purpose],
  ['必須', values.required ? '必須' : '任意'],
  ['表示', shownIfWords(values.shown_if, items)],
];

export function differencesOf(
  mine: ItemValues,
  theirs: ItemValues,
  items: readonly Item[],
): readonly Difference[] {
  const other = worded(theirs, items);
  return worded(mine, items).map(([name, words], index) => ({
    name,
    mine: words,
    theirs: other[index]?.[1] ?? '',
  }));
}
