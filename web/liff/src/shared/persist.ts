/** Sends a request until it is settled: waits longer each time, and renews the session once if it has run out. */

import { isTemporary, Problem } from './api/http.ts';
import type { Why } from './stage.ts';

/** Six tries in about half a minute; after that a person decides. */
const WAITS_S = [1, 2, 4, 8, 15];

export interface Tools {
  /** Opens a new session; absent where a session is not what is missing. */
  readonly renew?: () => Promise<void>;
  /** Resolves when it is time for the next try; rejects when the citizen gives up. */
  readonly pause: (seconds: number, why: Why, error: Problem) => Promise<void>;
}

/** Runs `send` as often as it makes sense; throws the last problem. */
export async function persist<T>(send: () => Promise<T>, { renew, pause }: Tools): Promise<T> {
  let renewal = renew;
  for (let tries = 0; ; ) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const wait = WAITS_S[tries];
      if (error.status === 401 && renewal !== undefined) {
        await persist(renewal, { pause });
        renewal = undefined;
      } else if (isTemporary(error) && wait !== undefined) {
        tries += 1;
        await pause(Math.min(Math.max(wait, error.retryAfter ?? 0), 60), why(error), error);
      } else {
        throw error;
      }
    }
  }
}

function why({ status, code }: Problem): Why {
  if (status !== 0) return status === 429 ? 'often' : 'busy';
  return code === 'timeout' ? 'slow' : 'offline';
}
