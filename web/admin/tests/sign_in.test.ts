import { expect, test } from 'vitest';
import { clockOf } from '../src/app/idle_warning.tsx';
import { cleanCode } from '../src/features/sign_in/code_field.tsx';
import { fromBase64Url, toBase64Url, worded } from '../src/features/sign_in/passkey.ts';
import { refusalOf } from '../src/features/sign_in/words.ts';
import { adviceFor, asProblem, Problem } from '../src/shared/api/problem.ts';
import type { SignedIn } from '../src/shared/api/types.ts';

const session = {
  state: 'signed_in',
  idle_ends_at: '2026-11-27T10:30:00+09:00',
  ends_at: '2026-11-27T21:30:00+09:00',
} as SignedIn;
const at = (clock: string) => Date.parse(`2026-11-27T${clock}+09:00`);

test('a pasted code loses spaces and wide digits, and never grows beyond six', () => {
  expect([' 123 456 ', '１２３４５６', '123-4567'].map(cleanCode)).toEqual(['123456', '123456', '123456']);
});

test('the session is counted from the last thing that the person asked for', () => {
  expect(clockOf(session, at('10:00:00'), at('10:00:00'), at('10:26:00')).idleLeftMs).toBe(4 * 60_000);
  expect(clockOf(session, at('10:00:00'), at('10:20:00'), at('10:26:00')).idleLeftMs).toBe(24 * 60_000);
});

test('nothing puts off its absolute end', () => {
  const late = clockOf(session, at('21:20:00'), at('21:28:00'), at('21:29:00'));
  expect([late.idleLeftMs <= 60_000, late.absoluteLeftMs]).toEqual([true, 60_000]);
});

test('bytes go through the notation of passkeys unharmed', () => {
  const bytes = Uint8Array.from([251, 255, 0, 62, 63]);
  expect([...fromBase64Url(toBase64Url(bytes.buffer))]).toEqual([...bytes]);
  expect(toBase64Url(bytes.buffer)).not.toMatch(/[+/=]/);
});

test('a passkey that was given up is no trouble of the network', () => {
  const given = asProblem(worded(new DOMException('', 'NotAllowedError')));
  expect(given.status).not.toBe(0);
  expect(adviceFor(given)).toBe('パスキーの操作が取り消されたか、時間が過ぎました。もう一度お試しください。');
});

test('too many requests are no mistakes of the person', () => {
  const told = refusalOf(new Problem(429, 'too_many', '', {}, 40)) ?? '';
  expect(told).toContain('40秒');
  expect(told).not.toContain('まちがえた');
});
