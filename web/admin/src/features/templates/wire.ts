/** Templates over the wire, as a list shows them. */

import type { Named } from '../../shared/api/types.ts';

export interface Template {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly department: string | null;
  /** The first words that it says; empty where it has none. */
  readonly beginning: string;
  readonly bubbles: number;
  readonly updated_by: Named;
  readonly updated_at: string;
}

export interface Templates {
  readonly templates: readonly Template[];
}
