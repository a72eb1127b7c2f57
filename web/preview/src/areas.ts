/** A picture with tappable rectangles: imagemap messages and rich menus. */

import { type Area, type OnAction, readAction, readArea, tappable } from './action.ts';
import { el, notice } from './dom.ts';
import { type Json, number, object, objects, text } from './json.ts';
import { film, picture } from './media.ts';
import type { RenderOptions } from './options.ts';
import { mediaUrl } from './url.ts';

interface Size {
  width: number;
  height: number;
}

/** An imagemap; the picture is `baseUrl/1040`, all coordinates are in the units of `baseSize`. */
export function renderImagemap(message: Json, options: RenderOptions): HTMLElement {
  const base = object(message, 'baseSize') ?? {};
  const size = { width: number(base, 'width') ?? 1040, height: number(base, 'height') ?? 1040 };
  const baseUrl = text(message, 'baseUrl');
  const areas = objects(message, 'actions').map((json) => readArea(object(json, 'area'), readAction(json)));
  const frame = overlay(
    mediaUrl(baseUrl) === null ? undefined : `${baseUrl}/1040`,
    text(message, 'altText') ?? '',
    size,
    areas,
    options.onAction,
  );
  const video = object(message, 'video');
  if (video !== undefined) frame.append(videoOver(video, size));
  return el('div', 'kp-imagemap', frame);
}

function videoOver(video: Json, size: Size): HTMLElement {
  const bounds = object(video, 'area') ?? {};
  const moving = film(text(video, 'originalContentUrl'), text(video, 'previewImageUrl'), 'kp-area-video');
  const element = moving ?? notice('動画のURLが使えません');
  const [x, y] = [number(bounds, 'x') ?? 0, number(bounds, 'y') ?? 0];
  place(element, { x, y, width: number(bounds, 'width') ?? 0, height: number(bounds, 'height') ?? 0 }, size);
  return element;
}

/** A rich menu as JSON (`size`, `areas`) over its uploaded picture. */
export function renderRichMenu(
  menu: unknown,
  imageUrl: string | undefined,
  options: RenderOptions,
): HTMLElement {
  const json = (typeof menu === 'object' && menu !== null ? menu : {}) as Json;
  const base = object(json, 'size') ?? {};
  const size = { width: number(base, 'width') ?? 2500, height: number(base, 'height') ?? 1686 };
  const areas = objects(json, 'areas').map((area) =>
    readArea(object(area, 'bounds'), readAction(object(area, 'action'))),
  );
  return overlay(imageUrl, '', size, areas, options.onAction);
}

function overlay(
  imageUrl: string | undefined,
  alt: string,
  size: Size,
  areas: (Area | null)[],
  onAction: OnAction | undefined,
): HTMLElement {
  const frame = el('div', 'kp-areas', picture(imageUrl, alt, 'kp-areas-picture'));
  frame.style.setProperty('aspect-ratio', `${Math.max(1, size.width)} / ${Math.max(1, size.height)}`);
  areas.forEach((area, index) => {
    if (area === null) return;
    const element = el('div', 'kp-area');
    place(element, area, size);
    frame.append(tappable(element, area.action, onAction, nameOf(area, index)));
  });
  return frame;
}

function place(element: HTMLElement, area: Omit<Area, 'action'>, size: Size): void {
  const percent = (part: number, whole: number) => `${(100 * part) / Math.max(1, whole)}%`;
  element.style.setProperty('left', percent(area.x, size.width));
  element.style.setProperty('top', percent(area.y, size.height));
  element.style.setProperty('width', percent(area.width, size.width));
  element.style.setProperty('height', percent(area.height, size.height));
}

function nameOf({ action }: Area, index: number): string {
  if (action.label) return action.label;
  switch (action.type) {
    case 'message':
      return action.text;
    case 'uri':
      return action.uri;
    case 'postback':
      return action.displayText ?? `領域${index + 1}`;
    default:
      return `領域${index + 1}`;
  }
}
