/** text and textV2 messages: line breaks kept, emoji and mentions in place, addresses marked but never navigable. */

import { tappable } from './action.ts';
import { el } from './dom.ts';
import { isJson, type Json, number, object, objects, text } from './json.ts';
import type { RenderOptions } from './options.ts';
import { actionUri, mediaUrl } from './url.ts';

const ADDRESS = /https?:\/\/[^\s\u3000-\u303f\uff00-\uff0f「」『』（）"<>]+/g;
const PLACEHOLDER = /\{\{|\}\}|\{([0-9a-zA-Z_]{1,20})\}/g;

/** A text message's bubble; `emojis[].index` counts UTF-16 units and must point at a `$`. */
export function renderText(message: Json, options: RenderOptions): HTMLElement {
  const body = text(message, 'text') ?? '';
  const bubble = el('div', 'kp-bubble kp-text');
  let from = 0;
  for (const emoji of placedEmojis(message, body)) {
    appendPlain(bubble, body.slice(from, emoji.index), options);
    bubble.append(emojiImage(emoji.json, options));
    from = emoji.index + 1;
  }
  appendPlain(bubble, body.slice(from), options);
  return bubble;
}

function placedEmojis(message: Json, body: string): { index: number; json: Json }[] {
  return objects(message, 'emojis')
    .map((json) => ({ index: number(json, 'index') ?? -1, json }))
    .filter(({ index }) => body[index] === '$')
    .sort((a, b) => a.index - b.index)
    .filter(({ index }, at, all) => all[at - 1]?.index !== index);
}

/** A textV2 message's bubble: `{key}` is replaced from `substitution`, `{{` and `}}` are the braces themselves. */
export function renderTextV2(message: Json, options: RenderOptions): HTMLElement {
  const body = text(message, 'text') ?? '';
  const substitution = object(message, 'substitution') ?? {};
  const bubble = el('div', 'kp-bubble kp-text');
  let from = 0;
  for (const match of body.matchAll(PLACEHOLDER)) {
    appendPlain(bubble, body.slice(from, match.index), options);
    bubble.append(substitute(match[0], substitution[match[1] ?? ''], options));
    from = match.index + match[0].length;
  }
  appendPlain(bubble, body.slice(from), options);
  return bubble;
}

function substitute(written: string, replacement: unknown, options: RenderOptions): Node | string {
  if (written === '{{') return '{';
  if (written === '}}') return '}';
  if (!isJson(replacement)) return written;
  if (text(replacement, 'type') === 'emoji') return emojiImage(replacement, options);
  const mentionee = object(replacement, 'mentionee');
  const everyone = mentionee !== undefined && text(mentionee, 'type') === 'all';
  return el('span', 'kp-mention', everyone ? '@全員' : '@メンション');
}

/** Appends text; web addresses look like links and report a uri action, but carry no href. */
export function appendPlain(parent: HTMLElement, plain: string, options: RenderOptions): void {
  let from = 0;
  for (const match of plain.matchAll(ADDRESS)) {
    parent.append(plain.slice(from, match.index));
    const uri = actionUri(match[0]);
    const link = el('span', 'kp-link', match[0]);
    parent.append(
      uri === null ? match[0] : tappable(link, { type: 'uri', label: '', uri }, options.onAction),
    );
    from = match.index + match[0].length;
  }
  parent.append(plain.slice(from));
}

function emojiImage(json: Json, options: RenderOptions): HTMLElement {
  const [product, emoji] = [text(json, 'productId') ?? '', text(json, 'emojiId') ?? ''];
  const url = mediaUrl(options.emojiUrl?.(product, emoji));
  if (url === null) {
    const placeholder = el('span', 'kp-emoji', '☺');
    placeholder.title = `LINE絵文字 ${product}/${emoji}`;
    return placeholder;
  }
  const image = el('img', 'kp-emoji');
  image.src = url;
  image.alt = '絵文字';
  return image;
}
