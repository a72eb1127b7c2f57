/** An authenticator app beside a passkey: whoever has only one way to show themselves loses it with one device. */

import { useContext, useState } from 'react';
import { errorAt } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import { SessionControlContext } from '../../shared/session/control.ts';
import { useMe, useReasonNotOwn, useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { AppSteps, type Secret } from '../sign_in/app_steps.tsx';
import { CodeField } from '../sign_in/code_field.tsx';

export function Authenticator() {
  const me = useMe();
  const { stepUp } = useSession();
  const [secret, setSecret] = useState<Secret>();
  const [isDone, setDone] = useState(false);
  const offer = useChange({
    method: 'POST',
    path: 'session/authenticator',
    done: setSecret,
  });
  const begin = async () => {
    if (await stepUp()) offer.mutate();
  };
  const reason = useReasonNotOwn();
  if (me.second_factors.includes('totp'))
    return isDone ? <Notice kind="success" title="認証アプリを設定しました" live /> : null;
  return (
    <Section title="認証アプリ">
      <p>
        いまは、パスキーの入った機器がないとログインできません。認証アプリも設定すると、その機器をなくしたときも、6けたの数字でログインできます。
      </p>
      <ProblemNotice error={offer.error} />
      <div>
        <Button kind="primary" reason={reason} busy={offer.isPending} onClick={() => void begin()}>
          認証アプリを設定する
        </Button>
      </div>
      {secret && <SetUp secret={secret} onClose={() => setSecret(undefined)} onDone={() => setDone(true)} />}
    </Section>
  );
}

interface SetUpProps {
  readonly secret: Secret;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function SetUp({ secret, onClose, onDone }: SetUpProps) {
  const control = useContext(SessionControlContext);
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState<string>();
  const set = useChange({
    method: 'PUT',
    path: 'session/authenticator',
    done: (next) => {
      onDone();
      onClose();
      control?.setSession(next);
    },
  });
  const submit = () => {
    setMissing(code.length === 6 ? undefined : '6けたの数字を入力してください。');
    if (code.length === 6) set.mutate({ code });
  };
  const wrong = errorAt(set.error, 'code');
  return (
    <Dialog
      title="認証アプリの設定"
      open
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" busy={set.isPending} onClick={submit}>
            設定する
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      {wrong === undefined && <ProblemNotice error={set.error} />}
      <AppSteps secret={secret} />
      <CodeField value={code} onValue={setCode} error={missing ?? wrong} />
    </Dialog>
  );
}
