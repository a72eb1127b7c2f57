/** The state of a delivery as a badge. */

import { serverNow } from '../../shared/api/http.ts';
import type { DeliveryStatus, DraftState, DraftSummary } from '../../shared/api/types.ts';
import { isExpired } from '../../shared/format/approval.ts';
import { short } from '../../shared/format/jst.ts';
import { DRAFT_STATE_NAMES, statusName } from '../../shared/format/names.ts';
import { StatusBadge, type Tone } from '../../shared/ui/status.tsx';
import { LONGEST_UNDO_MS } from './delivery_words.ts';

const TONES: Record<DeliveryStatus, Tone> = {
  draft: 'neutral',
  scheduled: 'blue',
  dispatching: 'blue',
  sending: 'blue',
  paused: 'orange',
  held: 'orange',
  cancelled: 'neutral',
  sent: 'green',
};

const DRAFT_TONES: Record<DraftState, Tone> = {
  editing: 'neutral',
  approval_requested: 'orange',
  approved: 'green',
  returned: 'red',
  sent_off: 'blue',
};

interface Marked {
  readonly status: DeliveryStatus;
  readonly emergency?: boolean;
  readonly awaits_decision?: boolean;
  readonly started_at?: string | undefined;
  readonly counts?: { readonly accepted: number; readonly unknown: number };
  /** When it is to begin. */
  readonly at?: string | undefined;
}

export function DeliveryBadge({
  status,
  emergency = false,
  awaits_decision = false,
  started_at,
  counts,
  at,
}: Marked) {
  const isSoon = status === 'scheduled' && at !== undefined && Date.parse(at) - serverNow() < LONGEST_UNDO_MS;
  return (
    <span className="inline-flex flex-wrap gap-1">
      <StatusBadge tone={TONES[status]}>
        {isSoon ? 'まもなく配信' : statusName({ status, started_at })}
      </StatusBadge>
      {status === 'sent' && counts?.accepted === 0 && counts.unknown === 0 && (
        <StatusBadge tone="red">だれにも届いていません</StatusBadge>
      )}
      {awaits_decision && <StatusBadge tone="orange">要判断</StatusBadge>}
      {emergency && <StatusBadge tone="red">緊急</StatusBadge>}
    </span>
  );
}

interface MarkedDraft {
  readonly state: DraftState;
  readonly approval: DraftSummary['approval'];
}

/** A request or an approval that ran out counts no more; until when an open request waits stands beside it. */
export function DraftBadge({ state, approval }: MarkedDraft) {
  if (isExpired({ state, approval }))
    return (
      <>
        <StatusBadge tone="red">承認の期限切れ</StatusBadge>
        <span className="block text-sm">{short(approval?.expires_at ?? '')}まで</span>
      </>
    );
  return (
    <>
      <StatusBadge tone={DRAFT_TONES[state]}>{DRAFT_STATE_NAMES[state]}</StatusBadge>
      {approval?.state === 'requested' && (
        <span className="block text-sm">期限 {short(approval.expires_at)}</span>
      )}
    </>
  );
}
