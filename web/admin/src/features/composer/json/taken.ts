/** What is pasted from elsewhere: a bubble or a carousel is what stands inside a message, so a message is put around it. */

import { parsed, valueAt } from '../paths.ts';

const isContents = (value: unknown): boolean => {
  const type = valueAt(value, 'type');
  return type === 'bubble' || type === 'carousel';
};

const wordsOf = (before: unknown): string => {
  const altText = valueAt(before, 'type') === 'flex' ? valueAt(before, 'altText') : '';
  return typeof altText === 'string' ? altText : '';
};

/** The pasted letters stay as they are; the words of the notification are those of before. */
export function wrapped(text: string, before: unknown): string | undefined {
  if (!isContents(parsed(text))) return undefined;
  const words = JSON.stringify(wordsOf(before));
  return `{\n  "type": "flex",\n  "altText": ${words},\n  "contents": ${text.trim()}\n}`;
}

/** What to say after something was pasted; `undefined` where there is nothing to say. */
export function saidOf(text: string): string | undefined {
  if (valueAt(parsed(text), 'type') !== 'flex') return undefined;
  return '貼り付けたFlexメッセージを、そのまま使います。代替テキストが配信の内容に合っているか、確かめてください。';
}

/** What to say after a message was put around a card. */
export const saidOfWrapped = (before: unknown): string =>
  `貼り付けたカードを、この吹き出しの中身にしました。カードのJSONは書き換えていません。${
    wordsOf(before) === ''
      ? '「altText」に、通知とトーク一覧に出る文を書いてください。'
      : '代替テキスト（altText）は前のままです。内容に合っているか、確かめてください。'
  }`;
