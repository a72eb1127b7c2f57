/** One setting: what stands, what is being typed, and saving it under the version that was seen. */

import { useState } from 'react';
import { useChange, useGet } from '../../shared/api/query.ts';

export interface Setting<T> {
  readonly name: string;
  readonly value: T;
  readonly version: number;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** `over`: what is saved over somebody else's value; the own one, unless both have to go together. */
export function useSetting<T>(name: string, over: (mine: T, theirs: T) => T = (mine) => mine) {
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
    save: (theirs?: Setting<T>) => {
      if (now === undefined) return;
      const body = theirs
        ? { value: over(now.value, theirs.value), version: theirs.version }
        : { value: now.value, version: now.version };
      // What was typed meanwhile stays, over what stands now.
      const stand = ({ value, version }: Setting<T>) =>
        setTyped((then) =>
          then && !isSame(then.value, now.value) ? { value: over(then.value, value), version } : undefined,
        );
      change.mutate(body, { onSuccess: stand });
    },
    reset: () => {
      setTyped(undefined);
      change.reset();
      void refetch();
    },
    isChanged: typed !== undefined && !isSame(typed.value, data?.value),
    isSaved: change.isSuccess && typed === undefined,
    isBusy: change.isPending,
    readError: error,
    saveError: change.error,
    retry: () => void refetch(),
  };
}
