/** Deliveries in words: where one stands, to compare two moments, and what is done to one. */

import type { Delivery } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { DELIVERY_STATUS_NAMES } from '../../shared/format/names.ts';
import { people } from '../../shared/format/words.ts';
import type { ButtonKind } from '../../shared/ui/button.tsx';

/** What an act on a delivery is called: on its button, in the question before it, and on the button that does it. */
export interface ActWords {
  readonly button: string;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly kind: ButtonKind;
}

export const wordsOf = ({
  status,
  at,
  not_later_than,
  counts,
}: Delivery): readonly (readonly [string, string])[] => [
  ['状態', DELIVERY_STATUS_NAMES[status]],
  ['配信する時', at ? moment(at) : ''],
  ['これを過ぎたら送らない', not_later_than ? moment(not_later_than) : ''],
  ['届いた人', people(counts.accepted)],
  ['まだ送っていない人', people(counts.waiting + counts.in_flight)],
];
