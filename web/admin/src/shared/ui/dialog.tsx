/**
 * A dialog on `<dialog>`: the focus goes to its heading, Escape closes it, and comes back to where it was. One that has to
 * be answered stays: Chromium lets nobody refuse the second Escape in a row, so what it closed is shown again.
 */

import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

interface Props {
  readonly title: ReactNode;
  readonly open: boolean;
  /** Asked for by Escape; leave out where the dialog has to be answered. */
  readonly onClose?: (() => void) | undefined;
  readonly children: ReactNode;
  /** The buttons. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  /** A form: once something was typed, Escape asks before it is lost. */
  readonly form?: boolean;
}

export function Dialog({ open, ...rest }: Props) {
  return open ? <OpenDialog {...rest} /> : null;
}

function OpenDialog({ title, onClose, children, footer, wide = false, form = false }: Omit<Props, 'open'>) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const isTyped = useRef(false);
  const [isAsking, setAsking] = useState(false);
  const leave = () => {
    if (!form || !isTyped.current) return onClose?.();
    setAsking(true);
    heading.current?.focus();
  };
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
        leave();
      }}
      onInput={() => {
        isTyped.current = true;
      }}
      onClose={({ currentTarget: closed }) => {
        if (!closed.isConnected || closed.open) return;
        closed.showModal();
        heading.current?.focus();
        leave();
      }}
    >
      <h2 ref={heading} id={id} tabIndex={-1} className="text-std-22B-150">
        {title}
      </h2>
      {isAsking && <Unsaved onStay={() => setAsking(false)} onGo={onClose} />}
      <div className="mt-4 flex flex-col gap-4">{children}</div>
      {footer && <div className="mt-6 flex flex-wrap gap-3">{footer}</div>}
    </dialog>
  );
}

function Unsaved({ onStay, onGo }: { onStay: () => void; onGo: (() => void) | undefined }) {
  return (
    <div className="mt-4">
      <Notice kind="warning" title="保存していない変更があります" live>
        <p>閉じると、入力した内容は消えます。</p>
        <div className="flex flex-wrap gap-3">
          <Button size="sm" onClick={onStay}>
            入力に戻る
          </Button>
          <Button size="sm" onClick={onGo}>
            保存しないで閉じる
          </Button>
        </div>
      </Notice>
    </div>
  );
}
