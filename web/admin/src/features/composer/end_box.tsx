/** Below the bubbles, closed until somebody wants it or an error is in it: quick replies and the sender. */

import { useState } from 'react';
import { later } from '../../shared/ui/later.tsx';
import type { Props } from './end_fields.tsx';
import { inFieldWords } from './field_words.ts';

const EndFields = later(async () => (await import('./end_fields.tsx')).EndFields);

/** `blanks`: those of the errors that are only empty yet, and are led to, but not red. */
export function EndBox({ blanks, ...props }: Props & { readonly blanks: Props['errors'] }) {
  const [isOpen, setOpen] = useState(false);
  const shown = props.errors.filter((error) => !blanks.includes(error));
  const isWrong = props.errors.some(({ path }) => /\.(quickReply|sender)\b/.test(path));
  const last = props.messages.length - 1;
  const text = props.messages[last];
  if (text === undefined) return null;
  return (
    <details
      className="rounded-12 border border-solid-gray-420 bg-white px-4"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="min-h-11 cursor-pointer py-2 font-bold">クイックリプライ・送信者名</summary>
      {(isOpen || isWrong) && (
        <EndFields {...props} errors={inFieldWords(shown, text, `messages[${last}]`)} />
      )}
    </details>
  );
}
