/** One setting: what stands, what is being typed, and saving it under the version that was seen. */

import { useState } from 'react';
import { useChange, useGet } from '../../shared/api/query.ts';

export interface Setting<T> {
  readonly name: string;
  readonly value: T;
  readonly version: number;
}

export function useSetting<T>(name: string) {
  const { data, error, refetch } = useGet<Setting<T>>(`settings/${name}`, undefined, { staleTime: 0 });
  const [typed, setTyped] = useState<{ value: T; version: number }>();
  const change = useChange<Setting<T>, { value: T; version: number }>({
    method: 'PUT',
    path: `settings/${name}`,
    // Notices come with the session.
    touches: ['settings', 'session'],
  });
  const now = typed ?? data;
  return {
    /** Undefined until it was read. */
    value: now?.value,
    /** What stands on the server, as last read. */
    stands: data,
    set: (value: T) => setTyped({ value, version: now?.version ?? 0 }),
    save: (over?: number) => {
      if (now === undefined) return;
      const body = { value: now.value, version: over ?? now.version };
      change.mutate(body, { onSuccess: () => setTyped(undefined) });
    },
    reset: () => {
      setTyped(undefined);
      change.reset();
      void refetch();
    },
    isChanged: typed !== undefined,
    isSaved: change.isSuccess && typed === undefined,
    isBusy: change.isPending,
    readError: error,
    saveError: change.error,
    retry: () => void refetch(),
  };
}
