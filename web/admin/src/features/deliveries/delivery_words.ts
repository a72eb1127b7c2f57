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

/** So many people, where all recipients are frozen; before that more may join them. */
export const atLeast = (count: number, { plan_complete }: Delivery): string =>
  plan_complete ? people(count) : `${people(count)}以上`;

/** The server's reasons come without a full stop; beside other sentences each gets one. */
export const sentence = (text: string): string =>
  text === '' || /[。！？]$/.test(text) ? text : `${text}。`;

/**
 * Who got it and who did not, as parts of one sentence. Somebody whom it may have reached is never among those who were not
 * sent it.
 */
export function reached(delivery: Delivery): string {
  const { counts, plan_complete, status } = delivery;
  const unsent = counts.waiting + counts.cancelled;
  if (counts.accepted + counts.failed + counts.in_flight + counts.unknown === 0)
    return status === 'cancelled' ? 'だれにも送っていません。' : 'まだだれにも送っていません。';
  const parts = [
    counts.accepted > 0 && `${people(counts.accepted)}に配信済み`,
    counts.failed > 0 && `${people(counts.failed)}は失敗`,
    counts.in_flight > 0 && `${people(counts.in_flight)}は送信中（届くことがあります）`,
    counts.unknown > 0 && `${people(counts.unknown)}は届いたか分かりません`,
    (unsent > 0 || !plan_complete) && `${atLeast(unsent, delivery)}には送っていません`,
  ];
  return `${parts.filter(Boolean).join('、')}。`;
}

export const wordsOf = (delivery: Delivery): readonly (readonly [string, string])[] => [
  ['状態', DELIVERY_STATUS_NAMES[delivery.status]],
  ['配信する時', delivery.at ? moment(delivery.at) : ''],
  ['これを過ぎたら送らない', delivery.not_later_than ? moment(delivery.not_later_than) : ''],
  ['届いた人', people(delivery.counts.accepted)],
  ['まだ送っていない人', atLeast(delivery.counts.waiting, delivery)],
  ['送信中の人', people(delivery.counts.in_flight)],
  ['届いたか分からない人', people(delivery.counts.unknown)],
];
