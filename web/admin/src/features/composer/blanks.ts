/** Fields of bubbles that nobody has filled in yet: not wrong, and told as what is still to be done. */

import { useState } from 'react';
import { flushSync } from 'react-dom';
import type { FieldError } from '../../shared/api/problem.ts';
import { parsed, valueAt } from './paths.ts';

/** What a fresh field holds where it leads somewhere. */
const BEGUN: readonly unknown[] = ['', 'https://', 'tel:'];
const BUBBLE = /^messages\[(\d+)\]\.?/;

const bubbleOf = (path: string): number => Number(BUBBLE.exec(path)?.[1] ?? -1);

/** Whether `error` is about a field that is as empty as it began. */
export function isBlank({ code, path }: FieldError, messages: readonly string[]): boolean {
  const [whole, index] = BUBBLE.exec(path) ?? [];
  if (whole === undefined || path === whole) return false;
  if (code === 'missing' || code === 'empty') return true;
  const inside = path.slice(whole.length).replaceAll(/\[(\d+)\]/g, '.$1');
  return BEGUN.includes(valueAt(parsed(messages[Number(index)] ?? ''), inside));
}

/** One line a bubble, so that the list stays as high as it is while somebody fills it in. */
export function blankLines(blanks: readonly FieldError[]): readonly FieldError[] {
  const bubbles = new Set(blanks.map(({ path }) => bubbleOf(path)));
  return [...bubbles].flatMap((index) => {
    const all = blanks.filter(({ path }) => bubbleOf(path) === index);
    if (all.length === 1) return all;
    const message = `${index + 1}つ目の吹き出しに、まだ入れていないところが${all.length}つあります。`;
    return [{ path: `messages[${index}]`, code: 'blank', message }];
  });
}

/** Fields show that they are empty once somebody asked for it, by the list or by the way back from 確認. */
export function useBlanks(
  errors: readonly FieldError[],
  messages: readonly string[],
  bubbles: readonly number[],
  isAsked: boolean,
) {
  const [asked, setAsked] = useState<ReadonlySet<number>>(() => new Set(isAsked ? bubbles : []));
  const blanks = errors.filter(
    (error) => isBlank(error, messages) && !asked.has(bubbles[bubbleOf(error.path)] ?? -1),
  );
  /** At once, for whoever looks for the field next. */
  const ask = (path: string) => {
    const bubble = bubbles[bubbleOf(path)];
    if (bubble !== undefined) flushSync(() => setAsked(new Set([...asked, bubble])));
  };
  return { blanks, ask };
}
