/** Whether the form is open on a phone, and where it is. */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { getFormUrl } from '../../shared/api/form.ts';
import { clickLink } from '../../shared/api/talk.ts';
import type { UserId } from '../../shared/api/users.ts';

export interface FormState {
  /** The form's address while it is open. */
  url: string | null;
  /** Opens the form by a link of the talk, which counts as a click. */
  open: (uri: string) => Promise<void>;
  close: () => void;
}

export function useForm(userId: UserId, onProblem: (sentence: string) => void): FormState {
  const [url, setUrl] = useState<string | null>(null);
  const opener = useRef<Element | null>(null);
  // The talk is out of reach while the form is open: the focus can go back only after it has been drawn again.
  useEffect(() => {
    if (url === null && opener.current instanceof HTMLElement) opener.current.focus();
  }, [url]);
  const open = async (uri: string) => {
    opener.current = document.activeElement;
    try {
      const [found] = await Promise.all([getFormUrl(), clickLink(userId, uri)]);
      setUrl(found);
      onProblem(found === null ? '登録フォームは、いま動いていません' : '');
    } catch (error) {
      onProblem(error instanceof Error ? error.message : '登録フォームを開けませんでした');
    }
  };
  const close = useCallback(() => setUrl(null), []);
  return { url, open, close };
}
