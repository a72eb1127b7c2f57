/** One delivery: what went or will go to whom, how far it is, and what can be done about it. */

import { Link, useParams } from '@tanstack/react-router';
import type { Delivery } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { short } from '../../shared/format/jst.ts';
import { people } from '../../shared/format/words.ts';
import { MessagePreview } from '../../shared/ui/message_preview.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { DeliveryActions } from './delivery_actions.tsx';
import { DeliveryBadge } from './delivery_badge.tsx';
import { DeliveryProgress, StopSummary } from './delivery_progress.tsx';
import { momentsOf } from './delivery_words.ts';
import { Decisions, Undecided } from './undecided.tsx';
import { UndoCountdown } from './undo_countdown.tsx';
import { isHeldHalfway, useDelivery } from './use_delivery.ts';

export function DeliveryScreen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error, refetch, pace } = useDelivery(id);
  return (
    <Page title={data ? data.title || '無題の配信' : '配信'} lead={data && <DeliveryBadge {...data} />}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data ? <Whole delivery={data} pace={pace} onBegun={() => void refetch()} /> : !error && <Loading />}
    </Page>
  );
}

interface WholeProps {
  readonly delivery: Delivery;
  readonly pace: number | undefined;
  readonly onBegun: () => void;
}

function Whole({ delivery, pace, onBegun }: WholeProps) {
  const isHalfway = isHeldHalfway(delivery);
  const waits = delivery.status === 'scheduled' || (delivery.status === 'held' && !isHalfway);
  return (
    <>
      <StopSummary delivery={delivery} />
      {waits && delivery.draft_id && <UndoCountdown delivery={delivery} onBegun={onBegun} />}
      {isHalfway && (
        <Notice title="配信が途中まで進んでいたため、下書きには戻せません">
          残りを送らないことにするには「残りを中止」を押します。送り直すときは、複製して作ります。
        </Notice>
      )}
      <Undecided delivery={delivery} />
      <DeliveryActions delivery={delivery} />
      <DeliveryProgress delivery={delivery} pace={pace} />
      <Decisions delivery={delivery} />
      <div className="grid gap-8 @4xl:grid-cols-[minmax(0,1fr)_24rem]">
        <Section title="配信の内容">
          <Facts delivery={delivery} />
        </Section>
        <MessagePreview messages={delivery.messages} />
      </div>
    </>
  );
}

/** What a second person found, where it went without one. */
const reviewed = (review: Delivery['review']): string =>
  review ? `${review.by.name}さん（${short(review.at)}）：${review.note}` : 'まだ確認されていません';

function factsOf(delivery: Delivery, nameOf: (id: string | null) => string): [string, React.ReactNode][] {
  const {
    description,
    department,
    author,
    sender,
    break_glass,
    review,
    approver,
    silent,
    receipt,
    draft_id,
    correction_of,
    confirmed,
    started_at,
    status,
  } = delivery;
  const waits = started_at === undefined;
  const facts: [string, React.ReactNode][] = [
    ['対象', description],
    ...(waits && typeof confirmed === 'number'
      ? [
          [
            '確認のときの人数',
            `${people(confirmed)}${status === 'scheduled' ? '（始めるときに数え直します）' : ''}`,
          ] as [string, string],
        ]
      : []),
    ...momentsOf(delivery),
    ['担当', [nameOf(department), author?.name].filter(Boolean).join(' ') || '―'],
    [waits ? '配信を決めた人' : '配信した人', sender?.name ?? '―'],
    ['承認した人', approver?.name ?? (break_glass ? `承認なし（理由：${break_glass}）` : '―')],
    ...(break_glass ? [['事後の確認', reviewed(review)] as [string, string]] : []),
    ['通知音', silent ? '鳴らさない' : '鳴らす'],
  ];
  if (correction_of)
    facts.push([
      '訂正する配信',
      <Link key="corrected" to="/deliveries/$id" params={{ id: correction_of }} className="link">
        元の配信を見る
      </Link>,
    ]);
  if (receipt) facts.push(['受付番号', <code key="receipt">{receipt}</code>]);
  if (draft_id)
    facts.push([
      '元の下書き',
      <Link key="draft" to="/drafts/$id" params={{ id: draft_id }} className="link">
        下書きを見る
      </Link>,
    ]);
  return facts;
}

function Facts({ delivery }: { delivery: Delivery }) {
  const nameOf = useDepartmentName();
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[12rem_minmax(0,1fr)]">
      {factsOf(delivery, nameOf).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="font-bold">{name}</dt>
          <dd className="mb-2 sm:mb-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
