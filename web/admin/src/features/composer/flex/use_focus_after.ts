/** Puts the focus somewhere once the page has been drawn again: on what was moved, added, or stands next to what went. */

import { useEffect, useRef } from 'react';

export function useFocusAfter(): (id: string) => void {
  const wanted = useRef<string | undefined>(undefined);
  useEffect(() => {
    const id = wanted.current;
    if (id === undefined) return;
    wanted.current = undefined;
    const given = document.getElementById(id);
    given?.focus();
    // One change may be drawn in several steps, and what had that name at first may be something else by then.
    const again = () => {
      const stands = document.getElementById(id);
      const { activeElement: at, body } = document;
      if (stands !== given && (at === given || at === body)) stands?.focus();
    };
    for (const ms of [30, 150, 400]) setTimeout(again, ms);
  });
  return (id) => {
    wanted.current = id;
  };
}
