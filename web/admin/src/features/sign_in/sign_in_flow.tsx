/** From nobody to signed in, step by step, wherever it is shown: as a screen, or as a dialog over a kept page. */

import { useState } from 'react';
import type { Session, SignedIn } from '../../shared/api/types.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Enroll } from './enroll.tsx';
import { NewPassword } from './new_password.tsx';
import { PasswordForm } from './password_form.tsx';
import { SecondFactor, signInProofs } from './second_factor.tsx';

type Unfinished = Exclude<Session, SignedIn>;

interface Props {
  readonly session: Unfinished;
  readonly onSession: (session: Session) => void;
  readonly login?: string | undefined;
  /** Draws the heading of a step. */
  readonly heading: (text: string) => React.ReactNode;
}

export function SignInFlow({ session, onSession, login, heading }: Props) {
  switch (session.state) {
    case 'anonymous':
      return <Beginning session={session} onSession={onSession} login={login} heading={heading} />;
    case 'second_factor':
      return (
        <>
          {heading('2つ目の確認')}
          <SecondFactor
            methods={session.methods}
            passkeyHost={session.passkey_host}
            onSession={onSession}
            submitLabel="ログイン"
            {...signInProofs}
          />
        </>
      );
    case 'enroll':
      return (
        <>
          {heading('2つ目の確認方法の設定')}
          <Enroll methods={session.methods} passkeyHost={session.passkey_host} onSession={onSession} />
        </>
      );
    default:
      return session satisfies never;
  }
}

function Beginning({ session, onSession, login, heading }: Props) {
  const isFirst = session.state === 'anonymous' && session.first_administrator === true;
  const [way, setWay] = useState<'password' | 'invitation' | 'first'>(isFirst ? 'first' : 'password');
  if (way === 'password')
    return (
      <>
        {heading('ログイン')}
        <PasswordForm onSession={onSession} login={login} />
        {login === undefined && (
          <div className="mt-6 flex flex-col items-start gap-2 border-t border-solid-gray-420 pt-4">
            <Button kind="text" onClick={() => setWay('invitation')}>
              招待コードを受け取った方（初めて使う・作り直した）
            </Button>
            <p className="text-sm">
              パスワードや認証アプリが使えなくなったときは、管理者に、招待コードを作り直すよう頼んでください。
            </p>
          </div>
        )}
      </>
    );
  return (
    <>
      {heading(way === 'first' ? '最初の管理者の登録' : '招待コードで始める')}
      <NewPassword way={way} onSession={onSession} />
      <div className="mt-6 border-t border-solid-gray-420 pt-4">
        <Button kind="text" onClick={() => setWay('password')}>
          ログインへ戻る
        </Button>
      </div>
    </>
  );
}
