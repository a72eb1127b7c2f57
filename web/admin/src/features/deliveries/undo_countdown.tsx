/** A delivery that has not begun: until when it can be taken back, and taking it back. */

import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { serverNow } from '../../shared/api/http.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Delivery } from '../../shared/api/types.ts';
import { momentAway } from '../../shared/format/jst.ts';
import { countdown, people } from '../../shared/format/words.ts';
import { useReasonNotUndo } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, MovedNotice } from '../../shared/ui/conflict.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { tellNextScreen } from '../../shared/ui/page.tsx';
import { isAtOnce, LONGEST_UNDO_MS, takenBack, wordsOf } from './delivery_words.ts';

/** The server's time, again and again. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export function UndoCountdown({ delivery, onBegun }: { delivery: Delivery; onBegun: () => void }) {
  const navigate = useNavigate();
  const reason = useReasonNotUndo(delivery.sender?.name);
  const now = useNow(1000);
  const [seen, setSeen] = useState<Delivery>();
  const undo = useChange({
    method: 'POST',
    path: `deliveries/${delivery.id}/unschedule`,
    touches: ['deliveries', 'drafts', 'home'],
    done: ({ id, start }) => {
      tellNextScreen(takenBack(start));
      // What was reserved is taken back for its time, mostly.
      const search = start.kind === 'at' ? { go: 'start' } : {};
      void navigate({ to: '/drafts/$id', params: { id }, search });
    },
  });
  const at = Date.parse(delivery.at ?? delivery.undo_until ?? '');
  const left = (at - now) / 1000;
  const isUndo = delivery.status === 'scheduled' && left * 1000 < LONGEST_UNDO_MS;
  const isHeld = delivery.status === 'held';
  const hasBegun = !isHeld && left <= 0;
  useEffect(() => {
    if (!hasBegun) return;
    const timer = setInterval(onBegun, 3000);
    return () => clearInterval(timer);
  }, [hasBegun, onBegun]);
  return (
    <Notice kind={isUndo ? 'warning' : 'info'} title={titleOf(delivery, isUndo, left)}>
      {isUndo ? (
        <p>まちがいに気づいたら、今なら取り消せます。この画面を閉じても、時間になれば配信されます。</p>
      ) : isHeld ? (
        <p>このままでは配信されません。下書きに戻して、もう一度確認へ進みます。</p>
      ) : (
        delivery.not_later_than && (
          <p>始められなかったときも、{momentAway(delivery.not_later_than)}を過ぎたら送りません。</p>
        )
      )}
      <Button
        kind={isUndo ? 'danger' : 'secondary'}
        reason={reason}
        busy={undo.isPending}
        onClick={() => {
          setSeen(delivery);
          undo.mutate({ version: delivery.version });
        }}
      >
        {isUndo ? '取り消して下書きに戻す' : isHeld ? '下書きに戻す' : '予約を解除して下書きに戻す'}
      </Button>
      <MovedNotice<Delivery>
        error={undo.error}
        differences={(current) => beside(wordsOf(seen ?? delivery), wordsOf(current))}
      />
    </Notice>
  );
}

function titleOf(delivery: Delivery, isUndo: boolean, left: number): string {
  const { status, at, confirmed } = delivery;
  if (isUndo && left <= 0) return 'まもなく始まります';
  if (status === 'held' || !at) return '下書きに戻して、直すことができます';
  const whom = isAtOnce(delivery) && typeof confirmed === 'number' ? `${people(confirmed)}に、` : '';
  return isUndo ? `${whom}あと${countdown(left)}で配信を始めます` : `${whom}${momentAway(at)}に配信します`;
}
