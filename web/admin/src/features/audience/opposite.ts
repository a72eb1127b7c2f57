/** What the box says that turns a line of a condition round: whom the line then means, unanswered people included or not. */

import type { Condition } from './condition.ts';

/** A line that the form knows, without the `not` around it. */
export type Leaf = Exclude<
  Condition,
  { all: unknown } | { any: unknown } | { not: unknown } | { registered: unknown } | { friendship: unknown }
>;

/** The server keeps the unanswered out of the opposite of an answer, and of nothing else. */
export function oppositeOf(leaf: Leaf): string {
  // Nobody can be known not to have opened something.
  if ('opened' in leaf) return '開いたとわかっていない人にする（実際には開いた人も含まれることがあります）';
  if ('clicked' in leaf) return '押していない人にする（届いていない人も含みます）';
  if ('system' in leaf)
    return leaf.system === 'registered'
      ? '回答していない人にする（友だち追加だけの人です）'
      : 'テスター以外の人にする（登録していない人も含みます）';
  return '当てはまらない人にする（未回答の人は含みません）';
}
