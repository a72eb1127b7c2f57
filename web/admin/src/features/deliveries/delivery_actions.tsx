/** What can be done with a delivery where it stands: stop the rest, resume, give up, take back, correct, copy. */

import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Delivery } from '../../shared/api/types.ts';
import { people } from '../../shared/format/words.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, MovedNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { type ActWords, wordsOf } from './delivery_words.ts';
import { NewDraftButton } from './new_draft.tsx';
import { isAgain, leftOf } from './use_delivery.ts';

type Act = 'stop' | 'resume' | 'cancel';

function actWords(act: Act, delivery: Delivery): ActWords {
  const { counts } = delivery;
  const left = people(leftOf(delivery));
  const again = isAgain(delivery);
  switch (act) {
    case 'stop':
      return {
        button: '残りを停止',
        title: '残りの配信を停止しますか',
        text: again
          ? `届いたか分からない約${left}にもう一度送るのを止めます。あとで再開できます。送ったものは取り消せません。`
          : `${people(counts.accepted)}に配信済みです。まだ送っていない約${left}への配信を止めます。あとで再開できます。送ったものは取り消せません。`,
        confirm: '残りを停止する',
        kind: 'danger',
      };
    case 'resume':
      return {
        button: `残り${left}への配信を再開`,
        title: `残り${left}への配信を再開しますか`,
        text: again
          ? '届いたか分からない人にだけ、もう一度送ります。すでに届いていた人には、2回届きます。'
          : 'まだ送っていない人にだけ送ります。すでに送った人に、もう一度送られることはありません。',
        confirm: `残り${left}に配信する`,
        kind: 'primary',
      };
    case 'cancel':
      return {
        button: '残りを中止（再開しない）',
        title: '残りの配信を中止しますか',
        text: again
          ? `届いたか分からない${left}には、これ以上送りません。中止したあとは、再開できません。`
          : `まだ送っていない${left}には送りません。中止したあとは、再開できません。`,
        confirm: '中止する',
        kind: 'danger',
      };
    default:
      return act satisfies never;
  }
}

const ACTS: Partial<Record<Delivery['status'], readonly Act[]>> = {
  dispatching: ['stop'],
  sending: ['stop'],
  paused: ['resume', 'cancel'],
};

export function DeliveryActions({ delivery }: { delivery: Delivery }) {
  const [asked, setAsked] = useState<Act>();
  const reason = useReasonNot('deliveries_send');
  const acts = ACTS[delivery.status] ?? [];
  const isOver = ['sent', 'cancelled', 'paused'].includes(delivery.status);
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
      {isOver && delivery.counts.accepted + delivery.counts.unknown > 0 && !delivery.test && (
        <NewDraftButton
          label="同じ対象に訂正を送る"
          kind="secondary"
          begin={{ correction_of: delivery.id }}
        />
      )}
      <NewDraftButton label="複製して作成" kind="secondary" begin={{ copy_of: { delivery: delivery.id } }} />
      {asked && <Confirm act={asked} delivery={delivery} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

function Confirm({ act, delivery, onClose }: { act: Act; delivery: Delivery; onClose: () => void }) {
  const [seen] = useState(delivery);
  const words = actWords(act, seen);
  const change = useChange<Delivery, object>({
    method: 'POST',
    path: `deliveries/${delivery.id}/${act}`,
    touches: ['deliveries', 'home'],
  });
  const submit = (body: object) => change.mutate(body, { onSuccess: onClose });
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
              onClick={() => submit(act === 'resume' ? { version: seen.version } : {})}
            >
              {words.confirm}
            </Button>
          )}
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <p>{words.text}</p>
      <MovedNotice<Delivery>
        error={change.error}
        differences={(current) => beside(wordsOf(seen), wordsOf(current))}
        again={
          act === 'resume' ? { label: words.confirm, run: ({ version }) => submit({ version }) } : undefined
        }
      />
    </Dialog>
  );
}
