/** Flex messages: a bubble with its four blocks, or a carousel of bubbles. */

import { readAction, tappable } from '../action.ts';
import { el, notice } from '../dom.ts';
import { flag, type Json, object, objects, text } from '../json.ts';
import type { RenderOptions } from '../options.ts';
import { apply, blockStyle, hexColor } from '../style.ts';
import { scroller } from '../template.ts';
import { renderComponent } from './box.ts';

const SIZES = new Set(['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga']);
const BLOCKS = ['header', 'hero', 'body', 'footer'] as const;

/** Draws `message.contents`. The alternative text is its name for a screen reader. */
export function renderFlex(message: Json, options: RenderOptions): HTMLElement {
  const root = container(object(message, 'contents') ?? {}, options);
  const name = text(message, 'altText');
  if (name !== undefined && !root.hasAttribute('role')) {
    root.setAttribute('role', 'group');
    root.setAttribute('aria-label', name);
  }
  return root;
}

function container(contents: Json, options: RenderOptions): HTMLElement {
  const type = text(contents, 'type');
  switch (type) {
    case 'bubble':
      return renderBubble(contents, options);
    case 'carousel':
      return scroller(objects(contents, 'contents').map((bubble) => renderBubble(bubble, options)));
    default:
      return notice(`未対応のFlexメッセージです（${type ?? '種類なし'}）`);
  }
}

function renderBubble(bubble: Json, options: RenderOptions): HTMLElement {
  const wanted = text(bubble, 'size') ?? 'mega';
  const size = SIZES.has(wanted) ? wanted : 'mega';
  const element = el(
    'div',
    `kf-bubble kf-size-${size}`,
    ...BLOCKS.map((block) => renderBlock(bubble, block, options)),
  );
  if (text(bubble, 'direction') === 'rtl') element.dir = 'rtl';
  if (object(bubble, 'footer') !== undefined) element.classList.add('kf-has-footer');
  return tappable(element, readAction(object(bubble, 'action')), options.onAction);
}

function renderBlock(
  bubble: Json,
  block: (typeof BLOCKS)[number],
  options: RenderOptions,
): HTMLElement | null {
  const content = object(bubble, block);
  if (content === undefined) return null;
  const inner = renderComponent(content, { layout: 'vertical', spacing: null, follows: false }, options, 0);
  if (block === 'body') inner.style.setProperty('flex', '1 0 auto');
  const element = el('div', `kf-block kf-block-${block}`, inner);
  const style = blockStyle(bubble, block);
  apply(element, { 'background-color': hexColor(text(style, 'backgroundColor')) });
  if (flag(style, 'separator')) {
    element.classList.add('kf-block-separated');
    apply(element, { 'border-top-color': hexColor(text(style, 'separatorColor')) });
  }
  return element;
}
