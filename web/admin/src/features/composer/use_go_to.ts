/** Leads to the place that an error is about: the closest thing on the page that has the error's path or a shorter one. */

import { useEffect, useRef } from 'react';

/** How long something that is loaded for the first time may take until the focus goes there. */
const PATIENCE_MS = 5_000;

/**
 * `show` opens what the place stands in; then the focus goes there. `begun`: where to go as soon as the page stands, for
 * whoever came by a link to it.
 */
export function useGoTo(show: (path: string) => void, begun?: string): (path: string) => void {
  const wanted = useRef<string | undefined>(begun);
  const timer = useRef<ReturnType<typeof setInterval>>(undefined);
  const look = (since: number) => {
    const place = placeOf(pathOf(wanted.current ?? ''));
    const isReached = place !== undefined && reach(place);
    if (!isReached && Date.now() - since < PATIENCE_MS) return;
    clearInterval(timer.current);
    wanted.current = undefined;
  };
  useEffect(() => {
    if (wanted.current === undefined) return;
    const since = Date.now();
    clearInterval(timer.current);
    timer.current = setInterval(() => look(since), 50);
    look(since);
  });
  useEffect(() => () => clearInterval(timer.current), []);
  return (path) => {
    wanted.current = path;
    const place = placeOf(pathOf(path));
    if (!place) return show(path);
    if (reach(place)) wanted.current = undefined;
  };
}

/** Where the sender of all bubbles is written. */
export const SENDER = 'sender';

/** The server names the times of a delivery without the field that they stand in, and the sender with its bubble. */
function pathOf(path: string): string {
  if (/^(at|not_later_than)$/.test(path)) return `start.${path}`;
  return /^messages\[\d+\]\.sender\b/.test(path) ? SENDER : path;
}

function placeOf(path: string): HTMLElement | undefined {
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]+)$/, '')) {
    const place = document.getElementById(at);
    if (place) return place;
  }
  return undefined;
}

const FIELDS = '[tabindex="-1"]:not([role=tab]), input, textarea, select';

/**
 * The first field in it that is marked as wrong, or else the first heading or field, and in a bubble not the buttons above
 * them; false while there is none.
 */
function reach(place: HTMLElement): boolean {
  for (const closed of place.querySelectorAll<HTMLDetailsElement>('details')) {
    if (closed.querySelector('[aria-invalid]')) closed.open = true;
  }
  for (let around = place.parentElement; around; around = around.parentElement)
    if (around instanceof HTMLDetailsElement) around.open = true;
  const wrong = place.querySelector<HTMLElement>('[aria-invalid]:not(fieldset)');
  const first = () =>
    place.querySelector<HTMLElement>(`:scope [role=tabpanel] :is(${FIELDS})`) ??
    place.querySelector<HTMLElement>(FIELDS) ??
    place.querySelector<HTMLElement>('button');
  const target = place.matches('[tabindex]') ? place : (wrong ?? first());
  if (!target) return false;
  place.scrollIntoView({ block: 'start' });
  target.focus();
  return true;
}
