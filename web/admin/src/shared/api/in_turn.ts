/** Questions of which there may be many at once, asked a few at a time. */

/** Runs what it is given, so many at once; the others wait their turn, and are not asked at all where nobody waits any more. */
export function inTurn(atOnce: number) {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async <T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      signal.throwIfAborted();
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
