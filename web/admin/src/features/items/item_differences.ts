/** Two versions of an item beside each other, in words. */

import { beside, type Difference } from '../../shared/ui/conflict.tsx';
import { type ItemValues, valuesOf } from './values.ts';
import { type Changed, type Item, KIND_NAMES, shownIfWords } from './wire.ts';

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
  return beside(worded(mine, items), worded(theirs, items));
}

/** An item before a step and as it stands now, its options included. */
export function movedOf(seen: Item, { item: now }: Changed, items: readonly Item[]): readonly Difference[] {
  const whole = (item: Item | null): readonly (readonly [string, string])[] => [
    ['状態', item === null ? '削除されています' : item.archived ? '休止中' : '使用中'],
    [
      '選択肢',
      (item?.options ?? [])
        .map(({ label, archived }) => (archived ? `${label}（休止中）` : label))
        .join('、'),
    ],
  ];
  const said = now === null ? [] : differencesOf(valuesOf(seen), valuesOf(now), items);
  return [...said, ...beside(whole(seen), whole(now))];
}
