/** The first step: login and password. */

import { useState } from 'react';
import { post } from '../../shared/api/http.ts';
import { errorAt, Problem } from '../../shared/api/problem.ts';
import type { Session } from '../../shared/api/types.ts';
import { Button } from '../../shared/ui/button.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { SignInForm } from './sign_in_form.tsx';
import { useStep } from './use_step.ts';

interface Props {
  readonly onSession: (session: Session) => void;
  /** Whose session ended; then it cannot be somebody else. */
  readonly login?: string | undefined;
}

export function PasswordForm({ onSession, login: known }: Props) {
  const [login, setLogin] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<{ login?: string; password?: string }>({});
  const { error, isBusy, run } = useStep(onSession);
  const submit = () => {
    const found = {
      ...(login.trim() === '' && { login: 'ログインIDを入力してください。' }),
      ...(password === '' && { password: 'パスワードを入力してください。' }),
    };
    setMissing(found);
    if (Object.keys(found).length === 0) run(() => post('session', { login: login.trim(), password }));
  };
  const isWrong = error instanceof Problem && error.status === 401;
  return (
    <SignInForm
      onSubmit={submit}
      error={isWrong ? undefined : error}
      alert={isWrong ? error.message : undefined}
    >
      <TextField
        label="ログインID"
        required
        value={login}
        onValue={setLogin}
        readOnly={known !== undefined}
        name="username"
        autoComplete="username"
        error={missing.login ?? errorAt(error, 'login')}
      />
      <TextField
        label="パスワード"
        required
        type="password"
        value={password}
        onValue={setPassword}
        name="password"
        autoComplete="current-password"
        error={missing.password ?? errorAt(error, 'password')}
      />
      <Button kind="primary" size="lg" type="submit" busy={isBusy} onClick={() => undefined}>
        次へ
      </Button>
    </SignInForm>
  );
}
