/**
 * The one place that talks to the server. A body carries its SHA-256 (`x-amz-content-sha256`), because the front door
 * signs each request on its way to the function; a creation carries an `Idempotency-Key`. An answer 401 does not lose
 * the page: the call waits until the person has signed in again, and is then repeated once.
 */

import { Problem, type ProblemBody } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Options {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Makes a repeated creation the same creation; 1–64 characters. */
  readonly key?: string;
  /** What follows the question mark; undefined and empty values are left out. */
  readonly query?: object;
  readonly signal?: AbortSignal;
  /** Asked by the page itself, not by the person: does not keep the session alive. */
  readonly background?: boolean;
}

/** The slowest answer worth waiting for; the function itself ends before. */
const PATIENCE_MS = 30_000;
const NO_SESSION_NEEDED = /^session(\/|$)/;

let signInAgain: (() => Promise<void>) | undefined;
let answered: (() => void) | undefined;

/** Tells the client what asks the person to sign in again, and what hears of each answer (the session goes on). */
export function onSession(again: (() => Promise<void>) | undefined, heard?: () => void): void {
  signInAgain = again;
  answered = heard;
}

export const newKey = (): string => crypto.randomUUID();

/** Calls `/api/<path>`; throws a `Problem`. */
export async function call<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  let response = await exchange(method, path, options);
  if (response.status === 401 && signInAgain && !NO_SESSION_NEEDED.test(path)) {
    await signInAgain();
    response = await exchange(method, path, options);
  }
  const answer = await read(response);
  if (!response.ok) throw refusal(response, answer);
  if (!options.background) answered?.();
  return answer as T;
}

export const get = <T>(path: string, options?: Options) => call<T>('GET', path, options);
export const post = <T>(path: string, body?: unknown, options?: Options) =>
  call<T>('POST', path, { body: body ?? {}, ...options });
export const put = <T>(path: string, body: unknown, options?: Options) =>
  call<T>('PUT', path, { body, ...options });
export const remove = <T>(path: string, body?: unknown) => call<T>('DELETE', path, { body });

export function withQuery(path: string, query: object = {}): string {
  const known = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(known.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}

async function exchange(method: Method, path: string, { body, key, query, signal, background }: Options) {
  const headers: Record<string, string> = { accept: 'application/json' };
  const text = body === undefined ? undefined : JSON.stringify(body);
  if (method !== 'GET') headers['x-amz-content-sha256'] = await sha256(text ?? '');
  if (text !== undefined) headers['content-type'] = 'application/json';
  if (background) headers['x-kairan-background'] = '1';
  if (key !== undefined) headers['idempotency-key'] = key;
  const limit = AbortSignal.timeout(PATIENCE_MS);
  const init: RequestInit = { method, headers, signal: signal ? AbortSignal.any([signal, limit]) : limit };
  if (text !== undefined) init.body = text;
  try {
    return await fetch(`/api/${withQuery(path, query)}`, {
      ...init,
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw limit.aborted
      ? new Problem(0, 'timeout', 'サーバーの応答に時間がかかりすぎています')
      : new Problem(0, 'offline', 'ネットワークにつながりません');
  }
}

/** Lower-case hex, as the signature wants it. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => {
    throw new Problem(0, 'offline', '応答の途中で、ネットワークが切れました');
  });
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (!response.ok) return undefined;
    throw new Problem(502, 'unreadable', 'サーバーの応答を読み取れませんでした');
  }
}

function refusal({ status, headers }: Response, answer: unknown): Problem {
  const body: ProblemBody = typeof answer === 'object' && answer !== null ? (answer as ProblemBody) : {};
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  const title = body.title ?? `受け付けられませんでした（${status}）`;
  return new Problem(status, body.code ?? '', title, body, after > 0 ? after : undefined);
}
