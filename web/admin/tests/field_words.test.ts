import { expect, test } from 'vitest';
import { inFieldWords, inListWords } from '../src/features/composer/field_words.ts';

const CARDS = JSON.stringify({
  type: 'template',
  altText: '',
  template: {
    type: 'carousel',
    columns: [{ text: '', actions: [{ type: 'uri', label: '', uri: 'https://' }] }],
  },
});
const error = (path: string, code: string, limit?: number, message = 'サーバーの言葉') => ({
  path,
  code,
  message,
  ...(limit !== undefined && { limit }),
});
const FOUND = [
  error('messages[0].altText', 'empty'),
  error('messages[0].template.columns[0].actions[0].uri', 'bad_url'),
  error('messages[0].template.columns[0].actions[0].label', 'empty'),
  error('messages[0].template.columns[0].text', 'too_long', 60),
  error('messages[0].template.columns', 'too_many'),
  error('messages[0].oops', 'unknown_key'),
  error('messages[1].text', 'empty'),
];
const said = (errors: readonly { message: string }[]) => errors.map(({ message }) => message);

test('an error of a carousel is told by card, button and field', () => {
  expect(said(inListWords(FOUND, CARDS, 'messages[0]', 1))).toEqual([
    '1つ目の「代替テキスト」：入力してください。',
    '1つ目のカード1のボタン1「開くページ」：「https://」から始まる、正しいアドレスにしてください。',
    '1つ目のカード1のボタン1「ボタンの文字」：入力してください。',
    '1つ目のカード1「本文」：60文字までです。',
    '1つ目の「カード」：サーバーの言葉',
    'サーバーの言葉',
    'サーバーの言葉',
  ]);
});

test('at its field it only says what to do', () => {
  expect(said(inFieldWords(FOUND, CARDS, 'messages[0]')).slice(0, 2)).toEqual([
    '入力してください。',
    '「https://」から始まる、正しいアドレスにしてください。',
  ]);
  const film = JSON.stringify({ type: 'video', originalContentUrl: '', previewImageUrl: '' });
  const missing = [
    error('messages[0].previewImageUrl', 'empty'),
    error('messages[0].originalContentUrl', 'empty'),
  ];
  expect(said(inListWords(missing, film, 'messages[0]', 1))).toEqual([
    '1つ目の「再生前に見える画像」：ファイルを選んでください。',
    '1つ目の「動画」：ファイルを選んでください。',
  ]);
  const place = JSON.stringify({ type: 'location', title: '', address: '' });
  expect(said(inFieldWords([error('messages[0].latitude', 'missing')], place, 'messages[0]'))).toEqual([
    '地図の位置を貼り付けてください。',
  ]);
});

test('each of the three mistakes in an address is told, as the server tells it, and a call asks for a number', () => {
  const at = 'messages[0].template.columns[0].actions[0].uri';
  const told = (sentence: string) =>
    said(inFieldWords([error(at, 'bad_url', undefined, sentence)], CARDS, 'messages[0]'))[0];
  // lib/domain/src/message/field.rs
  expect(told('「URL」に日本語や空白がそのまま入っています。%エンコードしてください')).toMatch(
    /^日本語や空白が/,
  );
  expect(told('「URL」の「@」より前は書けません。書いてある場所と別の場所を開くリンクになります')).toMatch(
    /^「@」より前は書けません/,
  );
  expect(told('「URL」はhttps、tel、lineで始まる正しいURLにしてください')).toMatch(
    /^「https:\/\/」から始まる/,
  );
  const call = CARDS.replace('https://', 'tel:');
  expect(said(inFieldWords([error(at, 'bad_url')], call, 'messages[0]'))).toEqual([
    '電話番号を、数字とハイフンで入力してください。',
  ]);
  expect(said(inListWords([error(at, 'bad_url')], call, 'messages[0]', 1))).toEqual([
    '1つ目のカード1のボタン1「電話番号」：電話番号を、数字とハイフンで入力してください。',
  ]);
});

test('a quick reply is told as its box names it, under whatever bubble', () => {
  const text = JSON.stringify({
    type: 'text',
    text: 'はい',
    quickReply: { items: [{ type: 'action', action: { type: 'message', label: '', text: '' } }] },
  });
  const found = [error('messages[0].quickReply.items[0].action.label', 'empty')];
  expect(said(inListWords(found, text, 'messages[0]', 1))).toEqual([
    '1つ目のクイックリプライのボタン1「ボタンの文字」：入力してください。',
  ]);
  expect(said(inFieldWords(found, text, 'messages[0]'))).toEqual(['入力してください。']);
});
