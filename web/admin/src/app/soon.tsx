/**
 * On every screen: what goes out within minutes and can be taken back right here, what is going out now, and what ended in
 * the last hours.
 */

import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { isAtOnce, LONGEST_UNDO_MS, takenBack } from '../features/deliveries/delivery_words.ts';
import { noted, paceOf, paceWords, type Seen } from '../features/deliveries/pace.ts';
import { servedOf } from '../features/deliveries/use_delivery.ts';
import { serverNow } from '../shared/api/http.ts';
import { useChange, useWatch } from '../shared/api/query.ts';
import type { DeliverySummary } from '../shared/api/types.ts';
import { clock } from '../shared/format/jst.ts';
import { DELIVERY_STATUS_NAMES, statusName } from '../shared/format/names.ts';
import { countdown, number, people } from '../shared/format/words.ts';
import { useEyes, useReasonNotUndo } from '../shared/session/session.ts';
import { Button } from '../shared/ui/button.tsx';
import { Dialog } from '../shared/ui/dialog.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { focusNextScreen, tellNextScreen } from '../shared/ui/page.tsx';
import { ProblemNotice } from '../shared/ui/problem_notice.tsx';

/** What `view=lately` answers. */
const RECENT_HOURS = 3;

/** Also where its time has come: as long as it has not begun it can be taken back. */
const isSoon = ({ status, at }: DeliverySummary, now: number): boolean =>
  status === 'scheduled' && !!at && Date.parse(at) - now < LONGEST_UNDO_MS;

const isGoing = ({ status }: DeliverySummary): boolean => ['dispatching', 'sending'].includes(status);

const missed = ({ counts }: DeliverySummary): number => counts.failed + counts.unknown;

/** `onKnown`: all of it has been read, so that nothing below it is pushed away any more. */
export function Soon({ onKnown }: { onKnown: () => void }) {
  const every = { refetchInterval: 20_000, staleTime: 15_000 };
  const upcoming = useWatch('deliveries', { view: 'upcoming', limit: 20 }, every);
  const running = useWatch(
    'deliveries',
    { view: 'running', limit: 20 },
    {
      // Docs: decisions/0025. What moves is asked for more often than what may begin.
      refetchInterval: ({ state: { data } }) => (data?.deliveries.some(isGoing) ? 3_000 : 20_000),
      staleTime: 2_000,
    },
  );
  const lately = useWatch('deliveries', { view: 'lately' }, every);
  const isKnown = ![upcoming, running, lately].some(({ isPending }) => isPending);
  useEffect(() => {
    if (isKnown) onKnown();
  }, [isKnown, onKnown]);
  const { pathname } = useLocation();
  const [now, setNow] = useState(serverNow);
  const elsewhere = ({ id }: DeliverySummary) => !pathname.endsWith(id);
  const soon = (upcoming.data?.deliveries ?? []).filter((one) => isSoon(one, now) && elsewhere(one));
  const under = (running.data?.deliveries ?? []).filter(elsewhere);
  // What was taken back before it began went to nobody, and whoever did it knows.
  const over = (lately.data?.deliveries ?? []).filter((one) => one.started_at !== undefined);
  const isCounting = soon.length > 0;
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), isCounting ? 1000 : 15_000);
    return () => clearInterval(timer);
  }, [isCounting]);
  return (
    <>
      {soon.map((delivery) => (
        <Imminent key={delivery.id} delivery={delivery} now={now} />
      ))}
      {under.map((delivery) => (
        <Running key={delivery.id} delivery={delivery} at={running.dataUpdatedAt} />
      ))}
      {over.length > 0 && <Ended deliveries={over} />}
    </>
  );
}

/** How far it is, how fast it goes and whom it missed; stopped on its own page. */
function Running({ delivery, at }: { delivery: DeliverySummary; at: number }) {
  const { id, status, counts } = delivery;
  const [seen, setSeen] = useState<readonly Seen[]>([]);
  if (seen.at(-1)?.at !== at) setSeen(noted(seen, { at, done: servedOf(delivery) }));
  const pace = isGoing(delivery) ? paceOf(seen) : undefined;
  const left = counts.planned - counts.accepted - missed(delivery);
  const name = `「${delivery.title || '無題の配信'}」`;
  const state = status === 'sending' ? 'を配信中' : `は${DELIVERY_STATUS_NAMES[status]}`;
  return (
    <Notice title={`${name}${state}：${number(counts.accepted)}／${number(counts.planned)}人`}>
      <p className="flex flex-wrap gap-x-4">
        {pace !== undefined && <span>{paceWords(pace, left)}</span>}
        {counts.failed > 0 && <span>{people(counts.failed)}は失敗</span>}
        {counts.unknown > 0 && <span>{people(counts.unknown)}は結果が不明</span>}
        <Link to="/deliveries/$id" params={{ id }} className="link">
          進み具合を見る
        </Link>
      </p>
    </Notice>
  );
}

/** One's own is taken back here by one press, whatever is being done on the screen below; a colleague's is asked about. */
function Imminent({ delivery, now }: { delivery: DeliverySummary; now: number }) {
  const { id, version, draft_id, author } = delivery;
  const isMine = useEyes().id === author?.id;
  const [asking, setAsking] = useState(false);
  const title = delivery.title || '無題の配信';
  const navigate = useNavigate();
  const reason = useReasonNotUndo();
  const undo = useChange({
    method: 'POST',
    path: `deliveries/${id}/unschedule`,
    touches: ['deliveries', 'drafts', 'home'],
    done: (draft) => {
      tellNextScreen(takenBack(draft.start));
      // Also where that page stands here already.
      focusNextScreen();
      void navigate({ to: '/drafts/$id', params: { id: draft.id } });
    },
  });
  const left = (Date.parse(delivery.at ?? '') - now) / 1000;
  const { confirmed } = delivery;
  const whom = isAtOnce(delivery) && typeof confirmed === 'number' ? `${people(confirmed)}に` : '';
  return (
    <Notice
      kind="warning"
      title={
        left > 0
          ? `「${title}」を、${whom}あと${countdown(left)}で配信します`
          : `「${title}」は、まもなく始まります`
      }
    >
      <div className="flex flex-wrap items-center gap-4">
        {draft_id && (
          <Button
            kind="danger"
            size="sm"
            aria-label={`「${title}」の配信を取り消す`}
            reason={reason}
            busy={undo.isPending}
            onClick={() => (isMine ? undo.mutate({ version }) : setAsking(true))}
          >
            取り消す
          </Button>
        )}
        <Link to="/deliveries/$id" params={{ id }} className="link">
          内容を見る
        </Link>
      </div>
      <ProblemNotice error={undo.error} />
      {asking && (
        <Dialog
          title={`「${title}」の配信を取り消しますか`}
          open
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button kind="danger" busy={undo.isPending} onClick={() => undo.mutate({ version })}>
                配信を取り消す
              </Button>
              <Button onClick={() => setAsking(false)}>取り消さずに戻る</Button>
            </>
          }
        >
          <p>
            {author?.name ?? 'ほかの人'}さんの配信です。取り消すと、だれにも届かず、下書きに戻ります。
            本人には知らせが行きません。先に声をかけてください。
          </p>
          <ProblemNotice error={undo.error} />
        </Dialog>
      )}
    </Notice>
  );
}

/** Folded up: what has ended asks for nothing, unless somebody was not reached. */
function Ended({ deliveries }: { deliveries: readonly DeliverySummary[] }) {
  const bad = deliveries.filter((one) => missed(one) > 0).length;
  return (
    <details className="rounded-8 border border-solid-gray-420 bg-white px-4">
      <summary className="min-h-11 cursor-pointer py-2">
        この{RECENT_HOURS}時間に終わった配信：{deliveries.length}件
        {bad > 0 && <strong className="text-error-2">（不達か不明の人がいる配信：{bad}件）</strong>}
      </summary>
      <ul className="pb-2">
        {deliveries.map((one) => (
          <li key={one.id} className="flex min-h-11 flex-wrap items-center gap-x-4">
            <Link to="/deliveries/$id" params={{ id: one.id }} className="link">
              {one.title || '無題の配信'}
            </Link>
            <span>
              {clock(one.ended_at ?? one.listed_at)} {statusName(one)}
              {one.counts.accepted > 0 && `、${people(one.counts.accepted)}に配信`}
              {one.counts.failed > 0 && `、${people(one.counts.failed)}に届いていません`}
              {one.counts.unknown > 0 && `、${people(one.counts.unknown)}は結果が不明`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
