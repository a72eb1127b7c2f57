/** One setting: what stands, what is being typed, and saving it under the version that was seen. */

import { useState } from 'react';
import { useChange, useGet } from '../../shared/api/query.ts';

/** The description takes any JSON here; this is what the server reads and writes. */
interface Values {
  readonly greeting: readonly unknown[];
  readonly retention_days: number;
  readonly consent: { readonly version: number; readonly text: string };
  readonly everyone_per_month: number;
  readonly guards: {
    readonly typed_count_from: number;
    readonly typed_count_share: number;
    readonly approval: 'always' | 'everyone' | 'large' | 'never';
    readonly approval_hours: number;
    readonly undo_minutes: number;
  };
  readonly maintenance: { readonly staff: string | null; readonly citizens: string | null };
}
export type SettingName = keyof Values;
/** What a setting of this name holds. */
export type ValueOf<Name extends SettingName> = Values[Name];
/** A value under its version. */
export interface Setting<Value> {
  readonly value: Value;
  readonly version: number;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** `over`: what is saved over somebody else's value; the own one, unless both have to go together. */
export function useSetting<Name extends SettingName, Value = ValueOf<Name>>(
  name: Name,
  over: (mine: Value, theirs: Value) => Value = (mine) => mine,
) {
  const path = `settings/${name as string}` as const;
  const read = useGet(path, undefined, { staleTime: 0 });
  const { error, refetch } = read;
  // An address of one name answers that setting.
  const data = read.data as Setting<Value> | undefined;
  const [typed, setTyped] = useState<{ value: Value; version: number }>();
  const change = useChange({
    method: 'PUT',
    path,
    // Notices come with the session.
    touches: ['settings', 'session'],
  });
  const now = typed ?? data;
  return {
    /** Undefined until it was read. */
    value: now?.value,
    /** What stands on the server, as last read. */
    stands: data,
    set: (value: Value) => setTyped({ value, version: now?.version ?? 0 }),
    save: (theirs?: Setting<Value>) => {
      if (now === undefined) return;
      const body = theirs
        ? { value: over(now.value, theirs.value), version: theirs.version }
        : { value: now.value, version: now.version };
      // What was typed meanwhile stays, over what stands now.
      const stand = ({ value, version }: Setting<Value>) =>
        setTyped((then) =>
          then && !isSame(then.value, now.value) ? { value: over(then.value, value), version } : undefined,
        );
      change.mutate(body, { onSuccess: ({ value, version }) => stand({ value: value as Value, version }) });
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
