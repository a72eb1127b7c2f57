/** How far a delivery is: a bar, the counts in words, pace and time left, failures by reason. */

import type { Delivery } from '../../shared/api/types.ts';
import { clock, moment, momentAway } from '../../shared/format/jst.ts';
import { number, people } from '../../shared/format/words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { Progress } from '../../shared/ui/status.tsx';
import { Table } from '../../shared/ui/table.tsx';
import { askedAgainWords, atLeast, reached, sentence } from './delivery_words.ts';
import { paceWords } from './pace.ts';
import { aheadOf, isAgain, isHeldHalfway, leftOf, toGo } from './use_delivery.ts';

export function DeliveryProgress({ delivery, pace }: { delivery: Delivery; pace: number | undefined }) {
  const { counts, status, broadcast, failures } = delivery;
  // Nobody was counted for it: every number would be a promise or a 0.
  const isUncounted = counts.planned === 0 && ['held', 'cancelled'].includes(status);
  if (status === 'scheduled' || status === 'draft' || isUncounted) return null;
  return (
    <Section title="進み具合">
      <Progress
        label="進み具合"
        value={counts.accepted + counts.failed}
        max={counts.planned}
        text={
          <>
            <strong className="text-std-24B-150">{number(counts.accepted)}</strong>／
            {atLeast(counts.planned, delivery)}に配信済み
            {pace !== undefined && `（${paceWords(pace, aheadOf(delivery))}）`}
          </>
        }
      />
      <p className="text-sm">
        「配信済み」は、LINEが受け付けた人数です。開いて読んだかどうかは分かりません。
      </p>
      {delivery.waits && (
        <Notice
          kind="warning"
          title={`${people(delivery.waits.people)}への配信は、LINEが混み合っているか、つながらないため、待っています`}
          live
        >
          <p>{clock(delivery.waits.until)}ごろ、自動でもう一度送ります。操作はいりません。</p>
          {delivery.not_later_than && (
            <p>{momentAway(delivery.not_later_than)}を過ぎると、残りは送らずに止まります。</p>
          )}
        </Notice>
      )}
      {broadcast && (
        <p className="text-sm">全員への配信です。人数は、このシステムが把握している友だちの数です。</p>
      )}
      {!delivery.plan_complete && (status === 'dispatching' || status === 'paused') && <p>{COUNTING}</p>}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-3 lg:grid-cols-6">
        <Count name="対象" value={atLeast(counts.planned, delivery)} />
        <Count name="配信済み" value={people(counts.accepted)} />
        <Count name="これから" value={atLeast(leftOf(delivery), delivery)} />
        <Count name="失敗" value={people(counts.failed)} />
        <Count name="結果が不明" value={people(counts.unknown)} />
        <Count name="送らなかった" value={people(counts.cancelled)} />
      </dl>
      {failures.length > 0 && (
        <Table
          caption="失敗の理由"
          showCaption
          columns={[
            { title: '理由', head: true, cell: ({ reason }) => reason },
            { title: '人数', number: true, cell: ({ count }) => people(count) },
          ]}
          rows={failures}
          rowKey={({ reason }) => reason}
          empty=""
        />
      )}
      {counts.unknown > 0 && !delivery.settled && !isAgain(delivery) && (
        <Notice
          kind="warning"
          title={`${people(counts.unknown)}は、届いたかどうかをLINEに確かめているところです`}
        >
          <p>同じ人に2回届かない方法で、最初に送ろうとしたときから23時間まで確かめます。</p>
        </Notice>
      )}
    </Section>
  );
}

function Count({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-sm text-solid-gray-700">{name}</dt>
      <dd className="text-std-20B-150 tabular-nums">{value}</dd>
    </div>
  );
}

const COUNTING = '対象を数えている途中です。人数は、数え終わるまで増えることがあります。';

/** Who stopped it and why, for whoever may let it go on. */
export function WhyStopped({ by, at, reason }: NonNullable<Delivery['stopped']>) {
  return (
    <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[8rem_minmax(0,1fr)]">
      <dt className="font-bold">停止した人</dt>
      <dd>
        {by.name}（{moment(at)}）
      </dd>
      <dt className="font-bold">停止した理由</dt>
      <dd className="whitespace-pre-wrap">{reason || '書かれていません。本人に確かめてください。'}</dd>
    </dl>
  );
}

/** What a stop meant for people, with numbers. */
export function StopSummary({ delivery }: { delivery: Delivery }) {
  const { status } = delivery;
  const reason = sentence(delivery.reason ?? '');
  if (status === 'cancelled')
    return (
      <Notice
        kind="warning"
        title={`${delivery.started_at ? '中止しました' : '配信前に取り消しました'}。${reached(delivery)}`}
        live
      />
    );
  if (status === 'paused')
    return (
      <Notice
        kind="warning"
        title={
          isAgain(delivery)
            ? `止まっています。届いたか分からない人（最大${people(toGo(delivery))}）に、もう一度送る途中です。`
            : `止まっています。${reached(delivery)}`
        }
        live
      >
        <p>
          {reason || '職員が停止しました。'}
          {isAgain(delivery)
            ? '再開すると、届いたか分からない人にだけ送ります。'
            : delivery.counts.unknown > 0
              ? `再開すると、まだ送っていない人に送ります。${askedAgainWords('届いたか分からない人')}`
              : '再開すると、まだ送っていない人にだけ送ります。'}
        </p>
        {delivery.stopped && <WhyStopped {...delivery.stopped} />}
      </Notice>
    );
  if (status === 'held')
    return (
      <Notice kind="warning" title={`保留しています。${reached(delivery)}`} live>
        <p>
          {reason}
          {!isHeldHalfway(delivery) &&
            '「下書きに戻す」を押して、確認からやり直してください。直すところがなければ、そのまま確認できます。'}
        </p>
      </Notice>
    );
  return null;
}
