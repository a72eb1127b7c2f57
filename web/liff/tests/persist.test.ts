/** Retrying: what is tried again, how long is waited, and when it ends. */

import { describe, expect, test } from 'vitest';
import { Problem } from '../src/shared/api/http.ts';
import { persist } from '../src/shared/persist.ts';

const offline = new Problem(0, 'offline', 'つながりません');
const busy = new Problem(503, '', '混みあっています');
const limited = new Problem(429, '', '多すぎます', undefined, 30);
const expired = new Problem(401, 'session_expired', '切れました');

/** A request that fails in the given ways before it succeeds. */
function script(...problems: Error[]) {
  const log: string[] = [];
  const send = async () => {
    const problem = problems.shift();
    if (problem !== undefined) throw problem;
    return 'stored';
  };
  const renew = async () => void log.push('renewed');
  const pause = async (seconds: number, why: string) => void log.push(`${why} ${seconds}`);
  return { log, run: () => persist(send, { renew, pause }) };
}

describe('a request', () => {
  test('is sent again after growing pauses', async () => {
    const { log, run } = script(offline, busy, offline);
    expect(await run()).toBe('stored');
    expect(log).toEqual(['offline 1', 'busy 2', 'offline 4']);
  });

  test('waits as long as the server asks', async () => {
    const { log, run } = script(limited);
    await run();
    expect(log).toEqual(['often 30']);
  });

  test('is given up after six tries', async () => {
    const { log, run } = script(...Array.from({ length: 6 }, () => offline));
    await expect(run()).rejects.toBe(offline);
    expect(log).toHaveLength(5);
  });

  test('gets one new session, and no second one', async () => {
    const once = script(expired);
    expect(await once.run()).toBe('stored');
    expect(once.log).toEqual(['renewed']);
    await expect(script(expired, expired).run()).rejects.toBe(expired);
  });

  test('is not repeated when the server has said no, or when the program is wrong', async () => {
    for (const error of [new Problem(422, '', 'x'), new Problem(409, '', 'x'), new TypeError('x')]) {
      const { log, run } = script(error);
      await expect(run()).rejects.toBe(error);
      expect(log).toEqual([]);
    }
  });
});
