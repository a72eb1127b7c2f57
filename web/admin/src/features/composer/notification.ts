/** The one line that a phone shows of a delivery in its notification and in its list of talks. */

import { parsed } from './paths.ts';

const NAMES: Readonly<Record<string, string>> = {
  image: '画像が届きました',
  video: '動画が届きました',
  audio: '音声が届きました',
  sticker: 'スタンプが届きました',
  location: '位置情報が届きました',
};

/** Of the last bubble, which is the newest when the phone is looked at. */
export function notificationOf(messages: readonly string[]): string {
  const { type, text, altText } = (parsed(messages.at(-1) ?? '') ?? {}) as Record<string, unknown>;
  if (typeof altText === 'string' && altText !== '') return altText;
  if (type === 'text' && typeof text === 'string') return text.trim().replaceAll(/\s+/gu, ' ');
  return Object.hasOwn(NAMES, String(type)) ? (NAMES[String(type)] ?? '') : '';
}
