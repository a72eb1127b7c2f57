/** The one place that talks to the server: JSON in and out, a time limit, problems as plain sentences. */

import { record, text } from '../parse.ts';

/** The slowest answer worth waiting for; then the same request is sent again. */
const PATIENCE_MS = 10_000;

/** Why a call did not succeed. `status` 0: no answer came. The message can be shown as it is. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** The whole problem document. */
  readonly body: unknown;
  /** How long the server asks to wait, in seconds. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, body?: unknown, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.body = body;
  }
}

/** Whether the same request may succeed a little later. */
export const isTemporary = ({ status }: Problem): boolean => status === 0 || status === 429 || status >= 500;

interface Call {
  readonly method?: 'POST' | 'PUT' | 'DELETE';
  readonly session?: string;
  readonly body?: string;
  readonly cache?: RequestCache;
}

/** Calls `path` under /form/api; `read` gives undefined for an answer that it does not understand. */
export async function call<T>(path: string, read: (answer: unknown) => T | undefined, options: Call = {}) {
  const { response, answer } = await exchange(path, options);
  if (!response.ok) throw refusal(response, answer);
  const value = read(answer);
  if (value === undefined)
    throw new Problem(
      502,
      'unreadable',
      'サーバーの応答を読みとれませんでした。少し待ってから、もう一度お試しください',
    );
  return value;
}

async function exchange(path: string, { session, ...options }: Call) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), PATIENCE_MS);
  const headers: Record<string, string> = {};
  if (session !== undefined) headers.authorization = `Bearer ${session}`;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  try {
    const response = await fetch(`/form/api/${path}`, { ...options, headers, signal: limit.signal });
    return { response, answer: parse(await response.text()) };
  } catch {
    throw limit.signal.aborted
      ? new Problem(0, 'timeout', '時間がかかりすぎたため、つながりませんでした')
      : new Problem(0, 'offline', 'インターネットにつながりません');
  } finally {
    clearTimeout(timer);
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function refusal({ status, headers }: Response, answer: unknown): Problem {
  const problem = record(answer);
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  const busy = status === 429 || status >= 500;
  const title =
    text(problem?.title) ?? (busy ? 'サーバーが混みあっています' : `受けつけられませんでした（${status}）`);
  return new Problem(status, text(problem?.code) ?? '', title, answer, after > 0 ? after : undefined);
}
