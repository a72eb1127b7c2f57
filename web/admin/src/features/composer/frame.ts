/** The words that a department's messages begin and end with, put where everybody sees and can change them. */

import { rewritten } from './json_text.ts';
import { parsed } from './paths.ts';

export interface Frame {
  readonly prefix: string;
  readonly footer: string;
}

const textOf = (bubble: string): string | undefined => {
  const value = parsed(bubble) as { type?: unknown; text?: unknown } | undefined;
  return value?.type === 'text' && typeof value.text === 'string' ? value.text : undefined;
};

export const isText = (bubble: string): boolean => textOf(bubble) !== undefined;

const isEmpty = ({ prefix, footer }: Frame) => prefix.trim() === '' && footer.trim() === '';

const shifted = (emojis: unknown, by: number): unknown =>
  Array.isArray(emojis)
    ? emojis.map((emoji: { index?: unknown } | null) =>
        typeof emoji?.index === 'number' ? { ...emoji, index: emoji.index + by } : emoji,
      )
    : emojis;

/** Which of both the messages lack; undefined where nothing can be put in, or nothing is missing. */
export function missing(messages: readonly string[], frame: Frame): Frame | undefined {
  const texts = messages.map(textOf).filter((text) => text !== undefined);
  if (texts.length === 0 || isEmpty(frame)) return undefined;
  const lacks = (words: string) =>
    words.trim() !== '' && !texts.some((text) => text.includes(words.trim())) ? words.trim() : '';
  const rest = { prefix: lacks(frame.prefix), footer: lacks(frame.footer) };
  return isEmpty(rest) ? undefined : rest;
}

/** The messages with the beginning in their first text and the end in their last one. */
export function framed(messages: readonly string[], frame: Frame): readonly string[] {
  const rest = missing(messages, frame);
  if (rest === undefined) return messages;
  const [first, last] = [messages.findIndex(isText), messages.findLastIndex(isText)];
  return messages.map((bubble, index) => {
    const before = index === first && rest.prefix !== '' ? `${rest.prefix}\n` : '';
    const after = index === last && rest.footer !== '' ? `\n${rest.footer}` : '';
    if (before === '' && after === '') return bubble;
    const value = parsed(bubble) as { text: string; emojis?: unknown };
    const text = `${before}${value.text}${after}`;
    // LINE's own emoji stand at places in the text, counted in UTF-16 units.
    const emojis = shifted(value.emojis, before.length);
    return rewritten(bubble, value, { ...value, text, ...(emojis !== undefined && { emojis }) });
  });
}
