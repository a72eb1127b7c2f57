/** Saved groups over the wire. */

import type { Wire } from '../../shared/api/wire.ts';
import type { Condition } from '../audience/condition.ts';

export type Segment = Wire<'SegmentAnswer'>;
/** What it asks. The description takes any JSON here. */
export const conditionOf = ({ condition }: Segment): Condition => condition as Condition;

/** Null where it cannot be asked any more. */
export const countable = (segment: Segment): Condition | null =>
  segment.broken ? null : conditionOf(segment);

export type LastUse = Wire<'LastUseAnswer'>;

/** What stands for no department in particular. */
export const WHOLE_CITY = '全庁';
