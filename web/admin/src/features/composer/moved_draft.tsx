/** A step that came after somebody else's change of the draft: what they changed. */

import { isStale } from '../../shared/api/problem.ts';
import type { Draft } from '../../shared/api/types.ts';
import { DRAFT_STATE_NAMES } from '../../shared/format/names.ts';
import { MovedNotice } from '../../shared/ui/conflict.tsx';
import { contentOf } from './content.ts';
import { useDraftDifferences } from './draft_differences.ts';

/** `seen` is the draft as it was when the step was taken. */
export function MovedDraft({ error, seen }: { error: unknown; seen: Draft }) {
  const current = isStale(error) ? (error.body.current as Draft | undefined) : undefined;
  const content = useDraftDifferences(contentOf(seen), current && contentOf(current));
  const state = current && {
    name: '状態',
    mine: DRAFT_STATE_NAMES[seen.state],
    theirs: `${DRAFT_STATE_NAMES[current.state]}（${current.updated_by.name}）`,
  };
  const moved = state && seen.state !== current?.state ? [state] : [];
  return <MovedNotice<Draft> error={error} differences={() => [...moved, ...content]} />;
}
