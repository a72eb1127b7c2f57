/** The talk between one citizen and the account. */

import * as v from 'valibot';
import { call } from './http.ts';
import type { UserId } from './users.ts';

/** Milliseconds since 1970, or an ISO time. */
const instant = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform((raw) => new Date(raw)),
  v.date(),
);

const entry = v.object({
  id: v.pipe(v.union([v.string(), v.number()]), v.transform(String)),
  at: instant,
  from: v.picklist(['user', 'account']),
  messages: v.array(v.unknown()),
  quickReplyUsed: v.nullish(v.boolean()),
  deliveredBy: v.nullish(v.string()),
});
export type TalkEntry = v.InferOutput<typeof entry>;

const path = (id: UserId, rest: string) => `/users/${encodeURIComponent(id)}/${rest}`;

/** What was said so far, oldest first. */
export const getTalk = (id: UserId): Promise<TalkEntry[]> => call('GET', path(id, 'talk'), v.array(entry));

/** Says a text as the citizen. */
export const sendText = (id: UserId, text: string): Promise<unknown> =>
  call('POST', path(id, 'message'), v.unknown(), { type: 'text', text });

/** What a postback carries besides its data. */
export interface PostbackParams {
  date?: string;
  time?: string;
  datetime?: string;
  newRichMenuAliasId?: string;
}

/** Sends a postback as the citizen; `displayText` appears in the talk. */
export const sendPostback = (
  id: UserId,
  postback: { data: string; params?: PostbackParams; displayText?: string },
): Promise<unknown> => call('POST', path(id, 'postback'), v.unknown(), postback);

/** The citizen looks at the talk, which counts its messages as seen. */
export const openTalk = (id: UserId): Promise<unknown> => call('POST', path(id, 'open'), v.unknown());

/** The citizen opens a link of the talk, which counts as a click. */
export const clickLink = (id: UserId, url: string): Promise<unknown> =>
  call('POST', path(id, 'click'), v.unknown(), { url });
