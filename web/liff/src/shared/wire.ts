/** From fields to the answers that are sent. Only checked inputs, see `check.ts`. */

import { type Input, type Inputs, plain, postalCode, type Wire } from './answers.ts';
import type { Item } from './form.ts';

/** The answer to send, or undefined for none. Checked inputs only: see `check.ts`. */
export function toWire(item: Item, input: Input | undefined): Wire | undefined {
  if (input === undefined || input.length === 0) return undefined;
  if (typeof input !== 'string') return input;
  switch (item.kind) {
    case 'number':
      return plain(input) === '' ? undefined : Number(plain(input));
    case 'area':
      return postalCode(input);
    case 'month':
      return isMonth(input) ? input : undefined;
    default:
      return input.trim() === '' ? undefined : input;
  }
}

export const isMonth = (input: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(input);

/** The whole set of answers to the items that are shown. */
export function toAnswers(items: readonly Item[], inputs: Inputs): Record<string, Wire> {
  const answers: [string, Wire][] = [];
  for (const item of items) {
    const wire = toWire(item, inputs.get(item.id));
    if (wire !== undefined) answers.push([item.id, wire]);
  }
  return Object.fromEntries(answers);
}
