/** Which of the counted parts are lines of the form, and by which number each stands there. */

import type { Wire } from '../../shared/api/wire.ts';
import { type Condition, groupOf } from './condition.ts';
import { parted } from './unregistered.ts';

type Part = Wire<'CountAnswer'>['parts'][number];

interface Line {
  readonly pointer: string;
  /** 2, or 3-1 inside the third. */
  readonly number: string;
}

const keyOf = (condition: Condition): string => ('any' in condition ? 'any' : 'all');

/** Lines as the form numbers them, each with its pointer into the whole condition. */
function linesOf(condition: Condition, pointer: string, under: string): readonly Line[] {
  if (!('all' in condition || 'any' in condition)) return [{ pointer, number: `${under}1` }];
  return groupOf(condition).parts.flatMap((part, index) => {
    const at = `${pointer}/${keyOf(condition)}/${index}`;
    const number = `${under}${index + 1}`;
    return 'all' in part || 'any' in part ? linesOf(part, at, `${number}-`) : [{ pointer: at, number }];
  });
}

/**
 * The count of each line; none where there is only one, whose count is the whole. The server also counts the whole, groups
 * and the insides of a `not`: those are people who may not be meant at all.
 */
export function countedLines(
  condition: Condition,
  parts: readonly Part[],
): readonly (Part & { readonly number: string })[] {
  const { inner, unregistered } = parted(condition);
  const lines = linesOf(inner, unregistered === 'as_is' ? '' : `/${keyOf(condition)}/0`, '');
  if (lines.length < 2) return [];
  return lines.flatMap(({ pointer, number }) => {
    const part = parts.find((one) => one.pointer === pointer);
    return part ? [{ ...part, number }] : [];
  });
}
