/** LINE's own emoji in a text: each stands at a `$`, and goes with it when the text is edited. */

import type { Json } from './paths.ts';

const textOf = (message: unknown): string | undefined => {
  const { text } = (message ?? {}) as { text?: unknown };
  return typeof text === 'string' ? text : undefined;
};

/** How many UTF-16 units both begin with. */
function sameAtBeginning(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
}

/** The same of their ends, as far as there is room behind the beginning. */
function sameAtEnd(one: string, other: string, room: number): number {
  let count = 0;
  while (count < room && one.at(-1 - count) === other.at(-1 - count)) count += 1;
  return count;
}

/** `next` as it is after its text was edited: emoji before the edit stay, those behind it move, those in it are gone. */
export function withEmojis(before: unknown, next: unknown): unknown {
  const [was, is] = [textOf(before), textOf(next)];
  const { emojis } = (next ?? {}) as { emojis?: unknown };
  if (was === undefined || is === undefined || was === is || !Array.isArray(emojis)) return next;
  const head = sameAtBeginning(was, is);
  const tail = sameAtEnd(was, is, Math.min(was.length, is.length) - head);
  const kept = emojis.flatMap((emoji: { index?: unknown } | null) => {
    const index = emoji?.index;
    if (typeof index !== 'number' || index < head) return [emoji];
    return index >= was.length - tail ? [{ ...emoji, index: index + is.length - was.length }] : [];
  });
  const { emojis: _gone, ...rest } = next as Json;
  return kept.length === 0 ? rest : { ...(next as Json), emojis: kept };
}
