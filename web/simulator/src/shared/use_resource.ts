/** Loads a value, and loads it again when a live change concerns it. */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Change, Live } from './live.ts';

export interface Resource<T> {
  value: T | undefined;
  error: string | undefined;
  reload: () => void;
}

/**
 * `load` and `concerns` are read afresh at each use; `key` says which value is meant. A change during a running load
 * leads to exactly one more load, and an answer for an older key is dropped.
 */
export function useResource<T>(
  live: Live,
  key: string,
  load: () => Promise<T>,
  concerns: (change: Change) => boolean,
): Resource<T> {
  const [state, setState] = useState<{ key: string; value?: T; error?: string }>({ key });
  const latest = useRef({ key, load, concerns, running: false, again: false });
  Object.assign(latest.current, { key, load, concerns });

  const reload = useCallback(async () => {
    const now = latest.current;
    if (now.running) {
      now.again = true;
      return;
    }
    now.running = true;
    do {
      now.again = false;
      const asked = now.key;
      const next = await settle(now.load());
      if (asked === now.key) setState((old) => merge(old, asked, next));
      else now.again = true;
    } while (now.again);
    now.running = false;
  }, []);

  useEffect(() => {
    void reload();
    return live.listen((change) => {
      if (change.type === 'refresh' || latest.current.concerns(change)) void reload();
    });
  }, [live, key, reload]);

  const current = state.key === key ? state : undefined;
  return { value: current?.value, error: current?.error, reload };
}

async function settle<T>(promise: Promise<T>): Promise<{ value: T } | { error: string }> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error: error instanceof Error ? error.message : '読み込めませんでした' };
  }
}

/** A failed load keeps the value that was shown before. */
function merge<T>(old: { key: string; value?: T }, key: string, next: { value: T } | { error: string }) {
  if ('value' in next) return { key, value: next.value };
  return old.key === key && old.value !== undefined
    ? { key, value: old.value, error: next.error }
    : { key, error: next.error };
}
