/** Who gets a token, and who does not. */

import { describe, expect, test } from 'vitest';
import { answer, isLiffLink } from '../src/features/form/protocol.ts';

const URL = 'http://127.0.0.1:8093/form/';

function phone(mint = async () => 'a token') {
  const posted: [unknown, string][] = [];
  const frame = { postMessage: (data: unknown, origin: string) => posted.push([data, origin]) };
  let closed = 0;
  const hear = (change: object) => {
    const message = { source: frame, origin: 'http://127.0.0.1:8093', data: ASK, ...change };
    const around = { frame: frame as unknown as Window, url: URL, mint, close: () => void closed++ };
    return answer(message as unknown as MessageEvent, around);
  };
  return { posted, hear, closed: () => closed };
}

const ASK = { kairan: 'liff', ask: 'token', id: '7' };

describe('the phone', () => {
  test("answers the form at the form's own origin", async () => {
    const { posted, hear } = phone();
    await hear({});
    expect(posted).toEqual([[{ kairan: 'liff', id: '7', token: 'a token' }, 'http://127.0.0.1:8093']]);
  });

  test('gives nothing to other windows, other origins and other questions', async () => {
    const { posted, hear, closed } = phone();
    await hear({ source: {} });
    await hear({ source: null });
    await hear({ origin: 'https://evil.example' });
    for (const data of [
      null,
      'token',
      {},
      { ...ASK, kairan: 'x' },
      { ...ASK, id: 7 },
      { kairan: 'liff', ask: 'x' },
    ])
      await hear({ data });
    expect([posted, closed()]).toEqual([[], 0]);
  });

  test('says when it has no token, so that nobody waits', async () => {
    const { posted, hear } = phone(() => Promise.reject(new Error('down')));
    await hear({});
    expect(posted[0]?.[0]).toEqual({ kairan: 'liff', id: '7', token: null });
  });

  test('closes the form when the form asks for it', async () => {
    const { hear, closed } = phone();
    await hear({ data: { kairan: 'liff', ask: 'close' } });
    expect(closed()).toBe(1);
  });

  test("opens LINE's links to apps, and no others that look alike", () => {
    expect(isLiffLink('https://liff.line.me/2000000002-kairan')).toBe(true);
    for (const uri of [
      'https://liff.line.me.evil.example/',
      'http://liff.line.me/1',
      'https://evil.example/https://liff.line.me/',
    ])
      expect(isLiffLink(uri)).toBe(false);
  });
});
