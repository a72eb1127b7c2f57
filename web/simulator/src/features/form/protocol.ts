/** What the form in its frame may ask the phone, and how it is answered: only to that frame, only at its own origin. */

import * as v from 'valibot';

/** Links that LINE opens as a LIFF app. */
export const isLiffLink = (uri: string): boolean => uri.startsWith('https://liff.line.me/');

const question = v.variant('ask', [
  v.object({ kairan: v.literal('liff'), ask: v.literal('token'), id: v.string() }),
  v.object({ kairan: v.literal('liff'), ask: v.literal('close') }),
]);

interface Phone {
  /** The window of the frame, and where the form was loaded from. */
  frame: Window | null;
  url: string;
  mint: () => Promise<string>;
  close: () => void;
}

/** Answers one message of the page; what does not come from the form is ignored. */
export async function answer(
  { source, origin, data }: Pick<MessageEvent, 'source' | 'origin' | 'data'>,
  { frame, url, mint, close }: Phone,
): Promise<void> {
  const home = new URL(url).origin;
  const asked = v.safeParse(question, data);
  if (frame === null || source !== frame || origin !== home || !asked.success) return;
  if (asked.output.ask === 'close') return close();
  const { id } = asked.output;
  const token = await mint().catch(() => null);
  frame.postMessage({ kairan: 'liff', id, token }, home);
}
