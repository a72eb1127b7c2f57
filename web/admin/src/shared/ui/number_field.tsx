/** A whole number: what is typed stays as it is typed, and what is no number within the bounds never becomes one. */

import { type ReactNode, useState } from 'react';
import { number } from '../format/words.ts';
import { TextField } from './field.tsx';

interface Props {
  readonly label: string;
  /** Its bounds are added. */
  readonly hint?: ReactNode;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** NaN while what is typed does not count. */
  readonly value: number;
  readonly onValue: (value: number) => void;
}

/** NaN where it is no whole number within the bounds. */
export function wholeIn(text: string, min: number, max: number): number {
  const plain = text.normalize('NFKC').replaceAll(/[,\s]/g, '');
  const value = /^\d+$/.test(plain) ? Number(plain) : Number.NaN;
  return value >= min && value <= max ? value : Number.NaN;
}

export function NumberField({ label, hint, unit, min, max, value, onValue }: Props) {
  const [typed, setTyped] = useState(String(value));
  // Somebody else's value, or the one that stands, has taken the place of what was typed.
  const isOther = !Number.isNaN(value) && wholeIn(typed, min, max) !== value;
  const shown = isOther ? String(value) : typed;
  const bounds = `${number(min)}〜${number(max)}${unit}`;
  return (
    <TextField
      label={label}
      required
      hint={
        <>
          {bounds}。{hint}
        </>
      }
      inputMode="numeric"
      error={Number.isNaN(wholeIn(shown, min, max)) ? `${bounds}の数字を入力してください。` : undefined}
      value={shown}
      onValue={(text) => {
        setTyped(text);
        onValue(wholeIn(text, min, max));
      }}
    />
  );
}
