/** A message is written by strangers: whatever stands in it, nothing runs and no unsafe address reaches the page. */

import { describe, expect, test } from 'vitest';
import { mediaUrl, renderMessage, renderQuickReply, renderRichMenu } from '../src/index.ts';
import { draw, drawFlex, flexWith, taps, template } from './support.ts';

const MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
const ADDRESSES = [
  'javascript:alert(1)',
  ' JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://example.com/1',
  'http://elsewhere.example/a.png',
  '//elsewhere.example:80/a.png',
  'https://',
  '',
];

/** Every string field of every message type filled with the same value. */
const everywhere = (value: string): unknown[] => {
  const action = { type: 'uri', label: value, uri: value };
  const box = (contents: unknown[]) => ({
    type: 'box',
    layout: 'vertical',
    contents,
    backgroundColor: value,
    width: value,
    paddingAll: value,
    action,
  });
  return [
    { type: 'text', text: value, sender: { name: value, iconUrl: value } },
    {
      type: 'textV2',
      text: `${value}{key}`,
      substitution: { key: { type: 'emoji', productId: value, emojiId: value } },
    },
    { type: 'image', originalContentUrl: value, previewImageUrl: value },
    { type: 'video', originalContentUrl: value, previewImageUrl: value },
    { type: 'audio', originalContentUrl: value, duration: 1 },
    { type: 'location', title: value, address: value, latitude: 1, longitude: 1 },
    { type: 'sticker', packageId: value, stickerId: value },
    {
      type: 'imagemap',
      baseUrl: value,
      altText: value,
      baseSize: { width: 1040, height: 1040 },
      video: { originalContentUrl: value, previewImageUrl: value },
      actions: [{ type: 'uri', linkUri: value, label: value, area: { x: 0, y: 0, width: 9, height: 9 } }],
    },
    template({
      type: 'buttons',
      thumbnailImageUrl: value,
      title: value,
      text: value,
      imageBackgroundColor: value,
      actions: [action],
    }),
    template({ type: 'image_carousel', columns: [{ imageUrl: value, action }] }),
    template({ type: value }),
    flexWith({
      type: 'bubble',
      styles: { body: { backgroundColor: value } },
      hero: { type: 'video', url: value, previewUrl: value, altContent: { type: 'image', url: value } },
      body: box([
        { type: 'text', text: value, color: value, size: value },
        { type: 'text', contents: [{ type: 'span', text: value, color: value }] },
        { type: 'image', url: value, aspectRatio: value },
        { type: 'icon', url: value },
        { type: 'button', action, color: value },
        { type: value },
      ]),
    }),
    { type: value },
  ];
};

describe('markup in any field', () => {
  test.each(everywhere(MARKUP).map((message, index) => [index, message]))('stays text (%i)', (_, message) => {
    const element = draw(message, taps());
    expect(element.querySelector('script, [onerror], [onclick], [onload], iframe, object, embed')).toBeNull();
    expect([...element.querySelectorAll('img')].every((image) => image.src !== 'x')).toBe(true);
    expect((window as unknown as { hacked?: number }).hacked).toBeUndefined();
  });

  test('is readable as it was written', () => {
    expect(draw({ type: 'text', text: MARKUP }).textContent).toBe(MARKUP);
    expect(drawFlex({ type: 'text', text: MARKUP }).textContent).toBe(MARKUP);
  });
});

describe('addresses', () => {
  test.each(ADDRESSES)('%j never becomes href, src, poster or a style', (address) => {
    for (const message of everywhere(address)) {
      const element = draw(message, taps());
      expect(element.querySelector('[href], [src], [poster]:not([poster=""]), form, [action]')).toBeNull();
      for (const node of element.querySelectorAll<HTMLElement>('*'))
        expect(node.getAttribute('style') ?? '').not.toMatch(/script|url\(/);
    }
  });

  test.each(ADDRESSES)('%j is no media address', (address) => expect(mediaUrl(address)).toBeNull());

  test('https, same origin and picture data are media addresses', () => {
    expect(mediaUrl('https://a.example/p.png')).toBe('https://a.example/p.png');
    expect(mediaUrl('/control/x')).toBe(`${location.origin}/control/x`);
    expect(mediaUrl('data:image/png;base64,AAAA')).toBe('data:image/png;base64,AAAA');
    expect(mediaUrl('https://form.kairan.invalid/media/0a/1040')).toBe(`${location.origin}/media/0a/1040`);
    expect(mediaUrl('https://form.kairan.invalid/other')).toBe('https://form.kairan.invalid/other');
  });

  test('an action with an unsafe address reports a reason instead of the address', () => {
    const { actions, onAction } = taps();
    const element = draw(
      template({
        type: 'confirm',
        text: '?',
        actions: [{ type: 'uri', label: '押す', uri: 'javascript:alert(1)' }],
      }),
      { onAction },
    );
    element.querySelector<HTMLElement>('.kp-card-action')?.click();
    expect(actions).toEqual([
      { type: 'unsupported', label: '押す', reason: 'このリンクは開けません（使えない形式のURLです）' },
    ]);
  });
});

describe('malformed messages', () => {
  const broken = [
    null,
    undefined,
    7,
    'text',
    [],
    {},
    { type: 'text' },
    { type: 'text', text: 7, emojis: 'x' },
    { type: 'flex' },
    flexWith(null),
    flexWith({ type: 'carousel', contents: [null, 1, {}] }),
    { type: 'template', template: [] },
    { type: 'imagemap', actions: [null] },
    { type: 'textV2', text: '{constructor}{__proto__}', substitution: [] },
    { type: 'toString' },
  ];

  test.each(broken.map((message, index) => [index, message]))(
    'are drawn without an exception (%i)',
    (_, message) => {
      expect(renderMessage(message)).toBeInstanceOf(HTMLElement);
      expect(() => renderQuickReply(message)).not.toThrow();
      expect(() => renderRichMenu(message, undefined, {})).not.toThrow();
    },
  );

  test('an unknown type says so in Japanese', () => {
    expect(draw({ type: 'coupon' }).textContent).toBe('この種類のメッセージはプレビューできません（coupon）');
  });

  test('boxes nested five hundred deep end in a notice', () => {
    let box: unknown = { type: 'text', text: '底' };
    for (let depth = 0; depth < 500; depth++) box = { type: 'box', layout: 'vertical', contents: [box] };
    expect(draw(flexWith({ type: 'bubble', body: box })).textContent).toBe(
      '入れ子が深すぎるため表示できません',
    );
  });
});
