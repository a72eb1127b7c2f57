/** Setting up the second factor: with an authenticator app (QR code or typed secret), or with a passkey. */

import { useState } from 'react';
import { post, put } from '../../shared/api/http.ts';
import { errorAt, Problem } from '../../shared/api/problem.ts';
import type { Factor, Session } from '../../shared/api/types.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppSteps, type Secret } from './app_steps.tsx';
import { CodeField } from './code_field.tsx';
import { makePasskey, reasonNotPasskeys } from './passkey.ts';
import { SignInForm } from './sign_in_form.tsx';
import { useStep } from './use_step.ts';

interface Props {
  readonly methods: readonly Factor[];
  readonly passkeyHost: string | null;
  readonly onSession: (session: Session) => void;
}

export function Enroll({ methods, passkeyHost, onSession }: Props) {
  const reasonNot = reasonNotPasskeys(passkeyHost);
  const [secret, setSecret] = useState<Secret>();
  const { error, isBusy, run } = useStep(onSession);
  const [failure, setFailure] = useState<unknown>();
  if (secret) return <EnrollCode secret={secret} onSession={onSession} />;
  const begin = () => post('session/enroll/totp').then(setSecret, setFailure);
  const withPasskey = () =>
    run(async () => {
      const { publicKey } = await post('session/enroll/passkey/options');
      const credential = await makePasskey(publicKey);
      return put('session/enroll/passkey', { credential, name: 'このコンピューター' });
    });
  return (
    <SignInForm onSubmit={() => undefined} error={error ?? failure}>
      <p>
        パスワードだけでは、盗まれたときに防げません。2つ目の確認方法を、いま1回だけ設定します。次からのログインで使います。
      </p>
      {methods.includes('totp') && (
        <Button kind="primary" size="lg" onClick={begin}>
          認証アプリを設定する
        </Button>
      )}
      {methods.includes('passkey') && reasonNot === undefined && (
        <Button size="lg" busy={isBusy} onClick={withPasskey}>
          パスキーを設定する（指紋・顔・PIN）
        </Button>
      )}
      {reasonNot && <p className="text-sm">{reasonNot}</p>}
    </SignInForm>
  );
}

function EnrollCode({ secret, onSession }: { secret: Secret; onSession: (session: Session) => void }) {
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState<string>();
  const { error, isBusy, run } = useStep(onSession);
  const submit = () => {
    setMissing(code.length === 6 ? undefined : '6けたの数字を入力してください。');
    if (code.length === 6) run(() => put('session/enroll/totp', { code }));
  };
  const isWrong = error instanceof Problem && error.status === 401;
  return (
    <SignInForm
      onSubmit={submit}
      error={isWrong ? undefined : error}
      alert={isWrong ? error.message : undefined}
    >
      <AppSteps secret={secret} />
      <CodeField value={code} onValue={setCode} error={missing ?? errorAt(error, 'code')} />
      <Button kind="primary" size="lg" type="submit" busy={isBusy}>
        設定して始める
      </Button>
    </SignInForm>
  );
}
