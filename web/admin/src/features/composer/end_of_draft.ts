/** What belongs to a whole draft although LINE keeps it in single bubbles: quick replies at its end, and who sends it. */

import type { FieldSpec } from './field_spec.ts';
import { rewritten } from './json_text.ts';
import { isJson, type Json, parsed, withValue } from './paths.ts';

/** Below the last bubble, whatever its kind. */
export const QUICK_REPLIES: FieldSpec = {
  kind: 'list',
  key: 'quickReply.items',
  label: 'クイックリプライ（トークの下に並ぶボタン）',
  noun: 'ボタン',
  min: 0,
  max: 13,
  fresh: () => ({ type: 'action', action: { type: 'message', label: '', text: '' } }),
  fields: [{ kind: 'action', key: 'action', label: 'ボタン' }],
};

const repliesOf = (message: Json): unknown => message.quickReply;

/**
 * After bubbles came, went or moved: the quick replies of what was the last bubble, in what is the last one now. One that
 * has its own keeps them; a copy leaves none behind in the bubble that it was made of.
 */
export function carried(before: readonly string[], after: readonly string[]): readonly string[] {
  const [was, is] = [before.at(-1), after.at(-1)];
  const [from, to] = [parsed(was ?? ''), parsed(is ?? '')];
  if (was === undefined || is === undefined || was === is || !isJson(from) || !isJson(to))
    return was !== undefined && was === is && isJson(from) ? withoutTwin(before, after, from) : after;
  const replies = repliesOf(from);
  if (replies === undefined) return after;
  const own = repliesOf(to);
  if (own !== undefined && JSON.stringify(own) !== JSON.stringify(replies)) return after;
  const left = after.lastIndexOf(was);
  const rest = left < 0 ? after : after.with(left, bare(was, from));
  return rest.with(-1, own === undefined ? rewritten(is, to, { ...to, quickReply: replies }) : is);
}

/** A copy of the last bubble says the same as it: only the copy, which is the last now, offers the replies. */
function withoutTwin(before: readonly string[], after: readonly string[], last: Json): readonly string[] {
  const [text, twin] = [after.at(-1), after.length - 2];
  if (text === undefined || after.length <= before.length || after[twin] !== text) return after;
  return repliesOf(last) === undefined ? after : after.with(twin, bare(text, last));
}

function bare(text: string, message: Json): string {
  const { quickReply: _gone, ...rest } = message;
  return rewritten(text, message, rest);
}

export interface Sender {
  readonly name: string;
  readonly iconUrl: string;
}

function senderIn(text: string): Sender | undefined {
  const message = parsed(text);
  if (!isJson(message)) return undefined;
  const sender = isJson(message.sender) ? message.sender : {};
  const words = (key: string) => (typeof sender[key] === 'string' ? (sender[key] as string) : '');
  return { name: words('name'), iconUrl: words('iconUrl') };
}

/** Of each bubble that can be read; undefined for one that is no JSON yet. */
export const sendersOf = (messages: readonly string[]): readonly (Sender | undefined)[] =>
  messages.map(senderIn);

/** The one of all bubbles; undefined where they differ. */
export function commonSender(messages: readonly string[]): Sender | undefined {
  const [first, ...rest] = sendersOf(messages).filter((one) => one !== undefined);
  const isSame = (one: Sender) => one.name === first?.name && one.iconUrl === first.iconUrl;
  return rest.every(isSame) ? first : undefined;
}

/** The same sender for every bubble that can be read; one without name and icon is none. */
export function sentBy(messages: readonly string[], sender: Sender): readonly string[] {
  const given = Object.entries(sender).filter(([, words]) => words !== '');
  const next = given.length === 0 ? undefined : Object.fromEntries(given);
  return messages.map((text) => {
    const message = parsed(text);
    return isJson(message) ? rewritten(text, message, withValue(message, 'sender', next)) : text;
  });
}

/** A new bubble comes from whoever sends the others. */
export function joining(messages: readonly string[], text: string): string {
  const sender = commonSender(messages);
  const own = senderIn(text);
  if (!sender || !own || own.name !== '' || own.iconUrl !== '') return text;
  return sender.name === '' && sender.iconUrl === '' ? text : (sentBy([text], sender)[0] ?? text);
}
