/** How Flex properties become layout. Pictures of the result are taken by the simulator's Playwright run. */

import { describe, expect, test } from 'vitest';
import { draw, drawFlex, first, flexWith, PICTURE, taps } from './support.ts';

const box = (layout: string, contents: object[], more: object = {}) => ({
  type: 'box',
  layout,
  contents,
  ...more,
});
const text = (words: string, more: object = {}) => ({ type: 'text', text: words, ...more });

describe('bubbles', () => {
  test('header, hero, body and footer come in this order whatever the order of the keys', () => {
    const part = (words: string) => box('vertical', [text(words)]);
    const element = draw(
      flexWith({
        footer: part('尾'),
        body: part('体'),
        hero: part('主'),
        header: part('頭'),
        type: 'bubble',
      }),
    );
    expect(element.textContent).toBe('頭主体尾');
  });

  test('size, direction, block colour and separator are kept', () => {
    const styles = { footer: { separator: true, separatorColor: '#ff0000', backgroundColor: '#00ff00' } };
    const element = draw(
      flexWith({ type: 'bubble', size: 'kilo', direction: 'rtl', styles, footer: box('vertical', []) }),
    );
    expect(first(element, '.kf-bubble').className).toContain('kf-size-kilo');
    expect(first(element, '.kf-bubble').dir).toBe('rtl');
    expect(first(element, '.kf-block-separated').style.borderTopColor).toBe('#ff0000');
    expect(first(element, '.kf-block-footer').style.backgroundColor).toBe('#00ff00');
  });

  test('a carousel holds its bubbles', () => {
    const bubble = { type: 'bubble', body: box('vertical', [text('a')]) };
    expect(
      draw(flexWith({ type: 'carousel', contents: [bubble, bubble, bubble] })).querySelectorAll('.kf-bubble'),
    ).toHaveLength(3);
  });

  test('the alternative text names the message', () => {
    expect(first(draw(flexWith({ type: 'bubble' })), '[role="group"]').getAttribute('aria-label')).toBe(
      '代替',
    );
  });

  test('a video hero with an unusable address shows altContent', () => {
    const hero = {
      type: 'video',
      url: 'http://x.example/v.mp4',
      altContent: { type: 'image', url: PICTURE },
    };
    expect(first(draw(flexWith({ type: 'bubble', hero })), 'img').getAttribute('src')).toBe(PICTURE);
  });
});

describe('boxes', () => {
  const children = (root: HTMLElement) =>
    [...first(root, '.kf-block-body > .kf-box').children] as HTMLElement[];
  const body = (layout: string, contents: object[], more: object = {}) =>
    draw(flexWith({ type: 'bubble', body: box(layout, contents, more) }));

  test('across, text shares the width, flex 0 and icons keep their own', () => {
    const icon = { type: 'icon', url: PICTURE };
    const flexes = children(
      body('baseline', [icon, text('a'), text('b', { flex: 3 }), text('c', { flex: 0 })]),
    ).map((child) => child.style.flex);
    expect(flexes.map((flex) => flex.split(' ')[0])).toEqual(['0', '1', '3', '0']);
    expect(flexes[3]).toContain('auto');
  });

  test('spacing stands between components, margin replaces it, the first has none', () => {
    const tops = children(
      body('vertical', [text('a', { margin: 'xl' }), text('b'), text('c', { margin: 'xs' })], {
        spacing: 'md',
      }),
    ).map((child) => child.style.marginTop);
    expect(tops).toEqual(['', '8px', '2px']);
  });

  test('an absolute component takes no space and keeps its offsets', () => {
    const floating = box('vertical', [], {
      position: 'absolute',
      offsetTop: '18px',
      offsetBottom: '-4px',
      margin: 'xl',
    });
    const [first_, second] = children(
      body('vertical', [floating, text('a', { margin: 'xl' })], { spacing: 'md' }),
    );
    expect(first_?.classList.contains('kf-absolute')).toBe(true);
    expect([first_?.style.top, first_?.style.bottom, first_?.style.marginTop]).toEqual(['18px', '-4px', '']);
    expect(second?.style.marginTop).toBe('');
  });

  test('padding, border, corners, sizes and colours reach the element', () => {
    const element = drawFlex(
      box('vertical', [], {
        paddingAll: 'lg',
        paddingTop: '5%',
        borderWidth: 'bold',
        borderColor: '#123456',
        cornerRadius: 'xxl',
        width: '50%',
        maxHeight: '10px',
        backgroundColor: '#11223344',
      }),
    );
    const style = first(element, '.kf-box .kf-box').style;
    expect([
      style.paddingBottom,
      style.paddingTop,
      style.borderTopWidth,
      style.borderRadius,
      style.width,
      style.maxHeight,
    ]).toEqual(['12px', '5%', '4px', '20px', '50%', '10px']);
    expect(style.backgroundColor).toBe('#11223344');
  });

  test('gradients have two or three colours; a malformed one is dropped', () => {
    const gradient = (background: object) =>
      first(drawFlex(box('vertical', [], { background })), '.kf-box .kf-box').style.backgroundImage;
    const two = { type: 'linearGradient', angle: '90deg', startColor: '#000000', endColor: '#ffffff' };
    expect(gradient(two)).toBe('linear-gradient(90deg, #000000, #ffffff)');
    expect(gradient({ ...two, centerColor: '#ff0000', centerPosition: '10%' })).toBe(
      'linear-gradient(90deg, #000000, #ff0000 10%, #ffffff)',
    );
    expect(gradient({ ...two, angle: '0deg), url(https://x.example' })).toBe('');
  });

  test('a tap inside reports the innermost action only', () => {
    const { actions, onAction } = taps();
    const message = (label: string) => ({ type: 'message', label, text: label });
    const button = { type: 'button', action: message('中') };
    const element = drawFlex(box('vertical', [button, text('字')], { action: message('外') }), 'vertical', {
      onAction,
    });
    first(element, '.kf-button-inner').click();
    first(element, '.kf-text').click();
    expect(actions.map(({ label }) => label)).toEqual(['中', '外']);
  });
});

describe('components', () => {
  test('text keeps line breaks, wraps, clamps and is styled', () => {
    const element = drawFlex(
      text('一\n二', {
        wrap: true,
        maxLines: 2,
        size: 'xl',
        weight: 'bold',
        align: 'end',
        color: '#123456',
        decoration: 'underline',
        lineSpacing: '4px',
      }),
    );
    const inner = first(element, '.kf-wrap');
    expect(inner.textContent).toBe('一\n二');
    expect(inner.style.getPropertyValue('--kf-lines')).toBe('2');
    const outer = first(element, '.kf-text').style;
    expect([outer.fontSize, outer.fontWeight, outer.textAlign, outer.color]).toEqual([
      '22px',
      '700',
      'end',
      '#123456',
    ]);
  });

  test('spans replace the text and carry their own style', () => {
    const contents = [
      { type: 'span', text: '赤', color: '#ff0000', weight: 'bold' },
      { type: 'span', text: '線', decoration: 'line-through' },
    ];
    const element = drawFlex(text('使わない', { contents }));
    expect(element.textContent).toBe('赤線');
    expect(first(element, '.kf-span').style.color).toBe('#ff0000');
  });

  test('an image has its width from size and its height from the ratio', () => {
    const style = first(
      drawFlex({ type: 'image', url: PICTURE, size: 'full', aspectRatio: '20:13', aspectMode: 'cover' }),
      '.kf-cover',
    ).style;
    expect([style.width, style.aspectRatio]).toEqual(['100%', '20 / 13']);
    expect(
      first(drawFlex({ type: 'image', url: PICTURE, aspectRatio: '1:9' }), '.kf-fit').style.aspectRatio,
    ).toBe('1 / 1');
  });

  test('button styles and heights differ; colour paints background or letters', () => {
    const style = (more: object) =>
      first(
        drawFlex({
          type: 'button',
          action: { type: 'message', label: 'a', text: 'a' },
          color: '#123456',
          ...more,
        }),
        '.kf-button-inner',
      );
    expect(style({ style: 'primary', height: 'sm' }).className).toContain('kf-button-primary kf-button-sm');
    expect(style({ style: 'primary' }).style.backgroundColor).toBe('#123456');
    expect(style({ style: 'link' }).style.color).toBe('#123456');
    expect(style({}).className).toContain('kf-button-link kf-button-md');
  });

  test('separators, fillers and spacers are there; an unknown component says so', () => {
    expect(
      first(drawFlex({ type: 'separator', color: '#123456' }), '.kf-separator').style.backgroundColor,
    ).toBe('#123456');
    expect(first(drawFlex({ type: 'filler' }), '.kf-filler').style.flex).toMatch(/^1/);
    expect(first(drawFlex({ type: 'spacer', size: 'xl' }), '.kf-spacer').style.height).toBe('16px');
    expect(drawFlex({ type: 'hologram' }).textContent).toBe('未対応の部品です（hologram）');
  });
});
