/** Conditions as the server reads them, and changes of them. Each change makes a new tree. */

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly item: string; readonly any_of: readonly string[] }
  | { readonly item: string; readonly unset: true }
  | { readonly system: 'registered' | 'tester' };

export type Target =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'segment'; readonly condition: Condition };

export interface Option {
  readonly id: string;
  readonly label: string;
  readonly archived: boolean;
}

export interface Item {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly archived: boolean;
  readonly options: readonly Option[];
}

export interface Items {
  readonly version: number;
  readonly items: readonly Item[];
}

/** Items that somebody chooses from: only those can stand in a condition made here. */
export const choosable = (items: readonly Item[]): readonly Item[] =>
  items.filter((item) => !item.archived && item.options.length > 0);

export type Group = { readonly mode: 'all' | 'any'; readonly parts: readonly Condition[] };

/** A group as it is edited; a single condition is a group of one. */
export function groupOf(condition: Condition): Group {
  if ('all' in condition) return { mode: 'all', parts: condition.all };
  if ('any' in condition) return { mode: 'any', parts: condition.any };
  return { mode: 'all', parts: [condition] };
}

export const conditionOf = ({ mode, parts }: Group): Condition =>
  mode === 'all' ? { all: parts } : { any: parts };

/** Whether the form knows every part; anything else is kept as it is and shown as a sentence. */
export function isKnown(condition: Condition): boolean {
  if ('all' in condition) return condition.all.every(isKnown);
  if ('any' in condition) return condition.any.every(isKnown);
  if ('not' in condition) return isKnown(condition.not);
  if ('item' in condition) return 'any_of' in condition || 'unset' in condition;
  return 'system' in condition;
}
