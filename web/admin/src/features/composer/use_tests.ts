/** The tests of a draft, asked again while one is under way. */

import { useWatch } from '../../shared/api/query.ts';
import type { Draft, DraftTest } from '../../shared/api/types.ts';
import type { Tested } from '../confirm/tested_words.ts';

const WATCH_MS = 2000;

export const useTests = (draft: string) =>
  useWatch(`drafts/${draft}/tests`, undefined, {
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.tests.some(({ done }) => !done) ? WATCH_MS : false),
  });

/** How far what the draft says is tested: as it was told with the draft, and by tests that ended since. */
export function useTested({ id, content_hash, tested }: Draft): {
  readonly found: Tested | null | undefined;
  readonly isUnderWay: boolean;
} {
  const { data } = useTests(id);
  const last = data && lastTest(data.tests, content_hash);
  return {
    found: last?.current ? last : (tested ?? last),
    isUnderWay: data?.tests.some((one) => !one.done && one.content_hash === content_hash) ?? false,
  };
}

/** The test that counts for what the draft says now, or else the last one; a test that reached nobody is none. */
export function lastTest(tests: readonly DraftTest[], contentHash: string): Tested | undefined {
  const reached = tests.filter(({ recipients }) => recipients.some(({ state }) => state === 'accepted'));
  const newest = reached.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const current = newest.find(({ content_hash }) => content_hash === contentHash);
  const found = current ?? newest[0];
  return found && { at: found.at, by: found.by, current: current !== undefined };
}
