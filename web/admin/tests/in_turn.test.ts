import { expect, it } from 'vitest';
import { inTurn } from '../src/shared/api/in_turn.ts';

const later = () => new Promise((done) => setTimeout(done, 1));

it('sixty questions are asked four at a time, and one that fails gives its turn on', async () => {
  const turn = inTurn(4);
  let [now, most, asked] = [0, 0, 0];
  const ask = (number: number) => async () => {
    asked += 1;
    now += 1;
    most = Math.max(most, now);
    await later();
    now -= 1;
    if (number % 7 === 0) throw new Error('no');
    return number;
  };
  const { signal } = new AbortController();
  const all = Array.from({ length: 60 }, (_, number) => turn(ask(number), signal));
  const ends = await Promise.allSettled(all);
  expect([most, asked]).toEqual([4, 60]);
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(51);
});

it('what nobody waits for any more is not asked', async () => {
  const turn = inTurn(1);
  const left = new AbortController();
  let asked = 0;
  const ask = async () => {
    asked += 1;
    await later();
  };
  const first = turn(ask, new AbortController().signal);
  const second = turn(ask, left.signal);
  left.abort();
  await first;
  await expect(second).rejects.toThrow();
  expect(asked).toBe(1);
});
