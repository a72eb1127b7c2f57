/** Messages as they look in a talk, drawn by the same renderer as the simulator's phones. Inert: taps do nothing. */

import { renderMessage } from '@kairan/preview';
import '@kairan/preview/preview.css';
import { useLayoutEffect, useRef } from 'react';

/** `messages` are JSON texts; what is no JSON yet is drawn as a notice that says so. */
export function MessagePreview({
  messages,
  label = '配信する内容',
}: {
  messages: readonly string[];
  label?: string;
}) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    host.current?.replaceChildren(...messages.map((text) => renderMessage(parsed(text))));
  }, [messages]);
  return (
    <figure>
      {/* LINE's own colours do not reach the contrast that the console keeps, so axe does not judge them. */}
      <div ref={host} data-preview className="flex max-w-sm flex-col gap-3 rounded-12 bg-[#8cabd8] p-4" />
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
