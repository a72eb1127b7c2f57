/** The citizens' form over the phone's screen, as LINE opens it: title, close button, Escape. */

import { useEffect, useId, useRef } from 'preact/hooks';
import { mintIdToken } from '../../shared/api/form.ts';
import type { User } from '../../shared/api/users.ts';
import { answer } from './protocol.ts';

interface Props {
  user: User;
  url: string;
  onClose: () => void;
}

/** Takes the focus when it opens; the talk below cannot be reached meanwhile. */
export function FormFrame({ user: { userId, displayName }, url, onClose }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    const hear = (message: MessageEvent) =>
      void answer(message, {
        frame: frame.current?.contentWindow ?? null,
        url,
        mint: () => mintIdToken(userId),
        close: onClose,
      });
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [userId, url, onClose]);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div
      class="form-frame"
      role="dialog"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="form-frame-top">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {displayName}さんのフォーム
        </h2>
        <button type="button" class="button" onClick={onClose}>
          フォームを閉じる
        </button>
      </div>
      <iframe
        ref={frame}
        src={url}
        title="登録フォーム"
        sandbox="allow-scripts allow-same-origin allow-forms allow-popups"
        referrerpolicy="no-referrer"
      />
    </div>
  );
}
