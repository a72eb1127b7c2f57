/** The state of a delivery as a badge. */

import type { DeliveryStatus, DraftState } from '../../shared/api/types.ts';
import { DELIVERY_STATUS_NAMES, DRAFT_STATE_NAMES } from '../../shared/format/names.ts';
import { StatusBadge, type Tone } from '../../shared/ui/status.tsx';

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
  readonly test?: boolean;
  readonly awaits_decision?: boolean;
}

export function DeliveryBadge({ status, emergency = false, test = false, awaits_decision = false }: Marked) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      <StatusBadge tone={TONES[status]}>{DELIVERY_STATUS_NAMES[status]}</StatusBadge>
      {awaits_decision && <StatusBadge tone="orange">要判断</StatusBadge>}
      {emergency && <StatusBadge tone="red">緊急</StatusBadge>}
      {test && <StatusBadge tone="purple">テスト</StatusBadge>}
    </span>
  );
}

export function DraftBadge({ state }: { state: DraftState }) {
  return <StatusBadge tone={DRAFT_TONES[state]}>{DRAFT_STATE_NAMES[state]}</StatusBadge>;
}
