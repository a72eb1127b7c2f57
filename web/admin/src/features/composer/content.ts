/** What a draft holds, as the composer changes it, with undo and redo over all of it. */

import type { Draft, Start } from '../../shared/api/types.ts';
import { carried, joining } from './end_of_draft.ts';
import { type Keyed, keyed, NO_KEYS } from './use_keys.ts';

/** LINE takes five messages at once. */
export const MOST_BUBBLES = 5;
const STEPS_KEPT = 200;
/** Changes of one field within this time are one step of undo. */
const ONE_STEP_MS = 1500;

export interface Content {
  readonly title: string;
  readonly department: string | null;
  readonly target: unknown;
  /** The JSON text of each bubble, as it is: finished or not, and never rewritten by the composer alone. */
  readonly messages: readonly string[];
  readonly emergency: boolean;
  readonly silent: boolean;
  readonly start: Start;
}

export const contentOf = (draft: Draft): Content => ({
  title: draft.title,
  department: draft.department,
  target: draft.target ?? null,
  messages: draft.messages,
  emergency: draft.emergency,
  silent: draft.silent,
  start: draft.start,
});

/** Whether both say the same. The server writes times in Japan's and the names of a target in its own order. */
export const isSame = (one: Content, other: Content): boolean =>
  JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));

const canonical = ({ start, target, ...rest }: Content) => ({
  ...rest,
  target: ordered(target),
  start:
    start.kind === 'at'
      ? [Date.parse(start.at), start.not_later_than ? Date.parse(start.not_later_than) : null]
      : null,
});

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return names.map(([name, inner]) => [name, ordered(inner)]);
}

export type Edit =
  | { readonly kind: 'set'; readonly field: string; readonly change: Partial<Content>; readonly at: number }
  /** `whole`: a step of its own, whatever was typed just before. */
  | {
      readonly kind: 'bubble';
      readonly index: number;
      readonly text: string;
      readonly at: number;
      readonly whole?: boolean;
    }
  | { readonly kind: 'add'; readonly text: string; readonly after?: number }
  | { readonly kind: 'remove'; readonly index: number }
  | { readonly kind: 'move'; readonly index: number; readonly by: -1 | 1 }
  | { readonly kind: 'replace'; readonly content: Content }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' };

interface Version {
  readonly content: Content;
  /** Which bubble is which, whatever stands in them: an upload that ends late is meant for one of them. */
  readonly bubbles: readonly number[];
}

export interface History {
  readonly past: readonly Version[];
  readonly present: Content;
  readonly bubbles: readonly number[];
  readonly future: readonly Version[];
  /** The first number that no bubble ever had. */
  readonly unused: number;
  /** The field that the last step changed, and when. */
  readonly last: { readonly field: string; readonly at: number } | null;
}

export const begin = (content: Content): History => ({
  past: [],
  present: content,
  ...numbered(keyed(NO_KEYS, content.messages)),
  future: [],
  last: null,
});

const numbered = ({ keys, unused }: Keyed) => ({ bubbles: keys, unused });
const standing = ({ content, bubbles }: Version) => ({ present: content, bubbles, last: null });
const nowOf = ({ present, bubbles }: History): Version => ({ content: present, bubbles });

export function compose(history: History, edit: Edit): History {
  const { past, present, bubbles, future, unused } = history;
  switch (edit.kind) {
    case 'undo': {
      const before = past.at(-1);
      if (before === undefined) return history;
      const later = [nowOf(history), ...future];
      return { ...history, ...standing(before), past: past.slice(0, -1), future: later };
    }
    case 'redo': {
      const [after, ...rest] = future;
      if (after === undefined) return history;
      return { ...history, ...standing(after), past: [...past, nowOf(history)], future: rest };
    }
    case 'replace': {
      const before = { texts: present.messages, keys: bubbles, unused };
      const next = numbered(keyed(before, edit.content.messages));
      return step({ ...history, unused: next.unused }, edit.content, null, next.bubbles);
    }
    case 'set':
      return step(history, { ...present, ...edit.change }, { field: edit.field, at: edit.at });
    case 'bubble': {
      const messages = present.messages.with(edit.index, edit.text);
      const last = edit.whole ? null : { field: `bubble ${edit.index}`, at: edit.at };
      return step(history, { ...present, messages }, last);
    }
    case 'add': {
      if (present.messages.length >= MOST_BUBBLES) return history;
      const at = edit.after === undefined ? present.messages.length : edit.after + 1;
      const whole = present.messages.toSpliced(at, 0, joining(present.messages, edit.text));
      const messages = carried(present.messages, whole);
      const next = { ...history, unused: unused + 1 };
      return step(next, { ...present, messages }, null, bubbles.toSpliced(at, 0, unused));
    }
    case 'remove': {
      const messages = carried(present.messages, present.messages.toSpliced(edit.index, 1));
      return step(history, { ...present, messages }, null, bubbles.toSpliced(edit.index, 1));
    }
    case 'move': {
      const to = edit.index + edit.by;
      const [moved, bubble] = [present.messages[edit.index], bubbles[edit.index]];
      if (moved === undefined || bubble === undefined || to < 0 || to >= present.messages.length)
        return history;
      const whole = present.messages.toSpliced(edit.index, 1).toSpliced(to, 0, moved);
      const messages = carried(present.messages, whole);
      const next = bubbles.toSpliced(edit.index, 1).toSpliced(to, 0, bubble);
      return step(history, { ...present, messages }, null, next);
    }
    default:
      return edit satisfies never;
  }
}

function step(
  history: History,
  next: Content,
  last: History['last'],
  bubbles: readonly number[] = history.bubbles,
): History {
  // Two bubbles that say the same have changed places: nothing to undo, but each stays the one that it is.
  if (isSame(next, history.present)) return { ...history, bubbles };
  const goesOn =
    last !== null && history.last?.field === last.field && last.at - history.last.at < ONE_STEP_MS;
  const past = goesOn ? history.past : [...history.past, nowOf(history)].slice(-STEPS_KEPT);
  return { past, present: next, bubbles, future: [], unused: history.unused, last };
}
