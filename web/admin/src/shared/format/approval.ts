/** How a request for approval stands, in the words of every screen that says it. */

import type { DraftSummary } from '../api/types.ts';

/** Asked, or agreed to, too long ago: it has to be asked anew. */
export const isExpired = ({ state, approval }: Pick<DraftSummary, 'state' | 'approval'>): boolean =>
  approval?.state === 'expired' && (state === 'approval_requested' || state === 'approved');
