/** One thing that two people change at once, as `conflicts.spec.ts` tries it. */

import type { Page } from '@playwright/test';
import type { StandIn } from './stand_in.ts';

export interface Case {
  readonly name: string;
  readonly address: string;
  readonly title: string | RegExp;
  /** The write that comes second, and what stands by then. */
  readonly write: string;
  readonly current: (api: StandIn) => object;
  /** What has to stand before. */
  readonly given?: (api: StandIn) => void;
  readonly act: (page: Page) => Promise<void>;
  /** The row that differs: its name, their words, one's own. */
  readonly row: RegExp;
  readonly theirs: string | RegExp;
  readonly mine: string | RegExp;
  /** How the person goes on, and under which version; left out where they look again. */
  readonly onward?: { readonly button: string | RegExp; readonly version: number };
}
