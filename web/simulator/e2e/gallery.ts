/** One example of every message type, within LINE's limits. Pictures live under an address that the tests answer themselves. */

/** Never fetched from the network: `answerPictures` fulfils everything below it. */
export const PICTURES = 'https://pictures.kairan.example';

export const picture = (name: string) => `${PICTURES}/${encodeURIComponent(name)}`;
export const postback = (label: string, data: string) => ({
  type: 'postback',
  label,
  data,
  displayText: label,
});
export const message = (label: string) => ({ type: 'message', label, text: label });
export const uri = (label: string) => ({ type: 'uri', label, uri: 'https://www.city.example/' });

export const SIMPLE = [
  {
    type: 'text',
    text: '【防災訓練のお知らせ】\n11月29日(日) 午前10時に緊急速報メールの訓練があります。\n詳しくは https://www.city.example/bousai をご覧ください。🍊',
  },
  {
    type: 'text',
    text: '$ 絵文字と <img src=x onerror=alert(1)> は文字のまま',
    emojis: [{ index: 0, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }],
  },
  {
    type: 'textV2',
    text: 'こんにちは {smile}\n{{波かっこ}} はこう書きます',
    substitution: { smile: { type: 'emoji', productId: '5ac1bfd5040ab15980c9b435', emojiId: '002' } },
  },
  { type: 'image', originalContentUrl: picture('公園.png'), previewImageUrl: picture('公園.png') },
  { type: 'video', originalContentUrl: picture('体操.mp4'), previewImageUrl: picture('体操.png') },
  { type: 'audio', originalContentUrl: picture('放送.m4a'), duration: 83_000 },
  {
    type: 'location',
    title: '市民プラザ',
    address: '川崎市高津区溝口1-1',
    latitude: 35.6,
    longitude: 139.61,
  },
  { type: 'sticker', packageId: '446', stickerId: '1988', sender: { name: 'かわさき防災' } },
  {
    type: 'text',
    text: 'ごみの日をお知らせします。お住まいの区は？',
    quickReply: {
      items: ['川崎区', '幸区', '中原区', '高津区', '宮前区', '多摩区', '麻生区'].map((ward) => ({
        type: 'action',
        action: message(ward),
      })),
    },
  },
];

export const TEMPLATES = [
  {
    type: 'imagemap',
    baseUrl: picture('案内図'),
    altText: '案内図',
    baseSize: { width: 1040, height: 700 },
    actions: [
      {
        type: 'uri',
        label: '子育て',
        linkUri: 'https://www.city.example/kosodate',
        area: { x: 0, y: 0, width: 520, height: 700 },
      },
      {
        type: 'message',
        label: '防災',
        text: '防災のことを知りたい',
        area: { x: 520, y: 0, width: 520, height: 700 },
      },
    ],
  },
  {
    type: 'template',
    altText: '健診の予約',
    template: {
      type: 'buttons',
      thumbnailImageUrl: picture('健診.png'),
      title: '乳幼児健診',
      text: '希望の日時を選んでください。',
      actions: [
        {
          type: 'datetimepicker',
          label: '日時を選ぶ',
          data: 'reserve',
          mode: 'datetime',
          initial: '2026-12-01T10:00',
          min: '2026-11-24T09:00',
          max: '2026-12-25T17:00',
        },
        postback('予約を取り消す', 'cancel=1'),
        uri('市のページを見る'),
      ],
    },
  },
  {
    type: 'template',
    altText: '確認',
    template: {
      type: 'confirm',
      text: '粗大ごみの収集を申し込みますか？',
      actions: [postback('はい', 'yes'), postback('いいえ', 'no')],
    },
  },
  {
    type: 'template',
    altText: '催し',
    template: {
      type: 'carousel',
      columns: ['図書館まつり', '親子たいそう', '農産物の朝市'].map((title) => ({
        thumbnailImageUrl: picture(`${title}.png`),
        title,
        text: '12月5日(土) 10時から\n申込不要・無料',
        actions: [message(`${title}に行く`), uri('くわしく')],
      })),
    },
  },
  {
    type: 'template',
    altText: '写真',
    template: {
      type: 'image_carousel',
      columns: ['桜', '花火', '紅葉'].map((name) => ({
        imageUrl: picture(`${name}.png`),
        action: postback(name, `photo=${name}`),
      })),
    },
  },
];
