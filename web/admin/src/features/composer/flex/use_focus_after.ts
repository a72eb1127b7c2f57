/** Puts the focus somewhere once the page has been drawn again: on what was moved, added, or stands next to what went. */

import { useEffect, useRef } from 'react';

export function useFocusAfter(): (id: string) => void {
  const wanted = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const element = document.getElementById(wanted.current);
    wanted.current = undefined;
    element?.focus();
  });
  return (id) => {
    wanted.current = id;
  };
}
