/** Deliveries of which nobody knows whether some people got them: before and after somebody decided. */

import type { Delivery, DeliverySummary } from '../src/shared/api/types.ts';
import { at, counts, DAY, delivery, HOUR, summary } from './fixtures.ts';

/** Over, and of some nobody knows whether they got it. */
const over = () => ({
  id: '01DELIVERYDANSUI00000000005',
  title: '断水のお知らせ',
  status: 'sent' as const,
  at: at(-DAY),
  settled: true,
  awaits_decision: true,
  counts: { ...counts(4321, 3621), waiting: 0, unknown: 700 },
});

export const unknownSummary = (): DeliverySummary => summary(over());

export const undecided = (change: Partial<Delivery> = {}): Delivery =>
  delivery({
    ...over(),
    undecided: {
      people: 700,
      tried_at: at(-DAY),
      since: at(-HOUR),
      reasons: [
        { reason: '23時間問い合わせても、LINEが受け付けたかどうかが分かりませんでした', count: 500 },
        { reason: 'LINEが受け付けませんでした（400）', count: 200 },
      ],
      not_again: null,
    },
    ...change,
  });

/** The same after two decisions. */
export const decided = (): Delivery => {
  const by = { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' };
  return delivery({
    ...over(),
    id: '01DELIVERYDECIDED0000000006',
    awaits_decision: false,
    counts: { ...counts(4321, 4121), waiting: 0, unknown: 200 },
    decisions: [
      { choice: 'send_again', by, at: at(-2 * HOUR), reason: '断水は必ず伝えたいため', people: 700 },
      { choice: 'close', by, at: at(-HOUR), reason: '防災無線でも知らせたため', people: 200 },
    ],
  });
};
