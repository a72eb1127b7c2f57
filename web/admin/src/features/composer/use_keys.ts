/** Keys for a list whose entries have no identity of their own: an entry keeps its key when it is edited or moved. */

import { useState } from 'react';

export interface Keyed {
  readonly texts: readonly string[];
  readonly keys: readonly number[];
  /** The first key that was never given. */
  readonly unused: number;
}

export const NO_KEYS: Keyed = { texts: [], keys: [], unused: 0 };

/**
 * One entry that differs was edited. Otherwise an entry is the one that said the same before, and whatever said
 * nothing of the kind is new; and so is what is left of several that said the same.
 */
export function keyed(before: Keyed, texts: readonly string[]): Keyed {
  const isOneEdited =
    texts.length === before.texts.length &&
    texts.filter((text, index) => text !== before.texts[index]).length <= 1;
  if (isOneEdited) return { ...before, texts };
  const left = before.keys.map((key, index) => ({ key, text: before.texts[index] }));
  const countIn = (list: readonly string[], text: string) => list.filter((one) => one === text).length;
  // Nobody can tell which of them is gone, so none of them is taken for the other.
  const isUnclear = (text: string) => countIn(texts, text) < countIn(before.texts, text);
  let { unused } = before;
  const keys = texts.map((text) => {
    const at = isUnclear(text) ? -1 : left.findIndex((one) => one.text === text);
    if (at >= 0) return left.splice(at, 1)[0]?.key ?? 0;
    unused += 1;
    return unused - 1;
  });
  return { texts, keys, unused };
}

export function useKeys(texts: readonly string[]): readonly number[] {
  const [held, hold] = useState(() => keyed(NO_KEYS, texts));
  const isHeld = texts.length === held.texts.length && texts.every((text, at) => text === held.texts[at]);
  const now = isHeld ? held : keyed(held, texts);
  if (now !== held) hold(now);
  return now.keys;
}
