/** Conditions as the server reads them, and changes of them. Each change makes a new tree. */

import type { Wire } from '../../shared/api/wire.ts';

/** A range; either end may be open. */
export interface Bounds {
  readonly from?: number;
  readonly to?: number;
}

/** The description takes any JSON here; this is what the server reads and writes. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly item: string; readonly any_of: readonly string[] }
  | { readonly item: string; readonly unset: true }
  | { readonly item: string; readonly age: Bounds }
  | { readonly item: string; readonly number: Bounds }
  | { readonly system: 'registered' | 'tester' }
  /** The delivery whose button was tapped, or that was seen for certain. */
  | { readonly clicked: string }
  | { readonly opened: string }
  | { readonly registered: { readonly from?: string; readonly to?: string } }
  | { readonly friendship: 'following' | 'blocked' };

/** Exactly the people whom this delivery was sent to. */
export interface RecipientsOf {
  readonly kind: 'recipients_of';
  readonly delivery: string;
}

export type Target =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'segment'; readonly condition: Condition }
  | RecipientsOf;

/** Of fewer nobody is described, as `lib/domain/src/segment/sample.rs` has it. */
const FEWEST_FOR_SAMPLES = 20;
const TOO_FEW_TO_SHOW = '人数が少ないときは、だれのことか分かってしまわないように、例を出しません。';
/** Why nobody is described, where nobody is. */
export const noExamples = (count: number): string =>
  count < FEWEST_FOR_SAMPLES ? TOO_FEW_TO_SHOW : 'この条件では、例を出せません。';

export type Option = Wire<'OptionAnswer'>;
export type Item = Wire<'ItemAnswer'>;
export type Items = Wire<'ItemsAnswer'>;

/** What of an item decides how it can be asked for. */
type Asked = Pick<Item, 'kind'>;

const hasChoices = ({ kind }: Asked): boolean => ['single', 'multiple', 'select', 'area'].includes(kind);

/** Items that can stand in a condition made here: those that are asked and have something to ask for. */
export const choosable = (items: readonly Item[]): readonly Item[] =>
  items.filter((item) => !item.archived && (!hasChoices(item) || item.options.length > 0));

/** How an answer is asked for. */
export type Mode = 'any_of' | 'age' | 'number' | 'answered' | 'unset';

export const MODE_NAMES: Record<Mode, string> = {
  any_of: '次のどれかを選んだ人',
  age: '年齢が次の範囲の人',
  number: '数が次の範囲の人',
  answered: 'この項目に答えた人',
  unset: 'この項目にまだ答えていない人',
};

/** The ways that an item's answers can be asked for, the usual one first. */
export function modesOf(item: Asked): readonly Mode[] {
  if (hasChoices(item)) return ['any_of', 'answered', 'unset'];
  if (item.kind === 'month') return ['age', 'answered', 'unset'];
  return item.kind === 'number' ? ['number', 'answered', 'unset'] : ['answered', 'unset'];
}

/** An empty condition of this kind, to be filled in. */
export function fresh(item: string, mode: Mode): Condition {
  switch (mode) {
    case 'any_of':
      return { item, any_of: [] };
    case 'age':
      return { item, age: {} };
    case 'number':
      return { item, number: {} };
    case 'answered':
      return { not: { item, unset: true } };
    case 'unset':
      return { item, unset: true };
    default:
      return mode satisfies never;
  }
}

/** The first line of a new condition. */
export function freshLine(items: readonly Item[]): Condition {
  const first = choosable(items)[0];
  return first ? fresh(first.id, modesOf(first)[0] ?? 'any_of') : { system: 'registered' };
}

const isRange = ({ from, to }: Bounds): boolean =>
  (from !== undefined || to !== undefined) &&
  (from ?? Number.NEGATIVE_INFINITY) <= (to ?? Number.POSITIVE_INFINITY);

/** Whether there is nothing left to be filled in. */
export function isComplete(condition: Condition): boolean {
  if ('all' in condition) return condition.all.length > 0 && condition.all.every(isComplete);
  if ('any' in condition) return condition.any.length > 0 && condition.any.every(isComplete);
  if ('not' in condition) return isComplete(condition.not);
  if ('any_of' in condition) return condition.any_of.length > 0;
  if ('age' in condition) return isRange(condition.age);
  if ('clicked' in condition) return condition.clicked !== '';
  if ('opened' in condition) return condition.opened !== '';
  return !('number' in condition) || isRange(condition.number);
}

/** The first line that is not filled in, by its number in the form: 2, or 3-1 inside the third. */
export function firstOpen(condition: Condition, under = ''): string | undefined {
  for (const [index, part] of groupOf(condition).parts.entries()) {
    const number = `${under}${index + 1}`;
    const open =
      'all' in part || 'any' in part ? firstOpen(part, `${number}-`) : isComplete(part) ? undefined : number;
    if (open !== undefined) return open;
  }
  return undefined;
}

export type Group = { readonly mode: 'all' | 'any'; readonly parts: readonly Condition[] };

/** A group as it is edited; a single condition is a group of one. */
export function groupOf(condition: Condition): Group {
  if ('all' in condition) return { mode: 'all', parts: condition.all };
  if ('any' in condition) return { mode: 'any', parts: condition.any };
  return { mode: 'all', parts: [condition] };
}

export const conditionOf = ({ mode, parts }: Group): Condition =>
  mode === 'all' ? { all: parts } : { any: parts };

const isGroup = (condition: Condition): boolean =>
  'all' in condition || 'any' in condition || 'not' in condition;

/** Whether the form knows every part; anything else is kept as it is and shown as a sentence. */
export function isKnown(condition: Condition): boolean {
  if ('all' in condition) return condition.all.every(isKnown);
  if ('any' in condition) return condition.any.every(isKnown);
  if ('not' in condition) return !isGroup(condition.not) && isKnown(condition.not);
  if ('item' in condition) return ['any_of', 'unset', 'age', 'number'].some((way) => way in condition);
  return 'system' in condition || 'clicked' in condition || 'opened' in condition;
}
