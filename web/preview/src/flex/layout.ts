/** How a Flex component takes its place inside its parent box. */

import { type Json, number, text } from '../json.ts';
import { apply, length, placement, space } from '../style.ts';

/** A box's direction; a bubble's blocks and anything unknown count as vertical. */
export type Layout = 'vertical' | 'horizontal' | 'baseline';

/** What a component needs to know of the box around it. */
export interface Parent {
  layout: Layout;
  /** The parent's `spacing`, used where a component has no `margin` of its own. */
  spacing: string | null;
  /** False for the first component that takes part in the flow: it has no space before it. */
  follows: boolean;
}

/** Components that share the width of a horizontal box unless `flex` says otherwise. */
const GROWS_ACROSS = new Set(['text', 'image', 'button', 'box', 'filler', 'video']);

/** Applies flex factor, space before, position and offsets to a component's outer element. */
export function fit(element: HTMLElement, json: Json, parent: Parent): HTMLElement {
  element.style.setProperty('flex', flexOf(json, parent.layout));
  if (parent.follows && text(json, 'position') !== 'absolute') {
    const gap = space(text(json, 'margin')) ?? parent.spacing;
    apply(element, { [parent.layout === 'vertical' ? 'margin-top' : 'margin-inline-start']: gap });
  }
  placement(element, json);
  return element;
}

/** Vertically a component keeps its height and may grow; across, `n` is its share of the width and 0 its own width. */
export function flexOf(json: Json, layout: Layout): string {
  const type = text(json, 'type') ?? '';
  const factor = number(json, 'flex');
  if (layout === 'vertical') {
    const grow = factor ?? (type === 'filler' ? 1 : 0);
    return grow > 0 ? `${Math.min(grow, 100)} 1 auto` : '0 0 auto';
  }
  const sized = type === 'box' && length(text(json, 'width')) !== null;
  const grow = factor ?? (GROWS_ACROSS.has(type) && !sized ? 1 : 0);
  return grow > 0 ? `${Math.min(grow, 100)} 0 0` : '0 0 auto';
}
