import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { call, onSession, post, serverNow, sha256, withQuery } from '../src/shared/api/http.ts';
import { adviceFor, errorAt, isStale, isTemporary, Problem } from '../src/shared/api/problem.ts';

const answers: Response[] = [];
const asked: { url: string; init: RequestInit }[] = [];
vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
  asked.push({ url, init });
  const answer = answers.shift();
  if (answer === undefined) throw new TypeError('Failed to fetch');
  return answer;
});
const json = (status: number, body: object, headers: HeadersInit = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const headersOf = (at: number) => (asked[at]?.init.headers ?? {}) as Record<string, string>;

const TARO = { login: 'taro', name: '宮前 太郎', role: 'writer', scope: 'own' } as const;

afterEach(() => {
  answers.length = 0;
  asked.length = 0;
  onSession({});
});

describe('a request', () => {
  test('carries the SHA-256 of its body in lower-case hex, and its key', async () => {
    answers.push(json(200, { id: '1' }));
    await post('drafts', { title: '防災' }, { key: 'k1' });
    expect(headersOf(0)['x-amz-content-sha256']).toBe(await sha256('{"title":"防災"}'));
    expect(await sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(headersOf(0)['idempotency-key']).toBe('k1');
    expect(asked[0]?.url).toBe('/api/drafts');
  });

  test('R-A3: of five bodies is the hash that others compute of the bytes that are sent', async () => {
    const others = (bytes: string) => createHash('sha256').update(bytes, 'utf8').digest('hex');
    const multipart =
      '--x\r\ncontent-disposition: form-data; name="file"; filename="お知らせ.csv"\r\n\r\n1,2\r\n--x--\r\n';
    const large = 'あ'.repeat(Math.floor(5_900_000 / 3));
    for (const text of ['', '1', '{"title":"防災𠮷🚒"}', large, multipart])
      expect(await sha256(text)).toBe(others(text));
    answers.push(json(200, {}), json(200, {}), json(200, {}));
    await call('DELETE', 'session');
    await post('drafts', { title: `防災𠮷🚒${multipart}` }, { key: 'k' });
    await post('drafts', { title: large }, { key: 'k' });
    for (const [at, { init }] of asked.entries())
      expect(headersOf(at)['x-amz-content-sha256']).toBe(others((init.body as string | undefined) ?? ''));
    expect(String(asked[2]?.init.body)).toHaveLength(large.length + '{"title":""}'.length);
  });

  test('that meets the end of the session waits for signing in and is repeated once', async () => {
    let signedIn = 0;
    onSession({ again: async () => void signedIn++ });
    answers.push(json(401, { code: 'signed_out' }), json(200, { id: '1' }));
    expect(await post('drafts', { title: 'a' }, { key: 'same' })).toEqual({ id: '1' });
    expect(signedIn).toBe(1);
    expect([headersOf(0)['idempotency-key'], headersOf(1)['idempotency-key']]).toEqual(['same', 'same']);
  });

  test('before which the second factor is wanted again is repeated once it was shown, or refused', async () => {
    const needed = () => json(403, { code: 'step_up_needed', title: 'もう一度' });
    onSession({ stepUp: async () => undefined });
    answers.push(needed(), json(200, { ok: true }));
    expect(await post('staff', TARO, { key: 'k' })).toEqual({ ok: true });
    onSession({ stepUp: () => Promise.reject(new Error('given up')) });
    answers.push(needed());
    await expect(post('staff', TARO, { key: 'k' })).rejects.toMatchObject({ code: 'step_up_needed' });
  });

  test('tells the time of the server only where its answer was quick', async () => {
    let now = Date.parse('2026-11-29T09:00:00Z');
    let passes = 3_000;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => {
      now += passes;
      return now;
    });
    const told = { date: 'Sun, 29 Nov 2026 08:50:00 GMT' };
    const askAndTellHowFar = async () => {
      answers.push(json(200, {}, told));
      await post('drafts', {}, { key: 'k' });
      passes = 0;
      return now - serverNow();
    };
    expect(await askAndTellHowFar()).toBe(0);
    expect(await askAndTellHowFar()).toBeGreaterThan(590_000);
    answers.push(json(200, {}, { date: new Date(now).toUTCString() }));
    await post('drafts', {}, { key: 'k' });
    clock.mockRestore();
  });

  test('of signing in itself is refused as it is', async () => {
    onSession({ again: () => Promise.reject(new Error('must not be asked')) });
    answers.push(json(401, { code: 'wrong', title: 'ちがいます' }));
    await expect(post('session', { login: 'taro', password: '' })).rejects.toMatchObject({
      status: 401,
      message: 'ちがいます',
    });
  });

  test('that the page asks by itself says so and does not count as the person’s', async () => {
    let heard = 0;
    onSession({ heard: () => void heard++ });
    answers.push(json(200, {}), json(200, {}));
    await call('GET', 'home', { background: true });
    expect(headersOf(0)['x-kairan-background']).toBe('1');
    expect(heard).toBe(0);
    await call('GET', 'home');
    expect(heard).toBe(1);
  });

  test('leaves empty filters out of its address', () => {
    expect(withQuery('deliveries', { q: '防災 1', from: '', to: undefined })).toBe(
      'deliveries?q=%E9%98%B2%E7%81%BD+1',
    );
  });
});

describe('a refusal', () => {
  test('keeps its code, its fields and what stands now', async () => {
    answers.push(json(409, { code: 'stale_version', title: '変更済み', current: { version: 3 } }));
    const problem: unknown = await call('PUT', 'drafts/1', { body: {} }).catch((error: unknown) => error);
    expect(isStale(problem) && problem.body.current).toEqual({ version: 3 });
  });

  test('is found at its field, with or without the leading slash', () => {
    const errors = [
      { path: '/messages/0/text', code: 'too_long', message: '長すぎます' },
      { path: 'name', code: 'required', message: '必要です' },
    ];
    const problem = new Problem(422, 'invalid', '', { errors });
    expect(errorAt(problem, '/messages/0')).toBe('長すぎます');
    expect(errorAt(problem, '/name')).toBe('必要です');
    expect(errorAt(problem, 'title')).toBeUndefined();
  });

  test('says what to do, also where no answer came', async () => {
    const offline: unknown = await call('GET', 'home').catch((error: unknown) => error);
    expect(offline).toMatchObject({ status: 0, code: 'offline' });
    expect(adviceFor(offline as Problem)).toContain('入力した内容はこの画面に残っています');
    expect(adviceFor(new Problem(429, '', '', {}, 30))).toContain('30秒ほど待って');
    expect(adviceFor(new Problem(500, '', 'x'))).toContain('少し待ってから');
    expect([0, 429, 503, 422].map((status) => isTemporary(new Problem(status, '', '')))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
