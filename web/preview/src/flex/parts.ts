/** The leaves of a Flex box other than text: image, icon, button, separator, filler and the video of a hero. */

import { readAction, tappable } from '../action.ts';
import { el, notice } from '../dom.ts';
import { type Json, object, text } from '../json.ts';
import { film, picture } from '../media.ts';
import type { RenderOptions } from '../options.ts';
import { apply, aspectRatio, hexColor, imageSize, space, textSize } from '../style.ts';
import { gravityOf } from './text.ts';

const ACROSS: Record<string, string> = { start: 'flex-start', center: 'center', end: 'flex-end' };

/** An image: `size` is its width, `aspectRatio` its height; `cover` cuts, `fit` leaves the background visible. */
export function renderFlexImage(json: Json, options: RenderOptions): HTMLElement {
  const mode = text(json, 'aspectMode') === 'cover' ? 'kf-cover' : 'kf-fit';
  const frame = el('div', `kf-image-frame ${mode}`, picture(text(json, 'url'), '', 'kf-picture'));
  apply(frame, {
    width: imageSize(text(json, 'size')) ?? '100px',
    'aspect-ratio': aspectRatio(text(json, 'aspectRatio')) ?? '1 / 1',
    'background-color': hexColor(text(json, 'backgroundColor')),
  });
  const outer = el('div', 'kf-image', frame);
  apply(outer, {
    'justify-content': ACROSS[text(json, 'align') ?? ''] ?? 'center',
    'align-items': gravityOf(json),
  });
  const action = readAction(object(json, 'action'));
  return tappable(outer, action, options.onAction, action?.label || '画像');
}

/** An icon: as high as the letters beside it. */
export function renderIcon(json: Json): HTMLElement {
  const icon = el('div', 'kf-icon', picture(text(json, 'url'), '', 'kf-icon-picture'));
  apply(icon, {
    height: textSize(text(json, 'size')) ?? '16px',
    'aspect-ratio': aspectRatio(text(json, 'aspectRatio')) ?? '1 / 1',
  });
  return icon;
}

/** A button; `color` paints the background of primary and secondary, the letters of link. */
export function renderFlexButton(json: Json, options: RenderOptions): HTMLElement {
  const action = readAction(object(json, 'action'));
  const style = ['primary', 'secondary'].includes(text(json, 'style') ?? '') ? text(json, 'style') : 'link';
  const height = text(json, 'height') === 'sm' ? 'kf-button-sm' : 'kf-button-md';
  const button = el(
    'div',
    `kf-button-inner kf-button-${style} ${height}`,
    el('span', 'kf-button-label', action?.label ?? ''),
  );
  const color = hexColor(text(json, 'color'));
  apply(button, { [style === 'link' ? 'color' : 'background-color']: color });
  const outer = el('div', 'kf-button', tappable(button, action, options.onAction));
  apply(outer, { 'justify-content': gravityOf(json) });
  return outer;
}

/** A line across the box's direction. */
export function renderSeparator(json: Json): HTMLElement {
  const line = el('div', 'kf-separator');
  line.setAttribute('role', 'presentation');
  apply(line, { 'background-color': hexColor(text(json, 'color')) });
  return line;
}

/** Empty room that grows. */
export function renderFiller(): HTMLElement {
  return el('div', 'kf-filler');
}

/** The older spacer component: a fixed gap. */
export function renderSpacer(json: Json): HTMLElement {
  const gap = el('div', 'kf-spacer');
  apply(gap, { height: space(text(json, 'size')) ?? '8px' });
  return gap;
}

/** A hero's video; `fallback` draws `altContent` where the address cannot be used. */
export function renderFlexVideo(
  json: Json,
  options: RenderOptions,
  fallback: (content: Json) => HTMLElement,
): HTMLElement {
  const video = film(text(json, 'url'), text(json, 'previewUrl'), 'kf-video');
  const alternative = object(json, 'altContent');
  if (video === null)
    return alternative === undefined ? notice('動画のURLが使えません') : fallback(alternative);
  apply(video, { 'aspect-ratio': aspectRatio(text(json, 'aspectRatio')) ?? '16 / 9' });
  const action = readAction(object(json, 'action'));
  const link = action?.label
    ? tappable(el('div', 'kf-video-action', action.label), action, options.onAction)
    : null;
  return el('div', 'kf-video-frame', video, link);
}
