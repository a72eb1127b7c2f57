/** Leads to the place that an error is about: the closest thing on the page that has the error's path or a shorter one. */

import { useEffect, useRef } from 'react';

/** `show` opens what the place stands in; then the focus goes there. */
export function useGoTo(show: () => void): (path: string) => void {
  const wanted = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const place = placeOf(wanted.current);
    wanted.current = undefined;
    if (place) reach(place);
  });
  return (path) => {
    wanted.current = path;
    const place = placeOf(path);
    if (!place) return show();
    wanted.current = undefined;
    reach(place);
  };
}

function placeOf(path: string): HTMLElement | undefined {
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]+)$/, '')) {
    const place = document.getElementById(at);
    if (place) return place;
  }
  return undefined;
}

/** The first field in it that is marked as wrong, or else the first heading or control. */
function reach(place: HTMLElement): void {
  for (const closed of place.querySelectorAll<HTMLDetailsElement>('details')) {
    if (closed.querySelector('[aria-invalid]')) closed.open = true;
  }
  for (let around = place.parentElement; around; around = around.parentElement)
    if (around instanceof HTMLDetailsElement) around.open = true;
  const wrong = place.querySelector<HTMLElement>('[aria-invalid]:not(fieldset)');
  const first = () => place.querySelector<HTMLElement>('[tabindex="-1"], input, textarea, select, button');
  const target = place.matches('[tabindex]') ? place : (wrong ?? first());
  place.scrollIntoView({ block: 'start' });
  target?.focus();
}
