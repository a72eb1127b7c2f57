/** One step of signing in: a call whose answer is the next session. */

import { useState } from 'react';
import type { Session } from '../../shared/api/types.ts';
import { worded } from './passkey.ts';

export function useStep(onSession: (session: Session) => void) {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const run = async (call: () => Promise<Session>) => {
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    await call().then(onSession, (failure) => setError(worded(failure)));
    setBusy(false);
  };
  return { error, isBusy, run };
}
