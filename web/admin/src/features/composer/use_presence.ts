/**
 * Tells the server that this page has a draft open, and learns who else has. A sign every 25 s counts for 75: the page may
 * miss one, and browsers wake a hidden one only once a minute. It does not keep the session alive. A page that closes takes
 * its sign back as far as its browser lets it.
 */

import { useEffect, useState } from 'react';
import { farewell, newKey, put } from '../../shared/api/http.ts';
import type { Presence } from '../../shared/api/types.ts';

const EVERY_MS = 25_000;

/** Undefined where it is not known. */
export function usePresence(draft: string): Presence | undefined {
  const [presence, setPresence] = useState<Presence>();
  useEffect(() => {
    const path = `drafts/${draft}/presence/${newKey()}` as const;
    let running: Promise<unknown> = Promise.resolve();
    const stay = () => {
      // What could not be asked is not claimed either.
      running = put(path, undefined, { background: true }).then(setPresence, () => setPresence(undefined));
    };
    const leave = () => farewell(path);
    const back = () => document.visibilityState === 'visible' && stay();
    // Every page is shown once; this one is shown again.
    const shown = (event: PageTransitionEvent) => event.persisted && stay();
    stay();
    const timer = setInterval(stay, EVERY_MS);
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', shown);
    document.addEventListener('visibilitychange', back);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', shown);
      document.removeEventListener('visibilitychange', back);
      // A sign on its way must not come in after it was taken back.
      void running.finally(leave);
    };
  }, [draft]);
  return presence;
}
