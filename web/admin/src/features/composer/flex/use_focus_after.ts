/** Puts the focus somewhere once the page has been drawn again: on what was moved, added, or stands next to what went. */

import { useEffect, useRef } from 'react';

/** How long a slow page may take until all of one change is drawn. */
const LASTS_MS = 3_000;
const EVERY_MS = 50;

export function useFocusAfter(): (id: string) => void {
  const wanted = useRef<string | undefined>(undefined);
  useEffect(() => {
    const id = wanted.current;
    if (id === undefined) return;
    wanted.current = undefined;
    keepOn(id);
  });
  return (id) => {
    wanted.current = id;
  };
}

/**
 * One change may be drawn in several steps, and what has that name at first may be something else by then: the focus goes
 * to whatever bears it until the person does something else.
 */
function keepOn(id: string): void {
  const until = performance.now() + LASTS_MS;
  const put = () => {
    const stands = document.getElementById(id);
    if (stands !== document.activeElement) stands?.focus();
    if (performance.now() > until) end();
  };
  const end = () => {
    clearInterval(timer);
    document.removeEventListener('keydown', end, true);
    document.removeEventListener('pointerdown', end, true);
  };
  const timer = setInterval(put, EVERY_MS);
  document.addEventListener('keydown', end, true);
  document.addEventListener('pointerdown', end, true);
  put();
}
