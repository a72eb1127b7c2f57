/**
 * A dialog on `<dialog>`: the focus goes to its heading, Escape closes it, and comes back to where it was. One that has to
 * be answered stays: Chromium lets nobody refuse the second Escape in a row, so what it closed is shown again.
 */

import { type ReactNode, useEffect, useId, useRef } from 'react';

interface Props {
  readonly title: ReactNode;
  readonly open: boolean;
  /** Asked for by Escape; leave out where the dialog has to be answered. */
  readonly onClose?: (() => void) | undefined;
  readonly children: ReactNode;
  /** The buttons. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
}

export function Dialog({ open, ...rest }: Props) {
  return open ? <OpenDialog {...rest} /> : null;
}

function OpenDialog({ title, onClose, children, footer, wide = false }: Omit<Props, 'open'>) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    heading.current?.focus();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className={`m-auto w-[calc(100%-2rem)] ${wide ? 'max-w-4xl' : 'max-w-xl'} max-h-[calc(100dvh-2rem)] overflow-y-auto rounded-12 border border-solid-gray-600 p-6 text-solid-gray-900`}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClose={({ currentTarget: closed }) => {
        if (!closed.isConnected || closed.open) return;
        closed.showModal();
        heading.current?.focus();
        onClose?.();
      }}
    >
      <h2 ref={heading} id={id} tabIndex={-1} className="text-std-22B-150">
        {title}
      </h2>
      <div className="mt-4 flex flex-col gap-4">{children}</div>
      {footer && <div className="mt-6 flex flex-wrap gap-3">{footer}</div>}
    </dialog>
  );
}
