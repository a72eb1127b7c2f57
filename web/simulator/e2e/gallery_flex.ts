/** Flex messages of the gallery: nested boxes, positions, gradients, spans, video hero, carousel. */

import { message, picture, postback, uri } from './gallery.ts';

const line = (label: string, value: string) => ({
  type: 'box',
  layout: 'baseline',
  spacing: 'sm',
  contents: [
    { type: 'text', text: label, color: '#6b6b6b', size: 'sm', flex: 2 },
    { type: 'text', text: value, wrap: true, size: 'sm', flex: 5 },
  ],
});

const EVENT = {
  type: 'bubble',
  hero: {
    type: 'image',
    url: picture('秋まつり.png'),
    size: 'full',
    aspectRatio: '20:13',
    aspectMode: 'cover',
    action: uri('写真'),
  },
  body: {
    type: 'box',
    layout: 'vertical',
    contents: [
      { type: 'text', text: '高津区 秋まつり', weight: 'bold', size: 'xl' },
      {
        type: 'box',
        layout: 'baseline',
        margin: 'md',
        contents: [
          ...Array.from({ length: 5 }, () => ({ type: 'icon', size: 'sm', url: picture('星.png') })),
          { type: 'text', text: '4.8', size: 'sm', color: '#6b6b6b', margin: 'md', flex: 0 },
        ],
      },
      {
        type: 'box',
        layout: 'vertical',
        margin: 'lg',
        spacing: 'sm',
        contents: [
          line('場所', '橘公園（雨天時は橘小学校の体育館）'),
          line('日時', '11月29日(日) 10:00〜15:00'),
        ],
      },
    ],
  },
  footer: {
    type: 'box',
    layout: 'vertical',
    spacing: 'sm',
    contents: [
      { type: 'button', style: 'primary', height: 'sm', action: postback('参加する', 'join=1') },
      { type: 'button', style: 'secondary', height: 'sm', action: message('持ち物は？') },
      { type: 'button', style: 'link', height: 'sm', action: uri('地図を見る') },
    ],
  },
  styles: { footer: { separator: true } },
};

const price = (name: string, yen: string) => ({
  type: 'box',
  layout: 'horizontal',
  contents: [
    { type: 'text', text: name, size: 'sm', color: '#555555', flex: 0 },
    { type: 'text', text: yen, size: 'sm', color: '#111111', align: 'end' },
  ],
});

const RECEIPT = {
  type: 'bubble',
  header: {
    type: 'box',
    layout: 'vertical',
    contents: [{ type: 'text', text: '受付票', color: '#ffffff', weight: 'bold' }],
  },
  body: {
    type: 'box',
    layout: 'vertical',
    spacing: 'md',
    contents: [
      { type: 'text', text: '粗大ごみ収集', weight: 'bold', size: 'xxl' },
      { type: 'text', text: '受付番号 #743289384279', size: 'xs', color: '#6b6b6b', wrap: true },
      { type: 'separator', margin: 'xl' },
      price('ソファー', '1,000円'),
      price('自転車', '500円'),
      { type: 'separator' },
      price('合計', '1,500円'),
      {
        type: 'text',
        wrap: true,
        contents: [
          { type: 'span', text: '当日の朝8時まで', weight: 'bold', color: '#b3261e' },
          { type: 'span', text: 'に出してください。' },
          { type: 'span', text: '前日の夜', decoration: 'line-through' },
          { type: 'span', text: 'は', size: 'xl' },
          { type: 'span', text: '出せません。', style: 'italic', decoration: 'underline' },
        ],
      },
      { type: 'text', text: '二行で終わる長い文章です。'.repeat(8), wrap: true, maxLines: 2, size: 'sm' },
      { type: 'text', text: '折り返さない長い文章は最後が省略されます。とても長い文章です。', size: 'sm' },
    ],
  },
  styles: { header: { backgroundColor: '#1d4f6e' } },
};

const NESTED = {
  type: 'bubble',
  size: 'mega',
  body: {
    type: 'box',
    layout: 'vertical',
    paddingAll: '0px',
    contents: [
      {
        type: 'image',
        url: picture('夜景.png'),
        size: 'full',
        aspectMode: 'cover',
        aspectRatio: '4:3',
        gravity: 'top',
      },
      {
        type: 'box',
        layout: 'vertical',
        position: 'absolute',
        offsetBottom: '0px',
        offsetStart: '0px',
        offsetEnd: '0px',
        paddingAll: '20px',
        background: { type: 'linearGradient', angle: '0deg', startColor: '#03303Aee', endColor: '#03303A00' },
        contents: [
          { type: 'text', text: '工場夜景バスツアー', size: 'xl', color: '#ffffff', weight: 'bold' },
          {
            type: 'box',
            layout: 'horizontal',
            margin: 'md',
            spacing: 'md',
            contents: [
              {
                type: 'box',
                layout: 'vertical',
                backgroundColor: '#ffffff33',
                borderWidth: '1px',
                borderColor: '#ffffff',
                cornerRadius: 'md',
                paddingAll: 'sm',
                justifyContent: 'center',
                contents: [{ type: 'text', text: '残り3席', color: '#ffffff', align: 'center', size: 'sm' }],
                action: message('予約する'),
              },
              { type: 'filler' },
            ],
          },
        ],
      },
      {
        type: 'box',
        layout: 'vertical',
        position: 'absolute',
        backgroundColor: '#c2352b',
        cornerRadius: '20px',
        offsetTop: '18px',
        offsetStart: '18px',
        height: '26px',
        width: '62px',
        justifyContent: 'center',
        contents: [{ type: 'text', text: '募集中', color: '#ffffff', align: 'center', size: 'xs' }],
      },
    ],
  },
};

const stop = (time: string, name: string, color: string) => ({
  type: 'box',
  layout: 'horizontal',
  spacing: 'lg',
  cornerRadius: '30px',
  contents: [
    { type: 'text', text: time, size: 'sm', gravity: 'center', flex: 2 },
    {
      type: 'box',
      layout: 'vertical',
      flex: 0,
      contents: [
        { type: 'filler' },
        {
          type: 'box',
          layout: 'vertical',
          contents: [],
          cornerRadius: '30px',
          height: '12px',
          width: '12px',
          borderColor: color,
          borderWidth: '2px',
        },
        { type: 'filler' },
      ],
    },
    { type: 'text', text: name, gravity: 'center', flex: 6, size: 'sm' },
  ],
});

const ROUTE = {
  type: 'bubble',
  size: 'kilo',
  body: {
    type: 'box',
    layout: 'vertical',
    contents: [
      { type: 'text', text: 'コミュニティバス', weight: 'bold', size: 'lg' },
      { type: 'box', layout: 'vertical', margin: 'lg', contents: [stop('9:10', '溝の口駅', '#2f7d4f')] },
      {
        type: 'box',
        layout: 'horizontal',
        spacing: 'lg',
        height: '48px',
        contents: [
          { type: 'box', layout: 'baseline', contents: [{ type: 'filler' }], flex: 2 },
          {
            type: 'box',
            layout: 'vertical',
            width: '12px',
            contents: [
              {
                type: 'box',
                layout: 'horizontal',
                flex: 1,
                contents: [
                  { type: 'filler' },
                  { type: 'box', layout: 'vertical', contents: [], width: '2px', backgroundColor: '#8fb79d' },
                  { type: 'filler' },
                ],
              },
            ],
          },
          { type: 'text', text: 'バス 8分', gravity: 'center', flex: 6, size: 'xs', color: '#5f6b66' },
        ],
      },
      stop('9:18', '市民病院', '#2f7d4f'),
    ],
  },
};

export const FLEX = [
  { type: 'flex', altText: '秋まつり', contents: EVENT },
  { type: 'flex', altText: '受付票', contents: RECEIPT },
  { type: 'flex', altText: '夜景ツアー', contents: NESTED },
  { type: 'flex', altText: '路線', contents: ROUTE },
  {
    type: 'flex',
    altText: '動画',
    contents: {
      type: 'bubble',
      size: 'mega',
      hero: {
        type: 'video',
        url: picture('体操.mp4'),
        previewUrl: picture('体操.png'),
        altContent: {
          type: 'image',
          url: picture('体操.png'),
          size: 'full',
          aspectRatio: '16:9',
          aspectMode: 'cover',
        },
        aspectRatio: '16:9',
      },
      body: {
        type: 'box',
        layout: 'vertical',
        contents: [{ type: 'text', text: 'いきいき体操', weight: 'bold' }],
      },
    },
  },
  {
    type: 'flex',
    altText: '休日診療',
    contents: {
      type: 'carousel',
      contents: ['内科', '小児科', '歯科'].map((name, index) => ({
        type: 'bubble',
        size: 'micro',
        hero: {
          type: 'image',
          url: picture(`${name}.png`),
          size: 'full',
          aspectMode: 'cover',
          aspectRatio: '320:213',
        },
        body: {
          type: 'box',
          layout: 'vertical',
          spacing: 'sm',
          contents: [
            { type: 'text', text: name, weight: 'bold', size: 'sm' },
            {
              type: 'text',
              text: `休日急患診療所${'（受付は16時まで）'.repeat(index)}`,
              size: 'xs',
              wrap: true,
              color: '#5b6470',
            },
          ],
        },
      })),
    },
  },
];
