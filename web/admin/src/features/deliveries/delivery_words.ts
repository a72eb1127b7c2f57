/** Deliveries in words: where one stands, to compare two moments, and what is done to one. */

import type { Delivery, Start } from '../../shared/api/types.ts';
import { moment, momentAway } from '../../shared/format/jst.ts';
import { statusName } from '../../shared/format/names.ts';
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

/** The longest undo window that can be set. */
export const LONGEST_UNDO_MS = 10 * 60_000;

/** Confirmed for now and no reservation: nobody joins or leaves in so few minutes, so the number that was confirmed is told. */
export const isAtOnce = ({ at, created_at }: Pick<Delivery, 'at' | 'created_at'>): boolean =>
  at !== undefined && at !== null && Date.parse(at) - Date.parse(created_at) <= LONGEST_UNDO_MS;

/** So many people, where all recipients are frozen; before that more may join them. */
export const atLeast = (count: number, { plan_complete }: Delivery): string =>
  plan_complete ? people(count) : `${people(count)}以上`;

/** The server's reasons come without a full stop; beside other sentences each gets one. */
export const sentence = (text: string): string =>
  text === '' || /[。！？]$/.test(text) ? text : `${text}。`;

/** What a resume does about those whom LINE left open: a key is good for 23 hours, and what is older is somebody's decision. */
export const askedAgainWords = (who: string): string =>
  `${who}は、初めて送ってから23時間のうちならLINEに問い合わせ、届いていなければ送ります。過ぎた人は、終わったあとで、どうするかを決めます。届いていた人に、もう一度届くことはありません。`;

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
    counts.in_flight > 0 &&
      `${people(counts.in_flight)}分はLINEへ送り始めています（このあと届くことがあります）`,
    counts.unknown > 0 && `${people(counts.unknown)}は届いたか分かりません`,
    (unsent > 0 || !plan_complete) && `${atLeast(unsent, delivery)}には送っていません`,
  ];
  return `${parts.filter(Boolean).join('、')}。`;
}

/** What the draft says under its name, for whoever comes from taking the delivery back. */
export const takenBack = (start: Start): string =>
  start.kind === 'at'
    ? '予約を解除しました。このままでは配信されません。'
    : '配信を取り消しました。だれにも届いていません。';

/** The moments of a delivery, each by its name: when it is to go out, went out and ended. */
export function momentsOf(delivery: Delivery): [string, string][] {
  const { starts_at, started_at, ended_at, not_later_than, status } = delivery;
  const over = started_at === undefined ? '取り消し' : status === 'cancelled' ? '中止' : '終了';
  const moments: [string, string | undefined][] = [
    ['配信の予定', starts_at && momentAway(starts_at)],
    ['開始', started_at && moment(started_at)],
    [over, ended_at && moment(ended_at)],
    ['この時刻を過ぎたら送らない', not_later_than && momentAway(not_later_than)],
  ];
  const known = moments.flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []));
  return starts_at || started_at ? known : [['作成', moment(delivery.created_at)], ...known];
}

export const wordsOf = (delivery: Delivery): readonly (readonly [string, string])[] => [
  ['状態', statusName(delivery)],
  ['配信する日時', delivery.at ? moment(delivery.at) : ''],
  ['この時刻を過ぎたら送らない', delivery.not_later_than ? moment(delivery.not_later_than) : ''],
  ['配信済みの人', people(delivery.counts.accepted)],
  ['まだ送っていない人', atLeast(delivery.counts.waiting, delivery)],
  ['送信中の人', people(delivery.counts.in_flight)],
  ['届いたか分からない人', people(delivery.counts.unknown)],
];
