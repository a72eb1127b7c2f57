/** How far a draft is tested, in the words of every screen that says it. */

import { clock, daysAway, short } from '../../shared/format/jst.ts';

export interface Tested {
  readonly at: string;
  readonly by: { readonly name: string };
  /** The draft still says what was tested. */
  readonly current: boolean;
}

/** 「テスト済み 14:10 田中（この版）」; a change afterwards makes it 「未テスト」 again. */
export function testedWords(tested: Tested | null | undefined, now: Date = new Date()): string {
  if (!tested) return '未テスト';
  const { at, by, current } = tested;
  const time = daysAway(at, now) === 0 ? clock(at) : short(at, now);
  return current
    ? `テスト済み ${time} ${by.name}（この版）`
    : `未テスト（${time} ${by.name}のテストのあとで内容が変わりました）`;
}
