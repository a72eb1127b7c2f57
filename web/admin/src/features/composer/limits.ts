/** Lengths as LINE counts them: most texts in UTF-16 units, labels and template texts in characters as people see them. */

export type Unit = 'utf16' | 'graphemes';

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });

export function lengthIn(unit: Unit, text: string): number {
  if (unit === 'utf16') return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}
