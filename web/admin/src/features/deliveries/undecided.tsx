/** People of whom nobody knows whether they got a delivery: how many, why, and what to do about them; and what was decided. */

import { useState } from 'react';
import { useChange } from '../../shared/api/query.ts';
import type { Decision, Delivery } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { people } from '../../shared/format/words.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import type { ActWords } from './delivery_words.ts';

type Choice = Decision['choice'];
type Waiting = NonNullable<Delivery['undecided']>;

function wordsOf(choice: Choice, { broadcast }: Delivery, waiting: Waiting): ActWords {
  const count = people(waiting.people);
  const most = broadcast ? `友だち全員（約${count}）` : `最大${count}`;
  switch (choice) {
    case 'close':
      return {
        button: 'もう送らずに終える（届いたか分からないままにする）',
        title: `${count}について、もう送らずに終えますか`,
        text: `だれにも送りません。${count}は「結果が不明」のまま残ります。終えたあとは、もう一度送ることはできません。`,
        confirm: `${count}に送らずに終える`,
        kind: 'primary',
      };
    case 'send_again':
      return {
        button: `もう一度送る（${most}に2回届くことがあります）`,
        title: `${count}に、もう一度送りますか`,
        text: `届いたか分からない${count}にだけ、同じ内容を送ります。すでに届いていた人には、同じ内容がもう一度届きます（${most}）。送ったものは取り消せません。`,
        confirm: `${count}にもう一度送る`,
        kind: 'danger',
      };
    default:
      return choice satisfies never;
  }
}

/** Nothing while nobody has to decide. */
export function Undecided({ delivery }: { delivery: Delivery }) {
  const [asked, setAsked] = useState<Choice>();
  const reason = useReasonNot('deliveries_send');
  const waiting = delivery.undecided;
  if (!waiting) return null;
  const choices: readonly Choice[] = waiting.not_again ? ['close'] : ['close', 'send_again'];
  return (
    <Section title="届いたか分からない人がいます">
      <Notice
        kind="warning"
        title={`${people(waiting.people)}は、届いたかどうか分かりません。どうするかを決めてください。`}
      >
        <p>
          LINEが受け付けたかどうかを、これ以上は確かめられません。二重に届くおそれがあるため、自動では送り直しません。
          {delivery.broadcast && '全員への配信のため、すべての友だちについて分からないままです。'}
        </p>
        <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[12rem_minmax(0,1fr)]">
          <dt className="font-bold">送ろうとした日時</dt>
          <dd>{moment(waiting.tried_at)}</dd>
          <dt className="font-bold">分からないと決まった日時</dt>
          <dd>{moment(waiting.since)}</dd>
          <dt className="font-bold">理由</dt>
          <dd>
            <ul>
              {waiting.reasons.map((one) => (
                <li key={one.reason}>
                  {one.reason}：{people(one.count)}
                </li>
              ))}
            </ul>
          </dd>
        </dl>
        <p>
          届かないと困る内容（避難や断水など）なら、もう一度送ります。2回届くと困る内容（お金や予約など）なら、送らずに終えて、ほかの方法で知らせます。
        </p>
        {waiting.not_again && <p>{waiting.not_again}</p>}
        <div className="flex flex-wrap items-start gap-3">
          {choices.map((choice) => (
            <Button key={choice} kind="secondary" reason={reason} onClick={() => setAsked(choice)}>
              {wordsOf(choice, delivery, waiting).button}
            </Button>
          ))}
        </div>
      </Notice>
      {asked && (
        <Confirm choice={asked} delivery={delivery} waiting={waiting} onClose={() => setAsked(undefined)} />
      )}
    </Section>
  );
}

interface ConfirmProps {
  readonly choice: Choice;
  readonly delivery: Delivery;
  readonly waiting: Waiting;
  readonly onClose: () => void;
}

function Confirm({ choice, delivery, waiting, onClose }: ConfirmProps) {
  // What was asked stays what is said, whatever the page hears meanwhile.
  const [words] = useState(() => wordsOf(choice, delivery, waiting));
  const [version] = useState(delivery.version);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState<string>();
  const change = useChange({
    method: 'POST',
    path: `deliveries/${delivery.id}/decision`,
    touches: ['deliveries', 'home'],
    creates: true,
    done: onClose,
  });
  const submit = () => {
    const why = reason.trim();
    setMissing(why === '' ? '判断の理由を入力してください。' : undefined);
    if (why !== '') change.mutate({ version, choice, reason: why });
  };
  return (
    <Dialog
      title={words.title}
      open
      onClose={onClose}
      footer={
        <>
          <Button kind={words.kind} busy={change.isPending} onClick={submit}>
            {words.confirm}
          </Button>
          <Button onClick={onClose}>決めずに戻る</Button>
        </>
      }
    >
      <p>{words.text}</p>
      <TextArea
        label="判断の理由"
        hint="500文字まで。配信の画面と操作ログに残ります。"
        required
        value={reason}
        onValue={setReason}
        error={missing}
      />
      <ProblemNotice error={change.error} />
    </Dialog>
  );
}

/** Who decided what, when and why; the newest first. */
export function Decisions({ delivery: { decisions, broadcast } }: { delivery: Delivery }) {
  if (decisions.length === 0) return null;
  return (
    <Section title="届いたか分からない人についての判断">
      <ul className="flex flex-col gap-3">
        {decisions.toReversed().map((one) => (
          <li key={one.at} className="card flex flex-col gap-1">
            <p className="font-bold">{toldOf(one, broadcast)}</p>
            <p>
              {moment(one.at)} {one.by.name}さん
            </p>
            <p className="whitespace-pre-wrap">理由：{one.reason}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function toldOf({ choice, people: count }: Decision, broadcast: boolean): string {
  if (choice === 'close') return `${people(count)}には、もう送らずに終えました（届いたか分からないままです）`;
  const twice = broadcast ? '全員に' : `最大${people(count)}に`;
  return `${people(count)}にもう一度送ることにしました（${twice}2回届いた可能性があります）`;
}
