/** Flex text and its spans. */

import { readAction, tappable } from '../action.ts';
import { el } from '../dom.ts';
import { flag, type Json, number, object, objects, text } from '../json.ts';
import type { RenderOptions } from '../options.ts';
import { apply, hexColor, length, textSize } from '../style.ts';

const ALIGN: Record<string, string> = { start: 'start', center: 'center', end: 'end' };
const GRAVITY: Record<string, string> = { top: 'flex-start', center: 'center', bottom: 'flex-end' };

/** One of `start | center | end` for text-align, or null. */
export function alignOf(json: Json): string | null {
  return ALIGN[text(json, 'align') ?? ''] ?? null;
}

/** One of `top | center | bottom` as a flex position, or null. */
export function gravityOf(json: Json): string | null {
  return GRAVITY[text(json, 'gravity') ?? ''] ?? null;
}

/** A text component: an outer element that takes the place, an inner one that wraps, clamps or is cut with an ellipsis. */
export function renderFlexText(json: Json, options: RenderOptions): HTMLElement {
  const inner = el('div', flag(json, 'wrap') ? 'kf-text-inner kf-wrap' : 'kf-text-inner');
  const spans = objects(json, 'contents');
  if (spans.length > 0) inner.append(...spans.map(span));
  else inner.append(text(json, 'text') ?? '');
  clamp(inner, json);
  const outer = el('div', 'kf-text', inner);
  letterStyle(outer, json);
  apply(outer, { 'text-align': alignOf(json), 'justify-content': gravityOf(json) });
  if (text(json, 'adjustMode') === 'shrink-to-fit' && !flag(json, 'wrap')) shrinkToFit(outer, inner);
  return tappable(outer, readAction(object(json, 'action')), options.onAction);
}

function clamp(inner: HTMLElement, json: Json): void {
  const lines = Math.floor(number(json, 'maxLines') ?? 0);
  if (lines > 0 && flag(json, 'wrap')) {
    inner.classList.add('kf-clamp');
    inner.style.setProperty('--kf-lines', String(lines));
  }
  const spacing = length(text(json, 'lineSpacing'));
  if (spacing?.endsWith('px')) inner.style.setProperty('line-height', `calc(1.4em + ${spacing})`);
}

function span(json: Json): HTMLElement {
  const element = el('span', 'kf-span', text(json, 'text') ?? '');
  letterStyle(element, json);
  return element;
}

function letterStyle(element: HTMLElement, json: Json): void {
  const weight = text(json, 'weight');
  const decoration = text(json, 'decoration');
  const style = text(json, 'style');
  apply(element, {
    'font-size': textSize(text(json, 'size')),
    color: hexColor(text(json, 'color')),
    'font-weight': weight === 'bold' ? '700' : weight === 'regular' ? '400' : null,
    'font-style': style === 'italic' ? 'italic' : style === 'normal' ? 'normal' : null,
    'text-decoration': decoration === 'underline' || decoration === 'line-through' ? decoration : null,
  });
}

/** Shrinks one line until it fits, measured once the element has a width; never below half its size. */
function shrinkToFit(outer: HTMLElement, inner: HTMLElement): void {
  if (typeof ResizeObserver === 'undefined') return;
  new ResizeObserver(() => {
    inner.style.removeProperty('font-size');
    const ratio = inner.clientWidth / inner.scrollWidth;
    if (ratio < 1) inner.style.setProperty('font-size', `${Math.max(0.5, Math.floor(ratio * 100) / 100)}em`);
  }).observe(outer);
}
