/** Template messages: buttons, confirm, carousel and image carousel. */

import { readAction, tappable } from './action.ts';
import { el, notice } from './dom.ts';
import { type Json, object, objects, text } from './json.ts';
import { picture } from './media.ts';
import type { RenderOptions } from './options.ts';
import { hexColor } from './style.ts';

/** Draws `message.template`; an unknown kind becomes a notice. */
export function renderTemplate(message: Json, options: RenderOptions): HTMLElement {
  const template = object(message, 'template') ?? {};
  const kind = text(template, 'type');
  switch (kind) {
    case 'buttons':
      return card(template, template, options);
    case 'confirm':
      return confirm(template, options);
    case 'carousel':
      return scroller(objects(template, 'columns').map((column) => card(column, template, options)));
    case 'image_carousel':
      return scroller(objects(template, 'columns').map((column) => imageColumn(column, options)));
    default:
      return notice(`未対応のテンプレートです（${kind ?? '種類なし'}）`);
  }
}

/** A row of cards that scrolls sideways and can be reached by keyboard. */
export function scroller(cards: HTMLElement[]): HTMLElement {
  const row = el('div', 'kp-scroller', ...cards);
  row.tabIndex = 0;
  row.setAttribute('role', 'group');
  row.setAttribute('aria-label', `カルーセル（${cards.length}枚）`);
  return row;
}

function card(content: Json, shape: Json, options: RenderOptions): HTMLElement {
  const tap = readAction(object(content, 'defaultAction'));
  const title = text(content, 'title');
  const top = el(
    'div',
    'kp-card-top',
    cover(content, shape),
    el(
      'div',
      'kp-card-text',
      title ? el('div', 'kp-strong', title) : null,
      el('div', 'kp-card-body', text(content, 'text') ?? ''),
    ),
  );
  return el('div', 'kp-card', tappable(top, tap, options.onAction), actionList(content, options));
}

function cover(content: Json, shape: Json): HTMLElement | null {
  const url = text(content, 'thumbnailImageUrl');
  if (url === undefined) return null;
  const square = text(shape, 'imageAspectRatio') === 'square';
  const contain = text(shape, 'imageSize') === 'contain';
  const frame = el(
    'div',
    `kp-cover${square ? ' kp-cover-square' : ''}${contain ? ' kp-cover-contain' : ''}`,
    picture(url, '', 'kp-cover-picture'),
  );
  const background = hexColor(text(content, 'imageBackgroundColor'));
  if (background) frame.style.setProperty('background-color', background);
  return frame;
}

function actionList(content: Json, options: RenderOptions): HTMLElement {
  return el('div', 'kp-card-actions', ...objects(content, 'actions').map((json) => actionRow(json, options)));
}

function actionRow(json: Json, options: RenderOptions): HTMLElement {
  const action = readAction(json);
  return tappable(el('div', 'kp-card-action', action?.label ?? ''), action, options.onAction);
}

function confirm(template: Json, options: RenderOptions): HTMLElement {
  const actions = objects(template, 'actions').map((json) => actionRow(json, options));
  return el(
    'div',
    'kp-card',
    el('div', 'kp-card-text', el('div', 'kp-card-body', text(template, 'text') ?? '')),
    el('div', 'kp-card-actions kp-card-actions-row', ...actions),
  );
}

function imageColumn(column: Json, options: RenderOptions): HTMLElement {
  const action = readAction(object(column, 'action'));
  const frame = el(
    'div',
    'kp-image-column',
    picture(text(column, 'imageUrl'), action?.label ?? '', 'kp-cover-picture'),
  );
  if (action?.label) frame.append(el('span', 'kp-image-label', action.label));
  return tappable(frame, action, options.onAction, action?.label || '画像');
}
