/** The renderer's front door: one message object in, one element out; and the quick replies beside it. */

import { readAction, tappable } from './action.ts';
import { renderImagemap } from './areas.ts';
import { el, notice } from './dom.ts';
import { renderFlex } from './flex/bubble.ts';
import { isJson, type Json, object, objects, text } from './json.ts';
import {
  picture,
  renderAudio,
  renderImage,
  renderLocation,
  renderSender,
  renderSticker,
  renderVideo,
} from './media.ts';
import type { RenderOptions } from './options.ts';
import { renderTemplate } from './template.ts';
import { renderText, renderTextV2 } from './text.ts';

/**
 * Draws a LINE message object. Never throws and never parses markup: text becomes text nodes, addresses pass
 * `mediaUrl`, and what is unknown becomes a notice that says so.
 */
export function renderMessage(message: unknown, options: RenderOptions = {}): HTMLElement {
  const root = el('div', `kp-message kp-side-${options.side ?? 'account'}`);
  if (!isJson(message)) {
    root.append(notice('メッセージの形式が正しくありません'));
    return root;
  }
  const sender = renderSender(message, options);
  if (sender !== null) root.append(sender);
  root.append(content(message, options));
  return root;
}

function content(message: Json, options: RenderOptions): HTMLElement {
  const type = text(message, 'type');
  switch (type) {
    case 'text':
      return renderText(message, options);
    case 'textV2':
      return renderTextV2(message, options);
    case 'image':
      return renderImage(message, options);
    case 'video':
      return renderVideo(message);
    case 'audio':
      return renderAudio(message);
    case 'location':
      return renderLocation(message);
    case 'sticker':
      return renderSticker(message, options);
    case 'imagemap':
      return renderImagemap(message, options);
    case 'template':
      return renderTemplate(message, options);
    case 'flex':
      return renderFlex(message, options);
    default:
      return notice(`この種類のメッセージはプレビューできません（${type ?? '種類なし'}）`);
  }
}

/** The chips of `message.quickReply`, or null if it has none. LINE shows only those of the last message. */
export function renderQuickReply(message: unknown, options: RenderOptions = {}): HTMLElement | null {
  const items = isJson(message) ? objects(object(message, 'quickReply') ?? {}, 'items') : [];
  if (items.length === 0) return null;
  const row = el('div', 'kp-quick-replies', ...items.map((item) => chip(item, options)));
  row.setAttribute('role', 'group');
  row.setAttribute('aria-label', 'クイックリプライ');
  return row;
}

function chip(item: Json, options: RenderOptions): HTMLElement {
  const action = readAction(object(item, 'action'));
  const icon = text(item, 'imageUrl');
  const element = el(
    'div',
    'kp-quick-reply',
    icon ? picture(icon, '', 'kp-quick-reply-icon') : null,
    action?.label ?? '',
  );
  return tappable(element, action, options.onAction);
}
