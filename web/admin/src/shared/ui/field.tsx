/** Form fields: label, 「※必須」, hint and 「＊」 error above the field and tied to it. */

import { type ComponentProps, type ReactNode, useId } from 'react';

export interface Bound {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-required': true | undefined;
}

interface Common {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly required?: boolean;
}

export function Required() {
  return <span className="ml-2 text-sm font-normal text-error-2">※必須</span>;
}

export function FieldErrorText({ id, error }: { id: string; error: string | undefined }) {
  return (
    <p id={id} className="text-error-2 font-bold empty:hidden">
      {error && `＊${error.replace(/^＊/, '')}`}
    </p>
  );
}

/** Any control: `children` gets what it has to carry. */
export function Field({
  label,
  hint,
  error,
  required = false,
  children,
}: Common & { children: (bound: Bound) => ReactNode }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="font-bold">
        {label}
        {required && <Required />}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-solid-gray-700">
          {hint}
        </p>
      )}
      <FieldErrorText id={`${id}-error`} error={error} />
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': required || undefined,
      })}
    </div>
  );
}

type Native<T extends 'input' | 'textarea' | 'select'> = Omit<
  ComponentProps<T>,
  'onChange' | 'value' | 'required' | 'id'
>;
interface Valued {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** What Word calls a line break within a paragraph is one here too; no other control character can be seen or sent. */
const plain = (text: string): string =>
  text
    .replace(/\r\n?|[\v\u0085\u2028\u2029]/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');

export function TextField({
  label,
  hint,
  error,
  required = false,
  value,
  onValue,
  className = '',
  ...rest
}: Common & Valued & Native<'input'>) {
  return (
    <Field label={label} hint={hint} error={error} required={required}>
      {(bound) => (
        <input
          {...rest}
          {...bound}
          className={`box ${className}`}
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}

/** `exact`: what is typed is a program's text, of which no character is changed. */
export function TextArea({
  label,
  hint,
  error,
  required = false,
  exact = false,
  value,
  onValue,
  className = '',
  ...rest
}: Common & Valued & Native<'textarea'> & { readonly exact?: boolean }) {
  return (
    <Field label={label} hint={hint} error={error} required={required}>
      {(bound) => (
        <textarea
          rows={4}
          {...rest}
          {...bound}
          className={`box ${className}`}
          value={value}
          onChange={(event) => onValue(exact ? event.target.value : plain(event.target.value))}
        />
      )}
    </Field>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function Select({
  label,
  hint,
  error,
  required = false,
  value,
  onValue,
  choices,
  className = '',
  ...rest
}: Common & Valued & Native<'select'> & { choices: readonly Choice[] }) {
  return (
    <Field label={label} hint={hint} error={error} required={required}>
      {(bound) => (
        <select
          {...rest}
          {...bound}
          className={`box ${className}`}
          value={value}
          onChange={(event) => onValue(event.target.value)}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
