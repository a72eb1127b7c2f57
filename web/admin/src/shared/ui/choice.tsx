/** Check boxes and radio buttons, with the whole line as the target. */

import { type ReactNode, useId } from 'react';
import { type Choice, FieldErrorText, Required } from './field.tsx';

interface CheckboxProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
  readonly hint?: ReactNode;
  /** Why it cannot be changed now. */
  readonly reason?: string | undefined;
}

export function Checkbox({ label, checked, onChecked, hint, reason }: CheckboxProps) {
  const id = useId();
  const note = reason ?? hint;
  return (
    <div>
      <label className="flex min-h-11 items-start gap-3 py-2 cursor-pointer">
        <input
          type="checkbox"
          className="mt-0.5 size-6 shrink-0 accent-key-900"
          checked={checked}
          aria-disabled={reason !== undefined || undefined}
          aria-describedby={note ? id : undefined}
          onChange={(event) => reason === undefined && onChecked(event.target.checked)}
        />
        <span>{label}</span>
      </label>
      {note && (
        <p id={id} className="ml-9 text-sm text-solid-gray-700">
          {note}
        </p>
      )}
    </div>
  );
}

interface RadiosProps {
  readonly label: ReactNode;
  readonly choices: readonly (Choice & { readonly hint?: string })[];
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly inline?: boolean;
}

export function Radios({
  label,
  choices,
  value,
  onValue,
  hint,
  error,
  required = false,
  inline = false,
}: RadiosProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <fieldset aria-describedby={described || undefined} aria-invalid={error ? true : undefined}>
      <legend className="font-bold">
        {label}
        {required && <Required />}
      </legend>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-solid-gray-700">
          {hint}
        </p>
      )}
      <FieldErrorText id={`${id}-error`} error={error} />
      <div className={inline ? 'flex flex-wrap gap-x-6' : ''}>
        {choices.map((choice) => (
          <label key={choice.value} className="flex min-h-11 items-start gap-3 py-2 cursor-pointer">
            <input
              type="radio"
              name={id}
              className="mt-0.5 size-6 shrink-0 accent-key-900"
              checked={value === choice.value}
              onChange={() => onValue(choice.value)}
            />
            <span>
              {choice.label}
              {choice.hint && <span className="block text-sm text-solid-gray-700">{choice.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
