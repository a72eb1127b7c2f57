/** What can be done with a delivery where it stands: stop the rest, resume, give up, take back, correct, copy. */

import { useState } from 'react';
import { currentOf, isStale } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Delivery } from '../../shared/api/types.ts';
import { momentAway } from '../../shared/format/jst.ts';
import { people } from '../../shared/format/words.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, MovedNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { WhyStopped } from './delivery_progress.tsx';
import { type ActWords, askedAgainWords, wordsOf } from './delivery_words.ts';
import { NewDraftButton } from './new_draft.tsx';
import { isAgain, isHeldHalfway, leftOf, toGo } from './use_delivery.ts';

type Act = 'stop' | 'resume' | 'cancel';
/** 「やめる」 beside a button that stops would be read as stopping. */
const BACK: Readonly<Record<Act, string>> = {
  stop: '停止せずに戻る',
  resume: '再開せずに戻る',
  cancel: '中止せずに戻る',
};

/** How many are left, as far as anybody knows: of all it may still go out to, or of those it was not sent to. */
function leftWords(delivery: Delivery, left: number): { on: string; total: string; known: string } {
  const count = people(left);
  if (isAgain(delivery) || (left > leftOf(delivery) && delivery.plan_complete))
    return { on: `残り最大${count}`, total: `最大${count}`, known: '' };
  if (delivery.plan_complete) return { on: `残り${count}`, total: count, known: '' };
  if (left === 0)
    return {
      on: '残り',
      total: '人',
      known: isHeldHalfway(delivery)
        ? '対象を数え終わる前に保留したため、残りが何人かは分かりません。'
        : '対象を数えている途中です。残りが何人かは、まだ分かりません。',
    };
  return {
    on: `残り${count}以上`,
    total: `${count}以上`,
    known: `${isHeldHalfway(delivery) ? '対象を数え終わる前に保留しました' : '対象を数えている途中です'}。残りは${count}以上です。`,
  };
}

/** Before anybody is counted a number would be a promise. */
const resumeWords = ({ on }: { on: string }): Pick<ActWords, 'button' | 'title' | 'confirm'> =>
  on === '残り'
    ? {
        button: '残りの配信を再開（人数を数えている途中）',
        title: '残りの配信を再開しますか',
        confirm: '残りの人に配信する',
      }
    : {
        button: `${on}への配信を再開`,
        title: `${on}への配信を再開しますか`,
        confirm: `${on}に配信する`,
      };

/** What a cancel leaves: nobody more gets it, and of those whom LINE left open nobody will know. */
function notSentWords(delivery: Delivery, { known, total }: { known: string; total: string }): string {
  const { unknown } = delivery.counts;
  const open = unknown > 0 ? `届いたか分からない${people(unknown)}は、分からないまま終わります。` : '';
  const isNobody = open !== '' && delivery.plan_complete && leftOf(delivery) === 0;
  return isNobody ? open : `${known}まだ送っていない${total}には送りません。${open}`;
}

/** Whoever lets it go on says that it is still true, whatever was reserved. */
const lateWords = ({ not_later_than }: Delivery): string =>
  not_later_than && Date.parse(not_later_than) < Date.now()
    ? `「この時刻を過ぎたら送らない」の${momentAway(not_later_than)}を過ぎていますが、送ります。`
    : '';

function actWords(act: Act, delivery: Delivery): ActWords {
  const again = isAgain(delivery);
  const left = leftWords(delivery, again || act === 'resume' ? toGo(delivery) : leftOf(delivery));
  const { unknown } = delivery.counts;
  switch (act) {
    case 'stop':
      return {
        button: '残りを停止',
        title: '残りの配信を停止しますか',
        text: again
          ? `届いたか分からない約${people(toGo(delivery))}にもう一度送るのを止めます。あとで再開できます。送ったものは取り消せません。`
          : `${left.known}${people(delivery.counts.accepted)}に配信済みです。まだ送っていない${left.known ? '' : '約'}${left.total}への配信を止めます。${unknown > 0 ? `${people(unknown)}は、届いたか分からず、LINEに確かめているところです。` : ''}あとで再開できます。送ったものは取り消せません。`,
        confirm: '残りを停止する',
        kind: 'danger',
      };
    case 'resume':
      return {
        ...resumeWords(left),
        text:
          lateWords(delivery) +
          (again
            ? '届いたか分からない人にだけ、もう一度送ります。すでに届いていた人には、2回届きます。'
            : unknown > 0
              ? `${left.known}まだ送っていない人に送ります。${askedAgainWords(`届いたか分からない${people(unknown)}`)}`
              : `${left.known}まだ送っていない人にだけ送ります。すでに送った人に、もう一度送られることはありません。`),
        kind: 'primary',
      };
    case 'cancel':
      return {
        button: '残りを中止（再開しない）',
        title: '残りの配信を中止しますか',
        text: again
          ? `届いたか分からない人（${left.total}）には、これ以上送りません。中止したあとは、再開できません。`
          : `${notSentWords(delivery, left)}中止したあとは、再開できません。`,
        confirm: '中止する',
        kind: 'danger',
      };
    default:
      return act satisfies never;
  }
}

function actsOf(delivery: Delivery): readonly Act[] {
  switch (delivery.status) {
    case 'dispatching':
    case 'sending':
      return ['stop'];
    case 'paused':
      return ['resume', 'cancel'];
    case 'held':
      return isHeldHalfway(delivery) ? ['cancel'] : [];
    default:
      return [];
  }
}

export function DeliveryActions({ delivery }: { delivery: Delivery }) {
  const [asked, setAsked] = useState<Act>();
  const reason = useReasonNot('deliveries_send');
  const acts = actsOf(delivery);
  const isOver = ['sent', 'cancelled'].includes(delivery.status);
  const hasReached = delivery.counts.accepted + delivery.counts.unknown > 0;
  return (
    <div className="flex flex-wrap items-start gap-3">
      {acts.map((act) => (
        <Button
          key={act}
          kind={act === 'cancel' ? 'secondary' : actWords(act, delivery).kind}
          reason={reason}
          onClick={() => setAsked(act)}
        >
          {actWords(act, delivery).button}
        </Button>
      ))}
      {isOver && hasReached && (
        <NewDraftButton
          label="同じ対象に訂正を送る"
          kind="secondary"
          begin={{ correction_of: delivery.id }}
          department={delivery.department}
        />
      )}
      <NewDraftButton
        label="複製して作成"
        kind="secondary"
        begin={{ copy_of: { delivery: delivery.id } }}
        department={delivery.department}
      />
      {(delivery.status === 'paused' || isHeldHalfway(delivery)) && hasReached && (
        <p className="basis-full text-sm text-solid-gray-700">
          {delivery.status === 'paused'
            ? '訂正は、この配信が終わるか、残りを中止してから送れます。'
            : '訂正は、残りを中止してから送れます。'}
        </p>
      )}
      {asked && <Confirm act={asked} delivery={delivery} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

/** It ended, or somebody else stopped it, while the question was read. */
function NothingToStop({ delivery: { status, counts } }: { delivery: Delivery }) {
  const what = status === 'sent' ? 'この配信は終わりました' : 'この配信は、もう止まっています';
  return (
    <Notice kind="warning" title={what} live>
      {people(counts.accepted)}に配信済みです。停止するものは残っていません。
    </Notice>
  );
}

function Confirm({ act, delivery, onClose }: { act: Act; delivery: Delivery; onClose: () => void }) {
  const [seen] = useState(delivery);
  // A stop is about what is left now, whatever was left when the question came up.
  const words = actWords(act, act === 'stop' ? delivery : seen);
  const tooLate = act === 'stop' && !actsOf(delivery).includes('stop');
  const change = useChange({
    method: 'POST',
    path: `deliveries/${delivery.id}/${act}`,
    touches: ['deliveries', 'home'],
  });
  const submit = (body: { readonly reason?: string; readonly version?: number }) =>
    change.mutate(body, { onSuccess: onClose });
  const [reason, setReason] = useState('');
  const bodyOf = {
    stop: { reason },
    resume: { version: seen.version },
    cancel: { version: seen.version },
  };
  // After a lost version the question is about what stands now, if it can still be asked.
  const current = isStale(change.error)
    ? currentOf<'POST', `deliveries/${string}/resume`>(change.error)
    : undefined;
  const mayStill = act !== 'stop' && current !== undefined && actsOf(current).includes(act);
  return (
    <Dialog
      title={words.title}
      open
      onClose={onClose}
      footer={
        <>
          {!isStale(change.error) && (
            <Button
              kind={words.kind}
              busy={change.isPending}
              reason={tooLate ? '停止する配信がありません' : undefined}
              onClick={() => submit(bodyOf[act])}
            >
              {words.confirm}
            </Button>
          )}
          <Button onClick={onClose}>{BACK[act]}</Button>
        </>
      }
    >
      {tooLate ? <NothingToStop delivery={delivery} /> : <p>{words.text}</p>}
      {act === 'resume' && seen.stopped && <WhyStopped {...seen.stopped} />}
      {act === 'stop' && !tooLate && (
        <TextArea
          label="停止する理由"
          hint="書かなくても停止できます。再開するか中止するかを決める人に見え、操作ログに残ります（500文字まで）。"
          value={reason}
          onValue={setReason}
        />
      )}
      <MovedNotice<Delivery>
        error={change.error}
        differences={(current) => beside(wordsOf(seen), wordsOf(current))}
        again={
          mayStill
            ? { label: actWords(act, current).confirm, run: ({ version }) => submit({ version }) }
            : undefined
        }
      />
    </Dialog>
  );
}
