/** What is typed before a delivery to many: 「4,321人に配信」, as the server reads it too. */

import { people } from '../../shared/format/words.ts';

/** What the screen asks for. */
export const countWords = (count: number): string => `${people(count)}に配信`;

/** Whether somebody typed it. Full-width digits, commas and blanks are let pass, and so is the bare number. */
export function isCount(typed: string, count: number): boolean {
  const text = typed.normalize('NFKC').trim();
  const digits = /^([\d, ]+)(?:人|人に配信|人に配信する)?$/.exec(text)?.[1]?.replace(/[, ]/g, '');
  return !!digits && Number(digits) === count;
}
