/**
 * The fields of each kind of bubble, for one form that draws them all. Limits are LINE's (docs/rules.md); the server's check
 * is the judge, these only show while somebody types.
 */

import type { FieldSpec } from './field_spec.ts';
import { freshCard } from './flex/blocks.ts';
import { contentsOf } from './flex/to_json.ts';

export interface BubbleKind {
  readonly name: string;
  readonly hint: string;
  readonly fresh: () => object;
  readonly fields: readonly FieldSpec[];
}

/** As `lib/domain/src/reaction.rs` reads it; the delivery's id is put in when it is made. */
const SEEN_TO_THE_END = 'kairan:opened:{delivery}';

const altText: FieldSpec = {
  kind: 'text',
  key: 'altText',
  label: '代替テキスト',
  max: 1500,
  unit: 'utf16',
  required: true,
  hint: '通知とトーク一覧に出る文です。画像を見られない人にも内容が伝わるように書きます。',
};
const link = (): object => ({ type: 'uri', label: '', uri: 'https://' });
const unnamed = (): object => ({ type: 'uri', uri: 'https://' });
/** A text beside a title or a picture has less room. */
const beside =
  (alone: number) =>
  (card: unknown): number => {
    const { title, thumbnailImageUrl } = (card ?? {}) as Record<string, unknown>;
    return title === undefined && thumbnailImageUrl === undefined ? alone : 60;
  };
const actions = (min: number, max: number): FieldSpec => ({
  kind: 'list',
  key: 'actions',
  label: 'ボタン',
  noun: 'ボタン',
  min,
  max,
  fields: [{ kind: 'action', key: '', label: 'ボタン' }],
  fresh: link,
});
const picture: FieldSpec = {
  kind: 'media',
  key: 'thumbnailImageUrl',
  label: '画像（任意）',
  use: 'image',
  fills: { thumbnailImageUrl: 'url' },
};
const title = (key: string, name: string, max: number): FieldSpec => ({
  kind: 'text',
  key,
  label: name,
  max,
  unit: 'graphemes',
});

export const KINDS: Record<string, BubbleKind> = {
  text: {
    name: 'テキスト',
    hint: '文章と絵文字、リンク',
    fresh: () => ({ type: 'text', text: '' }),
    fields: [
      {
        kind: 'text',
        key: 'text',
        label: '本文',
        max: 5000,
        unit: 'utf16',
        long: true,
        emoji: true,
        required: true,
      },
    ],
  },
  image: {
    name: '画像',
    hint: 'JPEGかPNG、10MBまで',
    fresh: () => ({ type: 'image', originalContentUrl: '', previewImageUrl: '' }),
    fields: [
      {
        kind: 'media',
        key: 'originalContentUrl',
        label: '画像',
        required: true,
        use: 'image',
        fills: { originalContentUrl: 'url', previewImageUrl: 'preview_url' },
        hint: '画像の中の文字は読み上げられません。大切なことはテキストの吹き出しにも書きます。',
      },
    ],
  },
  video: {
    name: '動画',
    hint: 'MP4、200MBまで',
    fresh: () => ({ type: 'video', originalContentUrl: '', previewImageUrl: '' }),
    fields: [
      {
        kind: 'media',
        key: 'originalContentUrl',
        label: '動画',
        required: true,
        use: 'video',
        fills: { originalContentUrl: 'url' },
      },
      {
        kind: 'media',
        key: 'previewImageUrl',
        label: '再生前に見える画像',
        required: true,
        use: 'preview',
        fills: { previewImageUrl: 'url' },
      },
      {
        kind: 'mark',
        key: 'trackingId',
        label: '最後まで見た人を記録する',
        hint: 'あとで、対象の「前の配信を開いたとわかっている」で選べます。',
        mark: SEEN_TO_THE_END,
      },
    ],
  },
  audio: {
    name: '音声',
    hint: 'M4AかMP3、200MBまで',
    fresh: () => ({ type: 'audio', originalContentUrl: '', duration: 1000 }),
    fields: [
      {
        kind: 'media',
        key: 'originalContentUrl',
        label: '音声',
        required: true,
        use: 'audio',
        fills: { originalContentUrl: 'url', duration: 'duration_ms' },
      },
      {
        kind: 'number',
        key: 'duration',
        label: '長さ（1000分の1秒）',
        hint: 'ファイルを選ぶと自動で入ります。アドレスで指定したときだけ直します。',
        min: 1,
        max: 4_294_967_295,
        required: true,
      },
    ],
  },
  location: {
    name: '位置情報',
    hint: '地図の場所',
    fresh: () => ({ type: 'location', title: '', address: '' }),
    fields: [
      { kind: 'text', key: 'title', label: '場所の名前', max: 100, unit: 'utf16', required: true },
      { kind: 'text', key: 'address', label: '住所', max: 100, unit: 'utf16', required: true },
      { kind: 'place', key: '', label: '地図の位置', required: true },
    ],
  },
  sticker: {
    name: 'スタンプ',
    hint: 'LINEが公開している番号で指定',
    fresh: () => ({ type: 'sticker', packageId: '446', stickerId: '1988' }),
    fields: [
      {
        kind: 'text',
        key: 'packageId',
        label: 'パッケージの番号',
        max: 20,
        unit: 'utf16',
        required: true,
        hint: '番号は、LINEの一覧（developers.line.biz/ja/docs/messaging-api/sticker-list/）にあります。',
      },
      { kind: 'text', key: 'stickerId', label: 'スタンプの番号', max: 20, unit: 'utf16', required: true },
    ],
  },
  imagemap: {
    name: 'リッチメッセージ',
    hint: '1枚の画像に、押せる場所をいくつも置く',
    fresh: () => ({
      type: 'imagemap',
      baseUrl: '',
      altText: '',
      baseSize: { width: 1040, height: 1040 },
      actions: [{ type: 'uri', linkUri: 'https://', area: { x: 0, y: 0, width: 1040, height: 1040 } }],
    }),
    fields: [
      altText,
      {
        kind: 'media',
        key: 'baseUrl',
        label: '画像（幅1040ピクセル以上）',
        required: true,
        use: 'imagemap',
        fills: { baseUrl: 'base_url', 'baseSize.height': 'height' },
      },
      { kind: 'areas', key: '', label: '画像の上で押せる場所を決める' },
      {
        kind: 'list',
        key: 'actions',
        label: '押せる場所',
        noun: '場所',
        min: 1,
        max: 50,
        fresh: () => ({ type: 'uri', linkUri: 'https://', area: { x: 0, y: 0, width: 520, height: 520 } }),
        fields: [
          { kind: 'tap', key: '', label: '押したとき' },
          { kind: 'number', key: 'area.x', label: '左端', min: 0, max: 1040 },
          { kind: 'number', key: 'area.y', label: '上端', min: 0, max: 2080 },
          { kind: 'number', key: 'area.width', label: '幅', min: 1, max: 1040 },
          { kind: 'number', key: 'area.height', label: '高さ', min: 1, max: 2080 },
        ],
      },
    ],
  },
  buttons: {
    name: 'ボタン',
    hint: '文と、4つまでのボタン',
    fresh: () => ({
      type: 'template',
      altText: '',
      template: { type: 'buttons', text: '', actions: [link()] },
    }),
    fields: [
      altText,
      {
        kind: 'group',
        key: 'template',
        label: '',
        fields: [
          picture,
          title('title', '見出し（任意）', 40),
          {
            kind: 'text',
            key: 'text',
            label: '本文',
            max: beside(160),
            unit: 'graphemes',
            long: true,
            required: true,
            hint: '画像か見出しがあるときは60文字までです。',
          },
          actions(1, 4),
        ],
      },
    ],
  },
  confirm: {
    name: 'はい・いいえ',
    hint: '文と、2つのボタン',
    fresh: () => ({
      type: 'template',
      altText: '',
      template: {
        type: 'confirm',
        text: '',
        actions: [
          { type: 'message', label: 'はい', text: 'はい' },
          { type: 'message', label: 'いいえ', text: 'いいえ' },
        ],
      },
    }),
    fields: [
      altText,
      {
        kind: 'group',
        key: 'template',
        label: '',
        fields: [
          {
            kind: 'text',
            key: 'text',
            label: '本文',
            max: 240,
            unit: 'graphemes',
            long: true,
            required: true,
          },
          actions(2, 2),
        ],
      },
    ],
  },
  carousel: {
    name: '横に並ぶ案内（カルーセル）',
    hint: '10枚までのカード',
    fresh: () => ({
      type: 'template',
      altText: '',
      template: { type: 'carousel', columns: [{ text: '', actions: [link()] }] },
    }),
    fields: [
      altText,
      {
        kind: 'group',
        key: 'template',
        label: '',
        fields: [
          {
            kind: 'list',
            key: 'columns',
            label: 'カード',
            noun: 'カード',
            min: 1,
            max: 10,
            fresh: () => ({ text: '', actions: [link()] }),
            hint: '画像、見出し、ボタンの数は、すべてのカードでそろえます。',
            fields: [
              picture,
              title('title', '見出し（任意）', 40),
              {
                kind: 'text',
                key: 'text',
                label: '本文',
                max: beside(120),
                unit: 'graphemes',
                long: true,
                required: true,
                hint: '画像か見出しがあるときは60文字までです。',
              },
              actions(1, 3),
            ],
          },
        ],
      },
    ],
  },
  image_carousel: {
    name: '画像カルーセル',
    hint: '横に並ぶ10枚までの画像',
    fresh: () => ({
      type: 'template',
      altText: '',
      template: { type: 'image_carousel', columns: [{ imageUrl: '', action: unnamed() }] },
    }),
    fields: [
      altText,
      {
        kind: 'group',
        key: 'template',
        label: '',
        fields: [
          {
            kind: 'list',
            key: 'columns',
            label: '画像',
            noun: '画像',
            min: 1,
            max: 10,
            fresh: () => ({ imageUrl: '', action: unnamed() }),
            fields: [
              {
                kind: 'media',
                key: 'imageUrl',
                label: '画像',
                required: true,
                use: 'image',
                fills: { imageUrl: 'url' },
              },
              { kind: 'action', key: 'action', label: '画像', longest: 12, isOptional: true },
            ],
          },
        ],
      },
    ],
  },
  flex: {
    name: 'カード（Flexメッセージ）',
    hint: '見出し・表・ボタンなどの部品を並べて作ります',
    fresh: () => ({ type: 'flex', altText: '', contents: contentsOf([freshCard()]) }),
    fields: [altText],
  },
};

/** Which of the kinds a bubble is; undefined for what no form knows. */
export function kindOf(message: unknown): string | undefined {
  const { type, template } = (message ?? {}) as { type?: unknown; template?: { type?: unknown } };
  const name = type === 'template' ? template?.type : type;
  return typeof name === 'string' && Object.hasOwn(KINDS, name) ? name : undefined;
}
