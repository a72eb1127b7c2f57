import { expect, test } from 'vitest';
import { openedBy } from '../src/features/confirm/opened.ts';

const of = (...messages: readonly object[]) => openedBy(messages.map((one) => JSON.stringify(one)));
const lines = (message: object) =>
  of(message)[0]?.taps.map(({ on, happens }) => [on, ...happens.map((one) => `${one.what}=${one.exactly}`)]);
const LONG = `https://example.com/${'a'.repeat(900)}?x=1#y`;

test('each bubble tells its notification line', () => {
  const bubbles = of(
    { type: 'text', text: '訓練です。\nご参加ください' },
    { type: 'flex', altText: '訓練のご案内', contents: {} },
    { type: 'sticker', packageId: '1', stickerId: '1' },
  );
  expect(bubbles.map(({ name, notification }) => [name, notification])).toEqual([
    ['テキスト', '（本文と同じです）'],
    ['カード', '訓練のご案内'],
    ['スタンプ', 'スタンプが届きました'],
  ]);
});

test('the buttons of a template tell the whole address, the number and the texts', () => {
  const actions = [
    { type: 'uri', label: '申し込む', uri: LONG, altUri: { desktop: 'https://pc.example.com/' } },
    { type: 'uri', label: '電話', uri: 'tel:044-200-2111' },
    { type: 'message', label: 'はい', text: '参加します' },
    {
      type: 'postback',
      label: '見た',
      data: 'kairan:clicked',
      displayText: '見ました',
      fillInText: '名前：',
    },
  ];
  expect(
    lines({ type: 'template', altText: 'a', template: { type: 'buttons', text: 'b', actions } }),
  ).toEqual([
    ['申し込む', `開くページ=${LONG}`, 'パソコンで開くページ=https://pc.example.com/'],
    ['電話', '電話をかける番号=044-200-2111'],
    ['はい', '送られる文=参加します'],
    [
      '見た',
      '送られる文=見ました',
      '入力欄に入る文=名前：',
      'だれが押したかを記録します（市民には見えません）=',
    ],
  ]);
});

test('areas of a picture, cards of a carousel and pictures of an image carousel are found', () => {
  const area = { x: 0, y: 0, width: 1, height: 1 };
  const link = { linkUri: 'https://b.example/', label: '続き' };
  expect(
    lines({
      type: 'imagemap',
      actions: [
        { type: 'uri', linkUri: 'https://a.example/', area },
        { type: 'clipboard', clipboardText: 'ABC', area },
      ],
      video: { externalLink: link },
    }),
  ).toEqual([
    ['画像の上の場所1', '開くページ=https://a.example/'],
    ['画像の上の場所2', 'コピーされる文字=ABC'],
    ['続き', '開くページ=https://b.example/'],
  ]);
  const uri = (host: string) => ({ type: 'uri', uri: `https://${host}.example/` });
  const columns = [
    { imageUrl: 'x', action: uri('a') },
    { imageUrl: 'x', action: uri('b') },
  ];
  expect(lines({ type: 'template', template: { type: 'image_carousel', columns } })).toEqual([
    ['1枚目の画像', '開くページ=https://a.example/'],
    ['2枚目の画像', '開くページ=https://b.example/'],
  ]);
});

test('what is tapped in a card is found at any depth', () => {
  const action = { type: 'uri', uri: 'https://a.example/' };
  const box = { type: 'box', contents: [{ type: 'text', text: '地図', action }], action };
  const bubble = { type: 'bubble', hero: { type: 'image', url: 'x', action }, body: box };
  expect(lines({ type: 'flex', contents: { type: 'carousel', contents: [bubble] } })).toEqual([
    ['1枚目の画像', '開くページ=https://a.example/'],
    ['1枚目の地図', '開くページ=https://a.example/'],
    ['1枚目の枠', '開くページ=https://a.example/'],
  ]);
});

test('links of a text, what a picture opens, and quick replies with whether they are seen', () => {
  const quickReply = { items: [{ type: 'action', action: { type: 'location', label: '場所を送る' } }] };
  const text = { type: 'text', text: '詳しくは https://a.example/x を。', quickReply };
  const image = { type: 'image', originalContentUrl: 'https://a.example/1', previewImageUrl: 'x' };
  expect(lines(text)).toEqual([
    ['文の中のリンク', '開くページ=https://a.example/x'],
    ['クイックリプライ「場所を送る」', '位置情報を選ぶ画面が開きます='],
  ]);
  expect(lines(image)).toEqual([['画像', '押すと開く画像=https://a.example/1']]);
  expect(of(text, image)[0]?.taps[1]?.on).toBe(
    'クイックリプライ（最後の吹き出しではないので出ません）「場所を送る」',
  );
});

test('what is no message, no known action or endlessly deep ends quietly', () => {
  expect(openedBy(['{', '[]', 'null']).every(({ taps }) => taps.length === 0)).toBe(true);
  expect(lines({ type: 'x', action: { type: '__proto__', label: '<b>' } })).toEqual([
    ['<b>', '動きの中身がありません（__proto__）='],
  ]);
  const deep = `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`;
  expect(openedBy([deep])).toHaveLength(1);
});

test('where an address leads stands before it, whatever it is dressed as', () => {
  const hosts = [
    'https://www.city.kawasaki.jp@evil.example/',
    `https://www.city.kawasaki.jp%2Fkosodate%2F${'a'.repeat(900)}@evil.example`,
    'https://www.city.kawasaki.jp.evil.example/a',
    'https://ｅｖｉｌ.example/',
    'tel:044',
    'https://',
  ].map((text) => {
    const action = { type: 'uri', uri: text };
    const template = { type: 'confirm', actions: [action] };
    return of({ type: 'template', altText: 'a', template })[0]?.taps[0]?.happens[0]?.host;
  });
  expect(hosts).toEqual([
    'evil.example',
    'evil.example',
    'www.city.kawasaki.jp.evil.example',
    'evil.example',
    undefined,
    undefined,
  ]);
});
