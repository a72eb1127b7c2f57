/** Another password of one's own choice, and the end of every other browser that is still signed in. */

import { useContext, useState } from 'react';
import { errorAt, Problem } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Session } from '../../shared/api/types.ts';
import { SessionControlContext } from '../../shared/session/control.ts';
import { useReasonNotOwn, useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { SHORTEST_PASSWORD } from '../sign_in/new_password.tsx';
import { OpenSessions } from './open_sessions.tsx';

export function OwnPassword() {
  const { stepUp } = useSession();
  const control = useContext(SessionControlContext);
  const [isOpen, setOpen] = useState(false);
  const [done, setDone] = useState('');
  const end = useChange({
    method: 'DELETE',
    path: 'session/others',
    touches: ['session'],
    done: (next) => {
      setDone('ほかの端末からログアウトしました。この端末では、続けて使えます。');
      control?.setSession(next);
    },
  });
  const begin = async (work: () => void) => {
    setDone('');
    if (await stepUp()) work();
  };
  const reason = useReasonNotOwn();
  return (
    <Section title="パスワードとほかの端末">
      <p>
        パスワードを人に見られたかもしれないときは、すぐに変えてください。変えると、ほかの端末ではログアウトします。
      </p>
      {done !== '' && <Notice kind="success" title={done} live />}
      <ProblemNotice error={end.error} />
      <div className="flex flex-wrap items-start gap-3">
        <Button reason={reason} onClick={() => void begin(() => setOpen(true))}>
          パスワードを変える
        </Button>
        <Button reason={reason} busy={end.isPending} onClick={() => void begin(() => end.mutate())}>
          ほかの端末からログアウトする
        </Button>
      </div>
      <OpenSessions />
      {isOpen && (
        <PasswordDialog
          onClose={() => setOpen(false)}
          onDone={(next) => {
            setOpen(false);
            setDone('パスワードを変えました。ほかの端末では、次の操作からログインが必要です。');
            control?.setSession(next);
          }}
        />
      )}
    </Section>
  );
}

const EMPTY = { current: '', password: '', again: '' };
type Values = typeof EMPTY;

function faultsOf({ current, password, again }: Values): Partial<Values> {
  const { length } = [...password];
  return {
    ...(current === '' && { current: 'いまのパスワードを入力してください。' }),
    ...(length < SHORTEST_PASSWORD && {
      password: `パスワードは${SHORTEST_PASSWORD}文字以上にしてください（いま${length}文字）。`,
    }),
    ...(password !== again && { again: '上のパスワードと同じものを入力してください。' }),
  };
}

interface Props {
  readonly onClose: () => void;
  readonly onDone: (session: Session) => void;
}

function PasswordDialog({ onClose, onDone }: Props) {
  const { session } = useSession();
  const [values, setValues] = useState(EMPTY);
  const [faults, setFaults] = useState<Partial<Values>>({});
  const change = useChange({
    method: 'PUT',
    path: 'session/password',
    touches: ['session'],
    done: onDone,
  });
  const submit = () => {
    const found = faultsOf(values);
    setFaults(found);
    const { current, password } = values;
    if (Object.keys(found).length === 0) change.mutate({ current, password });
  };
  const field = (name: keyof Values) => ({
    type: 'password',
    required: true,
    value: values[name],
    onValue: (value: string) => setValues({ ...values, [name]: value }),
    error: faults[name] ?? errorAt(change.error, name),
  });
  const isAtField = change.error instanceof Problem && change.error.errors.length > 0;
  return (
    <Dialog
      title="パスワードの変更"
      open
      form
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" saves busy={change.isPending} onClick={submit}>
            パスワードを変える
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      {!isAtField && <ProblemNotice error={change.error} />}
      {/* Password managers look for whose password it is. */}
      <input type="text" autoComplete="username" value={session.me.login} readOnly hidden />
      <TextField {...field('current')} label="いまのパスワード" autoComplete="current-password" />
      <TextField
        {...field('password')}
        label="新しいパスワード"
        hint={`${SHORTEST_PASSWORD}文字以上。長いほど安全で、記号はなくてもかまいません。`}
        autoComplete="new-password"
      />
      <TextField {...field('again')} label="新しいパスワード（確認）" autoComplete="new-password" />
    </Dialog>
  );
}
