/** The cards of a bubble's JSON text, where it is a Flex message that was made of blocks. */

import { saysTwice } from '../json_text.ts';
import { parsed, valueAt } from '../paths.ts';
import type { Card } from './blocks.ts';
import { cardsOf } from './from_json.ts';

export function blocksOf(text: string): readonly Card[] | undefined {
  const value = parsed(text);
  if (valueAt(value, 'type') !== 'flex') return undefined;
  const cards = cardsOf(valueAt(value, 'contents'));
  return cards && !saysTwice(text) ? cards : undefined;
}
