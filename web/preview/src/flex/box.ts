/** Flex boxes, nested as deep as a message may reasonably go, and the choice of component inside them. */

import { readAction, tappable } from '../action.ts';
import { el, notice } from '../dom.ts';
import { type Json, object, objects, text } from '../json.ts';
import type { RenderOptions } from '../options.ts';
import { apply, border, gradient, hexColor, length, space } from '../style.ts';
import { fit, type Layout, type Parent } from './layout.ts';
import {
  renderFiller,
  renderFlexButton,
  renderFlexImage,
  renderFlexVideo,
  renderIcon,
  renderSeparator,
  renderSpacer,
} from './parts.ts';
import { renderFlexText } from './text.ts';

/** Deeper boxes are replaced by a notice, so that a hostile message cannot stall the page. */
export const DEEPEST_BOX = 100;

const JUSTIFY: Record<string, string> = {
  'flex-start': 'flex-start',
  center: 'center',
  'flex-end': 'flex-end',
  'space-between': 'space-between',
  'space-around': 'space-around',
  'space-evenly': 'space-evenly',
};
const ALIGN_ITEMS: Record<string, string> = {
  'flex-start': 'flex-start',
  center: 'center',
  'flex-end': 'flex-end',
};

/** Draws a component in its place inside `parent`. */
export function renderComponent(
  json: Json,
  parent: Parent,
  options: RenderOptions,
  depth: number,
): HTMLElement {
  return fit(component(json, options, depth), json, parent);
}

function component(json: Json, options: RenderOptions, depth: number): HTMLElement {
  const type = text(json, 'type');
  switch (type) {
    case 'box':
      return renderBox(json, options, depth);
    case 'text':
      return renderFlexText(json, options);
    case 'image':
      return renderFlexImage(json, options);
    case 'icon':
      return renderIcon(json);
    case 'button':
      return renderFlexButton(json, options);
    case 'separator':
      return renderSeparator(json);
    case 'filler':
      return renderFiller();
    case 'spacer':
      return renderSpacer(json);
    case 'video':
      return renderFlexVideo(json, options, (content) => component(content, options, depth));
    default:
      return notice(`未対応の部品です（${type ?? '種類なし'}）`);
  }
}

/** Draws a box and everything in it. */
export function renderBox(json: Json, options: RenderOptions, depth: number): HTMLElement {
  if (depth > DEEPEST_BOX) return notice('入れ子が深すぎるため表示できません');
  const layout = layoutOf(json);
  const box = el('div', `kf-box kf-${layout}`);
  const spacing = space(text(json, 'spacing'));
  let follows = false;
  for (const child of objects(json, 'contents')) {
    box.append(renderComponent(child, { layout, spacing, follows }, options, depth + 1));
    follows ||= text(child, 'position') !== 'absolute';
  }
  boxStyle(box, json);
  return tappable(box, readAction(object(json, 'action')), options.onAction);
}

function layoutOf(json: Json): Layout {
  const layout = text(json, 'layout');
  return layout === 'horizontal' || layout === 'baseline' ? layout : 'vertical';
}

function boxStyle(box: HTMLElement, json: Json): void {
  apply(box, {
    padding: space(text(json, 'paddingAll')),
    'padding-top': space(text(json, 'paddingTop')),
    'padding-bottom': space(text(json, 'paddingBottom')),
    'padding-inline-start': space(text(json, 'paddingStart')),
    'padding-inline-end': space(text(json, 'paddingEnd')),
    width: length(text(json, 'width')),
    height: length(text(json, 'height')),
    'max-width': length(text(json, 'maxWidth')),
    'max-height': length(text(json, 'maxHeight')),
    'background-color': hexColor(text(json, 'backgroundColor')),
    'background-image': gradient(object(json, 'background')),
    'border-width': border(text(json, 'borderWidth')),
    'border-color': hexColor(text(json, 'borderColor')),
    'border-radius': space(text(json, 'cornerRadius')),
    'justify-content': JUSTIFY[text(json, 'justifyContent') ?? ''],
    'align-items': ALIGN_ITEMS[text(json, 'alignItems') ?? ''],
  });
  if (text(json, 'cornerRadius') !== undefined) box.classList.add('kf-rounded');
}
