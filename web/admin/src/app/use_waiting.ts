/** Somebody is asked for something, once, however many callers wait for it. */

import { useCallback, useMemo, useRef, useState } from 'react';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

export function useWaiting() {
  const waiters = useRef<Waiter[]>([]);
  const [isWaiting, setWaiting] = useState(false);
  const ask = useCallback(
    () =>
      new Promise<void>((resolve, reject) => {
        waiters.current.push({ resolve, reject });
        setWaiting(true);
      }),
    [],
  );
  const settle = useCallback((failure?: Error) => {
    const all = waiters.current.splice(0);
    setWaiting(false);
    for (const waiter of all) failure ? waiter.reject(failure) : waiter.resolve();
  }, []);
  return useMemo(() => ({ isWaiting, ask, settle }), [isWaiting, ask, settle]);
}
