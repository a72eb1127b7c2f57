/** A draft that was handed over for approval. */

import type { Draft } from '../../shared/api/types.ts';

/** A second person is asked, or has agreed; whatever is changed then makes that void. */
export const isHandedOver = ({ state }: Draft): boolean =>
  state === 'approval_requested' || state === 'approved';

export const VOIDS = '直すと承認はやり直しになります';
