/** How a request for approval stands, in the words of every screen that says it. */

import type { Approval, DraftSummary, Start } from '../api/types.ts';
import { moment, momentAway } from './jst.ts';

/** Asked, or agreed to, too long ago: it has to be asked anew. */
export const isExpired = ({ state, approval }: Pick<DraftSummary, 'state' | 'approval'>): boolean =>
  approval?.state === 'expired' && (state === 'approval_requested' || state === 'approved');

/** Until when an answer counts: at the latest, what is reserved has started. */
export const deadline = (start: Start, { expires_at }: Approval): string =>
  start.kind === 'at' && Date.parse(start.at) <= Date.parse(expires_at)
    ? `期限は配信の予定（${moment(start.at)}）まで`
    : `期限は${momentAway(expires_at)}`;
