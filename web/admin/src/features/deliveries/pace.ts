/** How fast a delivery goes and how long the rest will take, from what was seen of its counts. */

import { number, roughly } from '../../shared/format/words.ts';

export interface Seen {
  readonly at: number;
  readonly done: number;
}

/** A window long enough not to tremble. */
const WINDOW_MS = 60_000;

/** Adds what is seen now; counts that go back (another delivery) begin anew. */
export function noted(seen: readonly Seen[], now: Seen): readonly Seen[] {
  const last = seen.at(-1);
  if (last && (last.done > now.done || last.at >= now.at)) return [now];
  const young = seen.filter(({ at }) => now.at - at <= WINDOW_MS);
  return [...young, now];
}

/** People a second; undefined while too little was seen. */
export function paceOf(seen: readonly Seen[]): number | undefined {
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || last.at - first.at < 3_000 || last.done === first.done) return undefined;
  return ((last.done - first.done) * 1000) / (last.at - first.at);
}

/** How long to wait before asking again: quick while it moves, slower while nothing changes. */
export const nextWait = (unchanged: number): number => Math.min(2_000 * 2 ** unchanged, 15_000);

/** How fast, and how long for those who are left. */
export const paceWords = (pace: number, left: number): string =>
  `毎秒およそ${number(Math.max(1, Math.round(pace)))}人、残り${roughly(left / pace)}`;
