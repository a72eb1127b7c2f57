/** The quick replies of the last message, as long as nobody has answered. */

import { type Action, renderQuickReply } from '@kairan/preview';
import { useRef } from 'preact/hooks';
import type { TalkEntry } from '../../shared/api/talk.ts';
import { PreviewNode } from './preview_node.tsx';

export function QuickReplies({
  entries,
  onAction,
}: {
  entries: TalkEntry[];
  onAction: (action: Action) => void;
}) {
  const latest = useRef(onAction);
  latest.current = onAction;
  const message = offered(entries);
  if (message === undefined) return null;
  return (
    <PreviewNode
      class="quick-replies"
      inputs={[JSON.stringify(message)]}
      draw={() => renderQuickReply(message, { onAction: (action) => latest.current(action) })}
    />
  );
}

/** The message whose quick replies are on offer: the account's very last one, not yet used. */
export function offered(entries: TalkEntry[]): unknown {
  const last = entries.at(-1);
  return last?.from === 'account' && last.quickReplyUsed !== true ? last.messages.at(-1) : undefined;
}
