/** Saved groups over the wire. */

import type { Wire } from '../../shared/api/wire.ts';

export type Segment = Wire<'SegmentAnswer'>;
export type LastUse = Wire<'LastUseAnswer'>;

/** What stands for no department in particular. */
export const WHOLE_CITY = '全庁';
