/** Where somebody sets the first password: by an invitation, or as the first administrator of the city. */

import { useState } from 'react';
import { post } from '../../shared/api/http.ts';
import { errorAt, Problem } from '../../shared/api/problem.ts';
import type { Session } from '../../shared/api/types.ts';
import { Button } from '../../shared/ui/button.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { SignInForm } from './sign_in_form.tsx';
import { useStep } from './use_step.ts';

export const SHORTEST_PASSWORD = 12;

interface Props {
  /** `first`: the first administrator, who names themselves. */
  readonly way: 'invitation' | 'first';
  readonly onSession: (session: Session) => void;
}

const EMPTY = { code: '', login: '', name: '', password: '', again: '' };
type Values = typeof EMPTY;

function faultsOf(values: Values, way: Props['way']): Partial<Values> {
  const faults: Partial<Values> = {};
  if (values.code.trim() === '')
    faults.code = way === 'first' ? '初期設定コードを入力してください。' : '招待コードを入力してください。';
  if (values.login.trim() === '') faults.login = 'ログインIDを入力してください。';
  if (way === 'first' && values.name.trim() === '') faults.name = '氏名を入力してください。';
  if (values.password.length < SHORTEST_PASSWORD)
    faults.password = `パスワードは${SHORTEST_PASSWORD}文字以上にしてください（いま${values.password.length}文字）。`;
  else if (values.password !== values.again) faults.again = '上のパスワードと同じものを入力してください。';
  return faults;
}

export function NewPassword({ way, onSession }: Props) {
  const [values, setValues] = useState(EMPTY);
  const [faults, setFaults] = useState<Partial<Values>>({});
  const { error, isBusy, run } = useStep(onSession);
  const submit = () => {
    const found = faultsOf(values, way);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const { code, login, name, password } = values;
    const body = { code: code.trim(), login: login.trim(), password };
    run(() => post(`session/${way}`, way === 'first' ? { ...body, name: name.trim() } : body));
  };
  const field = (name: keyof Values) => ({
    required: true,
    value: values[name],
    onValue: (value: string) => setValues({ ...values, [name]: value }),
    error: faults[name] ?? errorAt(error, name),
  });
  const isWrong = error instanceof Problem && error.status === 401;
  return (
    <SignInForm
      onSubmit={submit}
      error={isWrong ? undefined : error}
      alert={isWrong ? error.message : undefined}
    >
      <TextField
        label={way === 'first' ? '初期設定コード' : '招待コード'}
        hint={
          way === 'first'
            ? 'システムを導入した担当者に伝えられた、1回だけ使えるコードです。'
            : '管理者から受け取った、1回だけ使えるコードです。'
        }
        autoComplete="off"
        {...field('code')}
      />
      <TextField label="ログインID" name="username" autoComplete="username" {...field('login')} />
      {way === 'first' && <TextField label="氏名" name="name" autoComplete="name" {...field('name')} />}
      <TextField
        label="新しいパスワード"
        hint={`${SHORTEST_PASSWORD}文字以上。長いほど安全で、記号はなくてもかまいません。`}
        type="password"
        name="new-password"
        autoComplete="new-password"
        {...field('password')}
      />
      <TextField
        label="新しいパスワード（確認）"
        type="password"
        autoComplete="new-password"
        {...field('again')}
      />
      <Button kind="primary" size="lg" type="submit" busy={isBusy}>
        パスワードを決めて進む
      </Button>
    </SignInForm>
  );
}
