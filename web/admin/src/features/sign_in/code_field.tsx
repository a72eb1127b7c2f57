/** Six digits of an authenticator app: pasted, typed, or filled in by the browser. Full-width digits and spaces pass. */

import { TextField } from '../../shared/ui/field.tsx';

export const cleanCode = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[^0-9]/g, '')
    .slice(0, 6);

interface Props {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly error?: string | undefined;
}

export function CodeField({ value, onValue, error }: Props) {
  return (
    <TextField
      label="認証コード（6けたの数字）"
      hint="スマートフォンの認証アプリに表示されている数字です。貼り付けもできます。"
      required
      error={error}
      value={value}
      onValue={(text) => onValue(cleanCode(text))}
      inputMode="numeric"
      autoComplete="one-time-code"
      name="code"
      className="max-w-48 text-std-22B-150 tracking-widest"
    />
  );
}
