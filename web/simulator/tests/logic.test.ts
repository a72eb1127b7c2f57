/** The page's decisions that need no browser. */

import { describe, expect, test } from 'vitest';
import { assign } from '../src/app/use_phones.ts';
import { sentence } from '../src/app/webhook_state.tsx';
import { offered } from '../src/features/talk/quick_replies.tsx';
import type { TalkEntry } from '../src/shared/api/talk.ts';
import type { User, UserId } from '../src/shared/api/users.ts';
import { type Change, type Connection, Live } from '../src/shared/live.ts';
import { clock, day } from '../src/shared/time.ts';

const user = (id: string): User => ({ userId: id as UserId, displayName: id, friend: 'following' });
const entry = (from: TalkEntry['from'], more: Partial<TalkEntry> = {}): TalkEntry => ({
  id: '1',
  at: new Date(0),
  from,
  messages: ['古い', '新しい'],
  ...more,
});

describe('phones', () => {
  test('show the chosen citizens, and the first free ones where nobody was chosen', () => {
    expect(assign([null, 'a', null], [user('a'), user('b'), user('c')])).toEqual(['b', 'a', 'c']);
  });

  test('forget a citizen that no longer exists and stay empty when there is nobody left', () => {
    expect(assign(['gone', null], [user('a')])).toEqual(['a', null]);
  });
});

describe('quick replies', () => {
  test("belong to the account's last message only", () => {
    expect(offered([entry('account')])).toBe('新しい');
    expect(offered([entry('account'), entry('user')])).toBeUndefined();
    expect(offered([entry('account', { quickReplyUsed: true })])).toBeUndefined();
    expect(offered([])).toBeUndefined();
  });
});

describe('live changes', () => {
  const start = () => {
    const source = new EventTarget();
    const [changes, states]: [Change[], Connection[]] = [[], []];
    const live = new Live(source as EventSource);
    live.listen((change) => changes.push(change));
    live.watch((state) => states.push(state));
    const say = (data: string) => source.dispatchEvent(new MessageEvent('message', { data }));
    return { source, changes, states, say };
  };

  test('are passed on, and lines that are no change are ignored', () => {
    const { changes, say } = start();
    say('{"type":"talk","userId":"U1"}');
    say('nonsense');
    say('{"kind":"talk"}');
    expect(changes).toEqual([{ type: 'talk', userId: 'U1' }]);
  });

  test('a reconnection asks everybody to load again, the first connection does not', () => {
    const { source, changes, states } = start();
    source.dispatchEvent(new Event('open'));
    expect(changes).toEqual([]);
    source.dispatchEvent(new Event('error'));
    source.dispatchEvent(new Event('open'));
    expect(changes).toEqual([{ type: 'refresh' }]);
    expect(states).toEqual(['connecting', 'open', 'lost', 'open']);
  });
});

test('times are those of Japan', () => {
  const newYear = new Date('2026-12-31T15:05:00Z');
  expect([clock(newYear), day(newYear)]).toEqual(['0:05', '1月1日(金)']);
});

test('the last webhook is told with its event and its outcome', () => {
  expect(sentence({ type: 'webhook', eventType: 'follow', status: 200 })).toBe('Webhook（follow）：成功 200');
  expect(sentence({ type: 'webhook', status: 502 })).toBe('Webhook：失敗 502');
  expect(sentence({ type: 'webhook', status: null, reason: 'request_timeout' })).toBe(
    'Webhook：失敗 request_timeout',
  );
});
