/**
 * Whoever works by keyboard is never thrown back to the top of the page: where the control that had the focus goes, because
 * it was pressed (a row is deleted, the last step is reached), the focus moves to what stands in its place.
 */

import { isWished } from '../shared/ui/focus_wish.ts';

interface Place {
  readonly element: Element;
  /** Each parent up to the page, and which of its children led down. */
  readonly path: readonly { readonly parent: Element; readonly index: number }[];
}

function placeOf(element: Element): Place {
  const path: { parent: Element; index: number }[] = [];
  for (let at = element; at.parentElement !== null; at = at.parentElement)
    path.push({ parent: at.parentElement, index: [...at.parentElement.children].indexOf(at) });
  return { element, path };
}

const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex]';

/** What stands where the control stood: its neighbour, or the nearest thing around it that is left. */
function heir({ path }: Place): HTMLElement | undefined {
  const left = path.find(({ parent }) => parent.isConnected);
  if (left === undefined) return undefined;
  const { parent, index } = left;
  const next = parent.children[Math.min(index, parent.children.length - 1)] ?? parent;
  // A button's wrapper has no box that could take the focus.
  const taken = next.matches('.contents') ? (next.firstElementChild ?? next) : next;
  return taken instanceof HTMLElement && taken.checkVisibility() ? taken : (parent as HTMLElement);
}

/** React may still be drawing, and a screen that was gone to takes the focus by itself. */
const AFTER_MS = 60;

export function watchFocus(): () => void {
  let last: Place | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const remember = ({ target }: FocusEvent) => {
    last = target instanceof Element ? placeOf(target) : undefined;
  };
  /** Whoever left a control on purpose, for nothing else, is not led back to it. */
  const left = ({ target, relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null) return;
    setTimeout(() => {
      const isIdle = document.hasFocus() && document.activeElement === document.body;
      if (isIdle && target instanceof Element && target.isConnected) last = undefined;
    });
  };
  const look = () => {
    timer = isWished() ? setTimeout(look, AFTER_MS) : undefined;
    if (timer !== undefined) return;
    const isLost = document.activeElement === document.body || document.activeElement === null;
    if (last === undefined || last.element.isConnected || !isLost) return;
    const next = heir(last);
    if (next === undefined || next === document.body || next.id === 'app') return;
    if (!next.matches(CONTROLS)) next.tabIndex = -1;
    next.focus();
  };
  const changed = () => {
    if (last !== undefined && !last.element.isConnected) timer ??= setTimeout(look, AFTER_MS);
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', remember);
  document.addEventListener('focusout', left);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener('focusin', remember);
    document.removeEventListener('focusout', left);
  };
}
