/** Puts the focus somewhere once the page has been drawn again: on what was moved, added, or stands next to what went. */

import { useEffect, useRef } from 'react';
import { wishFocus } from '../../../shared/ui/focus_wish.ts';

export function useFocusAfter(): (id: string) => void {
  const wanted = useRef<string | undefined>(undefined);
  useEffect(() => {
    const id = wanted.current;
    if (id === undefined) return;
    wanted.current = undefined;
    wishFocus(id);
  });
  return (id) => {
    wanted.current = id;
  };
}
