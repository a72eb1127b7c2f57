/** What each message type shows, and what a tap on it reports. */

import { describe, expect, test } from 'vitest';
import { renderQuickReply, renderRichMenu } from '../src/index.ts';
import { draw, first, PICTURE, taps, template } from './support.ts';

describe('text', () => {
  test('keeps line breaks and emoji', () => {
    expect(first(draw({ type: 'text', text: '一行目\n二行目 🍊' }), '.kp-text').textContent).toBe(
      '一行目\n二行目 🍊',
    );
  });

  test('puts LINE emoji at their UTF-16 index and leaves other dollar signs', () => {
    const emojis = [
      { index: 3, productId: 'p', emojiId: '1' },
      { index: 0, productId: 'p', emojiId: '2' },
    ];
    const element = draw({ type: 'text', text: '🍊a$b$', emojis });
    expect(element.querySelectorAll('.kp-emoji')).toHaveLength(1);
    expect(first(element, '.kp-text').textContent).toBe('🍊a☺b$');
  });

  test('uses emoji pictures where the page gives their addresses', () => {
    const emojiUrl = (product: string, emoji: string) => `https://e.example/${product}/${emoji}.png`;
    const element = draw(
      { type: 'text', text: '$', emojis: [{ index: 0, productId: 'p', emojiId: '7' }] },
      { emojiUrl },
    );
    expect(first(element, 'img').getAttribute('src')).toBe('https://e.example/p/7.png');
  });

  test('marks an address without making it navigable and reports a tap on it', () => {
    const { actions, onAction } = taps();
    const element = draw(
      { type: 'text', text: '詳しくはhttps://city.example/a?b=1、または「http://x.example」へ。' },
      { onAction },
    );
    const links = [...element.querySelectorAll<HTMLElement>('.kp-link')];
    expect(links.map((link) => link.textContent)).toEqual(['https://city.example/a?b=1', 'http://x.example']);
    expect(element.querySelector('a')).toBeNull();
    links[0]?.click();
    expect(actions).toEqual([{ type: 'uri', label: '', uri: 'https://city.example/a?b=1' }]);
  });

  test('textV2 replaces its keys, knows escaped braces and keeps unknown keys', () => {
    const substitution = {
      all: { type: 'mention', mentionee: { type: 'all' } },
      e: { type: 'emoji', productId: 'p', emojiId: '1' },
    };
    expect(draw({ type: 'textV2', text: '{all} {e} {{x}} {nobody}', substitution }).textContent).toBe(
      '@全員 ☺ {x} {nobody}',
    );
  });
});

describe('media', () => {
  test('an image shows its preview picture', () => {
    const element = draw({
      type: 'image',
      originalContentUrl: 'https://a.example/big.png',
      previewImageUrl: PICTURE,
    });
    expect(first(element, 'img').getAttribute('src')).toBe(PICTURE);
  });

  test('a picture that fails to load becomes a notice', () => {
    const element = draw({ type: 'image', originalContentUrl: PICTURE, previewImageUrl: PICTURE });
    first(element, 'img').dispatchEvent(new Event('error'));
    expect(element.textContent).toBe('画像を表示できません：画像');
  });

  test('video and audio fetch nothing before they are played', () => {
    const video = first(
      draw({ type: 'video', originalContentUrl: 'https://a.example/v.mp4', previewImageUrl: PICTURE }),
      'video',
    );
    expect([video.getAttribute('preload'), video.getAttribute('poster')]).toEqual(['none', PICTURE]);
    const audio = draw({ type: 'audio', originalContentUrl: 'https://a.example/a.m4a', duration: 83_000 });
    expect(first(audio, 'audio').getAttribute('preload')).toBe('none');
    expect(audio.textContent).toBe('音声 1:23');
  });

  test('a location shows title, address and coordinates', () => {
    const element = draw({
      type: 'location',
      title: '市役所',
      address: '宮本町1',
      latitude: 35.53,
      longitude: 139.7,
    });
    expect(first(element, '.kp-location-text').textContent).toBe('市役所宮本町135.53000, 139.70000');
  });

  test('a sticker is named, or drawn where the page gives its address', () => {
    const sticker = { type: 'sticker', packageId: '446', stickerId: '1988' };
    expect(draw(sticker).textContent).toBe('スタンプ446 / 1988');
    const drawn = draw(sticker, { stickerUrl: (pack, id) => `https://s.example/${pack}/${id}.png` });
    expect(first(drawn, 'img').getAttribute('src')).toBe('https://s.example/446/1988.png');
  });

  test("the sender's name and icon stand above, else the account's", () => {
    const account = { name: '公式' };
    expect(
      first(
        draw({ type: 'text', text: 'a', sender: { name: '防災', iconUrl: PICTURE } }, { account }),
        '.kp-sender',
      ).textContent,
    ).toBe('防災');
    expect(first(draw({ type: 'text', text: 'a' }, { account }), '.kp-sender-name').textContent).toBe('公式');
    expect(draw({ type: 'text', text: 'a' }).querySelector('.kp-sender')).toBeNull();
  });
});

describe('imagemap and rich menu', () => {
  const actions = [
    { type: 'message', label: '左', text: '左の文', area: { x: 0, y: 0, width: 520, height: 260 } },
    { type: 'uri', linkUri: 'https://r.example/', area: { x: 520, y: 0, width: 520, height: 520 } },
  ];
  const imagemap = {
    type: 'imagemap',
    baseUrl: 'https://i.example/map',
    altText: '地図',
    baseSize: { width: 1040, height: 520 },
    actions,
  };

  test('an imagemap asks for width 1040 and places its areas in percent', () => {
    const element = draw(imagemap, taps());
    expect(first(element, 'img').getAttribute('src')).toBe('https://i.example/map/1040');
    const area = first(element, '.kp-area');
    expect([area.style.left, area.style.top, area.style.width, area.style.height]).toEqual([
      '0%',
      '0%',
      '50%',
      '50%',
    ]);
  });

  test('its areas report their actions', () => {
    const { actions: seen, onAction } = taps();
    for (const area of draw(imagemap, { onAction }).querySelectorAll<HTMLElement>('.kp-area')) area.click();
    expect(seen).toEqual([
      { type: 'message', label: '左', text: '左の文' },
      { type: 'uri', label: '', uri: 'https://r.example/' },
    ]);
  });

  test('a rich menu has a named button for each area, also for switching tabs', () => {
    const { actions: seen, onAction } = taps();
    const action = { type: 'richmenuswitch', label: '防災', data: 'd', richMenuAliasId: 'bousai' };
    const menu = {
      size: { width: 2500, height: 1686 },
      areas: [{ bounds: { x: 0, y: 0, width: 1250, height: 1686 }, action }],
    };
    const button = first(renderRichMenu(menu, PICTURE, { onAction }), '[role="button"]');
    expect(button.getAttribute('aria-label')).toBe('防災');
    button.click();
    expect(seen).toEqual([action]);
  });
});

describe('templates', () => {
  const actions = [
    {
      type: 'postback',
      label: 'はい',
      data: 'y',
      displayText: '「はい」',
      inputOption: 'openKeyboard',
      fillInText: '理由：',
    },
    { type: 'message', label: 'いいえ', text: 'いいえ' },
  ];

  test('buttons show picture, title, text and a tappable row per action', () => {
    const { actions: seen, onAction } = taps();
    const element = draw(
      template({ type: 'buttons', thumbnailImageUrl: PICTURE, title: '題', text: '本文', actions }),
      { onAction },
    );
    expect(element.textContent).toBe('題本文はいいいえ');
    for (const row of element.querySelectorAll<HTMLElement>('.kp-card-action')) row.click();
    expect(seen).toEqual(actions);
  });

  test('keys do what a tap does', () => {
    const { actions: seen, onAction } = taps();
    const row = first(
      draw(template({ type: 'confirm', text: '?', actions }), { onAction }),
      '.kp-card-action',
    );
    row.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    row.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }));
    row.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }));
    expect(seen).toHaveLength(2);
  });

  test('without a listener nothing is focusable', () => {
    expect(
      draw(template({ type: 'confirm', text: '?', actions })).querySelector('[tabindex], [role="button"]'),
    ).toBeNull();
  });

  test('carousels show a card per column', () => {
    const columns = ['一', '二'].map((title) => ({ title, text: 't', actions, thumbnailImageUrl: PICTURE }));
    expect(draw(template({ type: 'carousel', columns })).querySelectorAll('.kp-card')).toHaveLength(2);
    const images = ['一', '二', '三'].map((label) => ({
      imageUrl: PICTURE,
      action: { type: 'message', label, text: label },
    }));
    const element = draw(template({ type: 'image_carousel', columns: images }));
    expect([...element.querySelectorAll('.kp-image-label')].map((label) => label.textContent)).toEqual([
      '一',
      '二',
      '三',
    ]);
  });
});

test('quick replies are chips that report their actions, and absent where there are none', () => {
  const { actions, onAction } = taps();
  const action = {
    type: 'datetimepicker',
    label: '日付',
    data: 'd',
    mode: 'date',
    initial: '2026-12-01',
    min: '2026-01-01',
    max: '2026-12-31',
  };
  const row = renderQuickReply(
    { type: 'text', text: 'a', quickReply: { items: [{ type: 'action', imageUrl: PICTURE, action }] } },
    { onAction },
  );
  row?.querySelector<HTMLElement>('.kp-quick-reply')?.click();
  expect(actions).toEqual([action]);
  expect(renderQuickReply({ type: 'text', text: 'a' })).toBeNull();
});
