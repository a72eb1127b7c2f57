/** Saved groups over the wire. */

import type { Use } from '../../shared/ui/used_by.tsx';
import type { Condition } from '../audience/condition.ts';

export interface Segment {
  readonly id: string;
  readonly name: string;
  /** A department's id, or words of the city's own. */
  readonly department: string;
  readonly condition: Condition;
  /** The condition as a sentence. */
  readonly description: string;
  /** Why it cannot be used any more; null while it can. */
  readonly broken: string | null;
  readonly used_by: readonly Use[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly version: number;
}

export interface Segments {
  readonly segments: readonly Segment[];
}

/** What stands for no department in particular. */
export const WHOLE_CITY = '全庁';
