/** One delivery, asked for again with growing pauses for as long as something in it may change. */

import { useRef } from 'react';
import { useWatch } from '../../shared/api/query.ts';
import type { Delivery } from '../../shared/api/types.ts';
import { nextWait, noted, paceOf, type Seen } from './pace.ts';

const isMoving = ({ status, settled }: Delivery): boolean =>
  ['dispatching', 'sending'].includes(status) ||
  (['cancelled', 'paused', 'sent'].includes(status) && !settled);

/** It goes out once more, to those of whom nobody knows whether they got it. */
export const isAgain = ({ settled, decisions }: Delivery): boolean =>
  !settled && decisions.at(-1)?.choice === 'send_again';

/** Held behind its beginning: some have been counted or got it, so it is no draft any more. */
export const isHeldHalfway = ({ status, batches }: Delivery): boolean => status === 'held' && batches > 0;

/** Those it was not sent to so far, or is being sent to. */
export const leftOf = ({ counts }: Delivery): number => counts.waiting + counts.in_flight;

/** Those of whom it is not known yet: in a second round also whoever was unknown after the first. */
export const aheadOf = (delivery: Delivery): number =>
  leftOf(delivery) + (isAgain(delivery) ? delivery.counts.unknown : 0);

/** Those it may still go out to. LINE is asked about the unknown ones with the same key, and sends it to those it had not. */
export const toGo = (delivery: Delivery): number =>
  leftOf(delivery) + (delivery.settled ? 0 : delivery.counts.unknown);

export const doneOf = (delivery: Delivery): number =>
  delivery.counts.accepted + delivery.counts.failed + (isAgain(delivery) ? 0 : delivery.counts.unknown);

/** What the pace is measured by: whom LINE left open is nobody who was served. */
export const servedOf = ({ counts }: Pick<Delivery, 'counts'>): number => counts.accepted + counts.failed;

export function useDelivery(id: string) {
  const seen = useRef<readonly Seen[]>([]);
  const quiet = useRef({ version: '', times: 0 });
  const query = useWatch(`deliveries/${id}`, undefined, {
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined) return false;
      if (data.status === 'scheduled') return 10_000;
      if (!isMoving(data)) return data.settled ? false : 15_000;
      const version = `${data.version} ${doneOf(data)}`;
      const times = quiet.current.version === version ? quiet.current.times + 1 : 0;
      quiet.current = { version, times };
      return nextWait(Math.min(times, 3));
    },
  });
  const { data, dataUpdatedAt } = query;
  if (data && seen.current.at(-1)?.at !== dataUpdatedAt)
    seen.current = noted(seen.current, { at: dataUpdatedAt, done: servedOf(data) });
  return { ...query, pace: data?.status === 'sending' && !data.waits ? paceOf(seen.current) : undefined };
}
