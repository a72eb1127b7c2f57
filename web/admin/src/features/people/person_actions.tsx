/** What an administrator can do for somebody: unlock, invite again, sign out, suspend, hand over, look through their eyes. */

import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Named, Staff } from '../../shared/api/types.ts';
import { useDepartments } from '../../shared/departments.ts';
import { STAFF_STATE_NAMES } from '../../shared/format/names.ts';
import { useMe, useReasonNot, useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, MovedNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { HandOver } from './hand_over.tsx';
import { InvitationDialog, type Invited } from './invitation.tsx';
import { valuesOf } from './staff_fields.tsx';
import { wordsOf } from './staff_words.ts';
import { ViewAs } from './view_as.tsx';

type Act = 'unlock' | 'reset' | 'sign-out' | 'suspend' | 'restore';

const WORDS: Record<Act, { button: string; text: string; done: string }> = {
  unlock: {
    button: 'ロックを解除する',
    text: 'パスワードを続けてまちがえたために止まっているログインを、すぐにできるようにします。',
    done: 'ロックを解除しました。',
  },
  reset: {
    button: '招待コードを作り直す',
    text: 'パスワードと2つ目の確認方法を消して、新しい招待コードを作ります。スマートフォンをなくしたときにも使います。',
    done: '',
  },
  'sign-out': {
    button: 'ログアウトさせる',
    text: 'この人のログインを、すべての端末で1分以内に終わらせます。',
    done: 'ログアウトさせました。1分以内に、すべての端末で使えなくなります。',
  },
  suspend: {
    button: '利用を停止する',
    text: 'この人はログインできなくなります。作ったものは残り、あとで再開できます。',
    done: '利用を停止しました。',
  },
  restore: {
    button: '利用を再開する',
    text: 'この人が、またログインできるようになります。',
    done: '利用を再開しました。',
  },
};

function actsFor({ state }: Staff): Act[] {
  const stop: Act[] = state === 'suspended' ? ['restore'] : ['suspend'];
  return [...(state === 'locked' ? (['unlock'] as Act[]) : []), 'reset', 'sign-out', ...stop];
}

export function PersonActions({ staff }: { staff: Staff }) {
  const [asked, setAsked] = useState<Act>();
  const [isHandingOver, setHandingOver] = useState(false);
  const [done, setDone] = useState('');
  const [invited, setInvited] = useState<Invited>();
  const me = useMe();
  const may = useReasonNot('users');
  const reasonFor = (act: Act): string | undefined =>
    may ?? (staff.id === me.id && act !== 'sign-out' ? '自分自身にはできません' : undefined);
  return (
    <>
      {done !== '' && <Notice kind="success" title={done} live />}
      <div className="flex flex-wrap items-start gap-3">
        <ViewAs staff={staff} />
        {actsFor(staff).map((act) => (
          <Button
            key={act}
            kind={act === 'unlock' ? 'primary' : 'secondary'}
            reason={reasonFor(act)}
            onClick={() => setAsked(act)}
          >
            {WORDS[act].button}
          </Button>
        ))}
        <Button reason={may} onClick={() => setHandingOver(true)}>
          下書き・予約を引き継ぐ
        </Button>
      </div>
      {asked && (
        <Confirm
          act={asked}
          staff={staff}
          onClose={() => setAsked(undefined)}
          onDone={(code) => {
            setAsked(undefined);
            if (code) setInvited({ name: staff.name, login: staff.login, code });
            setDone(WORDS[asked].done);
          }}
        />
      )}
      {isHandingOver && <HandOver staff={staff} onClose={() => setHandingOver(false)} />}
      {invited && <InvitationDialog invited={invited} onClose={() => setInvited(undefined)} />}
    </>
  );
}

interface ConfirmProps {
  readonly act: Act;
  readonly staff: Staff;
  readonly onClose: () => void;
  readonly onDone: (invitationCode: string | undefined) => void;
}

const whole = (staff: Staff, departments: readonly Named[]) => [
  ['状態', STAFF_STATE_NAMES[staff.state]] as const,
  ...wordsOf(valuesOf(staff), departments),
];

function Confirm({ act, staff, onClose, onDone }: ConfirmProps) {
  const { stepUp } = useSession();
  const change = useChange({
    method: 'POST',
    path: `staff/${staff.id}/${act}`,
    touches: ['staff'],
    done: (answer) => onDone('invitation_code' in answer ? answer.invitation_code : undefined),
  });
  const [seen] = useState(staff);
  const departments = useDepartments();
  const submit = async (version = seen.version) => {
    if (await stepUp()) change.mutate({ version });
  };
  return (
    <Dialog
      title={`${staff.name}さん：${WORDS[act].button}`}
      open
      onClose={onClose}
      footer={
        <>
          {!isStale(change.error) && (
            <Button
              kind={act === 'suspend' ? 'danger' : 'primary'}
              busy={change.isPending}
              onClick={() => void submit()}
            >
              {WORDS[act].button}
            </Button>
          )}
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <p>{WORDS[act].text}</p>
      <MovedNotice<Staff>
        error={change.error}
        differences={(current) => beside(whole(seen, departments), whole(current, departments))}
        again={{ label: WORDS[act].button, run: ({ version }) => void submit(version) }}
      />
    </Dialog>
  );
}
