/** Lengths as LINE counts them: most texts in UTF-16 units, labels and template texts in characters as people see them. */

import { number } from '../../shared/format/words.ts';

export type Unit = 'utf16' | 'graphemes';

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });

export function lengthIn(unit: Unit, text: string): number {
  if (unit === 'utf16') return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}

/** What a field says while it is filled: how much of the limit is used, and by how much it is passed. */
export function counted(unit: Unit, max: number, text: string) {
  const used = lengthIn(unit, text);
  return {
    count: `${number(used)}／${number(max)}文字`,
    over: used > max ? `${number(max)}文字までです。${number(used - max)}文字減らしてください。` : undefined,
  };
}

/** Of an address that a tap opens. */
export const LONGEST_URI = 1000;
/** Of a text that a tap sends, as people count. */
export const LONGEST_SAID = 300;
/** Of what a tap records. */
export const LONGEST_DATA = 300;
/** Of the name that a message is sent under, in UTF-16 units. */
export const LONGEST_SENDER = 20;
