/** The second step: a code of the authenticator app, or a passkey. */

import { useState } from 'react';
import { post } from '../../shared/api/http.ts';
import { errorAt, Problem } from '../../shared/api/problem.ts';
import type { Factor, Session } from '../../shared/api/types.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { Button } from '../../shared/ui/button.tsx';
import { CodeField } from './code_field.tsx';
import { reasonNotPasskeys, showPasskey } from './passkey.ts';
import { SignInForm } from './sign_in_form.tsx';
import { useStep } from './use_step.ts';

interface Props {
  readonly methods: readonly Factor[];
  readonly passkeyHost: string | null;
  readonly onSession: (session: Session) => void;
  /** Where the proof goes: signing in, or showing it again. */
  readonly showCode: (code: string) => Promise<Session>;
  readonly showCredential: (credential: Wire<'ShownPasskey'>) => Promise<Session>;
  readonly submitLabel: string;
}

export function SecondFactor(props: Props) {
  const { methods, passkeyHost, onSession, showCode, showCredential, submitLabel } = props;
  const reasonNot = reasonNotPasskeys(passkeyHost);
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState<string>();
  const { error, isBusy, run } = useStep(onSession);
  const submit = () => {
    setMissing(code.length === 6 ? undefined : '6けたの数字を入力してください。');
    if (code.length === 6) run(() => showCode(code));
  };
  const withPasskey = () =>
    run(async () => {
      const { publicKey } = await post('session/passkey/options');
      return showCredential(await showPasskey(publicKey));
    });
  const isWrong = error instanceof Problem && error.status === 401;
  return (
    <SignInForm
      onSubmit={submit}
      error={isWrong ? undefined : error}
      alert={isWrong ? error.message : undefined}
    >
      {methods.includes('passkey') && reasonNot && <p className="text-sm">{reasonNot}</p>}
      {methods.includes('passkey') && !reasonNot && (
        <Button
          kind={methods.includes('totp') ? 'secondary' : 'primary'}
          size="lg"
          busy={isBusy}
          onClick={withPasskey}
        >
          パスキーで確認する
        </Button>
      )}
      {methods.includes('totp') && (
        <>
          <CodeField value={code} onValue={setCode} error={missing ?? errorAt(error, 'code')} />
          <Button kind="primary" size="lg" type="submit" busy={isBusy}>
            {submitLabel}
          </Button>
        </>
      )}
    </SignInForm>
  );
}

/** The proofs as signing in takes them. */
export const signInProofs = {
  showCode: (code: string) => post('session/totp', { code }),
  showCredential: (credential: Wire<'ShownPasskey'>) => post('session/passkey', { credential }),
};

/** The same proofs, shown again before something grave. */
export const stepUpProofs = {
  showCode: (code: string) => post('session/step-up', { code }),
  showCredential: (credential: Wire<'ShownPasskey'>) => post('session/step-up', { credential }),
};
