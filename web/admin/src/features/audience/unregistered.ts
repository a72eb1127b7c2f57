/** Friends who never registered: included or left out beside whatever else is asked for. */

import type { Condition } from './condition.ts';

/** `as_is`: the conditions alone decide. */
export type Unregistered = 'as_is' | 'with' | 'without';

const REGISTERED: Condition = { system: 'registered' };
const OTHERS: Condition = { not: REGISTERED };

const isSame = (one: Condition | undefined, other: Condition): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const isGroup = (condition: Condition | undefined): condition is Condition =>
  condition !== undefined && ('all' in condition || 'any' in condition);

/** Takes apart what `joined` put together; a condition written otherwise decides alone. */
export function parted(condition: Condition): {
  readonly inner: Condition;
  readonly unregistered: Unregistered;
} {
  if (
    'any' in condition &&
    condition.any.length === 2 &&
    isGroup(condition.any[0]) &&
    isSame(condition.any[1], OTHERS)
  )
    return { inner: condition.any[0], unregistered: 'with' };
  if (
    'all' in condition &&
    condition.all.length === 2 &&
    isGroup(condition.all[0]) &&
    isSame(condition.all[1], REGISTERED)
  )
    return { inner: condition.all[0], unregistered: 'without' };
  return { inner: condition, unregistered: 'as_is' };
}

export function joined(inner: Condition, unregistered: Unregistered): Condition {
  if (unregistered === 'as_is') return inner;
  const group = isGroup(inner) ? inner : { all: [inner] };
  return unregistered === 'with' ? { any: [group, OTHERS] } : { all: [group, REGISTERED] };
}
