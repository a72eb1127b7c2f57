/** Buttons that stay reachable when they cannot be pressed, keep the focus as they become so, and then say why. */

import { type ButtonHTMLAttributes, type ReactNode, useId } from 'react';

export type ButtonKind = 'primary' | 'secondary' | 'text' | 'danger' | 'test';

const LOOKS: Record<ButtonKind, string> = {
  primary: 'bg-key-900 border-key-900 text-white hover:bg-key-1000',
  secondary: 'bg-white border-key-900 text-key-900 hover:bg-key-50',
  text: 'bg-transparent border-transparent text-key-900 underline underline-offset-3 hover:bg-key-50',
  danger: 'bg-error-2 border-error-2 text-white hover:bg-red-1000',
  // A test delivery never looks like a real one.
  test: 'bg-white border-purple-900 text-purple-900 hover:bg-purple-50',
};
const OFF = 'bg-solid-gray-50 border-solid-gray-536 text-solid-gray-700 cursor-not-allowed';
const SIZES = {
  lg: 'min-h-14 px-6 py-2 text-lg',
  md: 'min-h-12 px-5 py-2',
  // Smaller to the eye; the finger still has 44 px.
  sm: "min-h-9 px-3 py-1 text-sm relative after:absolute after:-inset-1 after:content-['']",
};

/** The same look for a link that leads to another screen. */
export const buttonLook = (
  kind: ButtonKind = 'secondary',
  size: keyof typeof SIZES = 'md',
  off = false,
): string =>
  `inline-flex items-center justify-center gap-2 rounded-8 border font-bold cursor-pointer ${SIZES[size]} ${off ? OFF : LOOKS[kind]}`;

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  readonly kind?: ButtonKind;
  readonly size?: keyof typeof SIZES;
  /** Why it cannot be pressed now; shown beside it and read with it. */
  readonly reason?: string | undefined;
  /** The reason is read but not shown: where the eye sees why. */
  readonly quiet?: boolean;
  /** Ctrl+S presses it. */
  readonly saves?: boolean;
  /** Its work is under way: pressing again does nothing. */
  readonly busy?: boolean;
  readonly children: ReactNode;
}

export function Button({
  kind,
  size,
  reason,
  quiet = false,
  saves = false,
  busy = false,
  onClick,
  children,
  type = 'button',
  className = '',
  ...rest
}: Props) {
  const id = useId();
  const off = reason !== undefined || busy;
  const described = [reason && id, rest['aria-describedby']].filter(Boolean).join(' ');
  const button = (
    <button
      {...rest}
      type={type}
      data-saves={saves || undefined}
      aria-keyshortcuts={saves ? 'Control+S' : undefined}
      className={`${buttonLook(kind, size, reason !== undefined)} ${className}`}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      aria-describedby={described || undefined}
      onClick={(event) => (off ? event.preventDefault() : onClick?.(event))}
    >
      {children}
      {busy && <span aria-hidden="true">…</span>}
    </button>
  );
  // Always in the same place of the page, so that a reason that comes or goes does not take the focus away.
  return (
    <span className={reason && !quiet ? 'inline-flex flex-col items-start gap-1' : 'contents'}>
      {button}
      {reason && (
        <span id={id} className={quiet ? 'sr-only' : 'text-sm text-solid-gray-700'}>
          {reason}
        </span>
      )}
    </span>
  );
}
