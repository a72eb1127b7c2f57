/** Whether this is a copy whose target nobody has looked at; opening the step is looking. */

import { useEffect, useState } from 'react';
import { isCopied, targetSeen } from './copied.ts';

export function useCopied(draft: string, hasTarget: boolean, step: string) {
  const [wasCopied] = useState(() => hasTarget && isCopied(draft));
  const [isSeen, setSeen] = useState(false);
  const see = () => {
    targetSeen(draft);
    setSeen(true);
  };
  useEffect(() => {
    if (step !== 'target') return;
    targetSeen(draft);
    setSeen(true);
  }, [draft, step]);
  return { wasCopied, isOpen: wasCopied && !isSeen, isSeen, see };
}
