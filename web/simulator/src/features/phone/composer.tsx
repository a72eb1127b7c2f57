/** The line to type in. */

import type { Ref } from 'preact';
import { useId, useImperativeHandle, useRef, useState } from 'preact/hooks';

export interface ComposerHandle {
  /** Puts text into the line and the cursor behind it. */
  fill: (text: string) => void;
}

interface Props {
  /** Receives the handle. */
  handle: Ref<ComposerHandle>;
  name: string;
  /** Nothing can be sent now. */
  closed: boolean;
  /** Resolves to true once the text was accepted; only then is the line emptied. */
  onSend: (text: string) => Promise<boolean>;
}

export function Composer({ handle, name, closed, onSend }: Props) {
  const [text, setText] = useState('');
  const input = useRef<HTMLTextAreaElement>(null);
  const sending = useRef(false);
  const id = useId();
  useImperativeHandle(handle, () => ({
    fill: (filled) => {
      setText(filled);
      input.current?.focus();
    },
  }));

  const send = async () => {
    if (closed || sending.current || text.trim() === '') return;
    sending.current = true;
    if (await onSend(text)) setText('');
    sending.current = false;
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="visually-hidden" for={id}>
        {name}さんのメッセージ
      </label>
      <textarea
        id={id}
        ref={input}
        rows={1}
        placeholder={closed ? '今は送れません' : 'メッセージを入力'}
        value={text}
        readOnly={closed}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <button type="submit" class="button button-strong" aria-disabled={closed || text.trim() === ''}>
        送信
      </button>
    </form>
  );
}
