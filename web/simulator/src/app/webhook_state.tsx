/** What became of the last webhook, so that a city that does not answer is noticed. */

import { useEffect, useState } from 'preact/hooks';
import type { Change, Live } from '../shared/live.ts';

export function WebhookState({ live }: { live: Live }) {
  const [last, setLast] = useState<Change | null>(null);
  useEffect(() => live.listen((change) => change.type === 'webhook' && setLast(change)), [live]);
  return (
    <p class={`webhook ${last === null || succeeded(last) ? '' : 'webhook-failed'}`} role="status">
      {last && sentence(last)}
    </p>
  );
}

const succeeded = ({ status }: Change) => typeof status === 'number' && status >= 200 && status < 300;

/** The webhook's outcome in one phrase. */
export function sentence(webhook: Change): string {
  const event = webhook.eventType ? `（${webhook.eventType}）` : '';
  if (succeeded(webhook)) return `Webhook${event}：成功 ${webhook.status}`;
  return `Webhook${event}：失敗 ${webhook.status ?? webhook.reason ?? '応答なし'}`;
}
