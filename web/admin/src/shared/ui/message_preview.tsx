/** Messages as they look in a talk, drawn by the same renderer as the simulator's phones. Inert: taps do nothing. */

import { renderMessage, renderQuickReply } from '@kairan/preview';
import '@kairan/preview/preview.css';
import { useLayoutEffect, useRef } from 'react';

export interface Phone {
  readonly letters: 'normal' | 'large';
  readonly screen: 'normal' | 'long';
}

interface Props {
  readonly messages: readonly string[];
  readonly label?: string;
  /** In a phone's frame that shows as much at once as its screen does; without it everything is shown. */
  readonly phone?: Phone;
}

/** `messages` are JSON texts; what is no JSON yet is drawn as a notice that says so. */
export function MessagePreview({ messages, label = '配信する内容', phone }: Props) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const bubbles = messages.map(parsed);
    // LINE shows the quick replies of the last bubble only.
    const chips = renderQuickReply(bubbles.at(-1));
    host.current?.replaceChildren(
      ...bubbles.map((bubble) => renderMessage(bubble)),
      ...(chips ? [chips] : []),
    );
  }, [messages]);
  return (
    <figure>
      {/* LINE's own colours do not reach the contrast that the console keeps, so axe does not judge them. */}
      <div data-preview className={phone ? `phone phone-${phone.screen}` : 'max-w-sm'}>
        <div
          ref={host}
          className={`flex flex-col gap-3 bg-[#8cabd8] p-4 ${phone ? 'min-h-full' : 'rounded-12'} ${phone?.letters === 'large' ? 'preview-large' : ''}`}
        />
      </div>
      <figcaption className="mt-1 text-sm text-solid-gray-700">
        {label}（実際の表示は端末により異なります）
      </figcaption>
    </figure>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
