/**
 * The one place that talks to the server. A body carries its SHA-256 (`x-amz-content-sha256`), because the front door
 * signs each request on its way to the function; a creation carries an `Idempotency-Key`. An answer 401 does not lose
 * the page: the call waits until the person has signed in again, and is then repeated once. So it does where the second
 * factor has to be shown again. What one person asked for is never sent in the name of the next.
 */

import { Problem, type ProblemBody } from './problem.ts';
import type { Answer, Asked, Creates, FilePath, Known, Method, Sent } from './wire.ts';

interface How {
  readonly signal?: AbortSignal;
  /** Asked by the page itself, not by the person: does not keep the session alive. */
  readonly background?: boolean;
  /** Goes on when the page is left meanwhile, as far as a browser allows it. */
  readonly keepalive?: boolean;
  /** Whose words these are: not sent at all once somebody else, or nobody, is signed in. */
  readonly person?: string;
}

interface Options extends How {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Makes a repeated creation the same creation; 1–64 characters. */
  readonly key?: string;
  /** What follows the question mark; undefined and empty values are left out. */
  readonly query?: object;
}

/** A creation has a key, so that a repeated one is the same. */
type Keyed<M extends Method, Path extends string> = How &
  (Creates<M, Path> extends true ? { readonly key: string } : { readonly key?: never });
/** What a change is told behind its address: as much as the description asks for. */
type Rest<M extends Method, Path extends string> =
  Creates<M, Path> extends true
    ? [body: Sent<M, Path>, how: Keyed<M, Path>]
    : // biome-ignore lint/suspicious/noConfusingVoidType: what `Sent` is where nothing is sent
      [Sent<M, Path>] extends [void]
      ? [body?: undefined, how?: How]
      : [body: Sent<M, Path>, how?: How];

/** Browsers refuse to keep more than 64 KB alive. */
const MOST_KEPT_ALIVE = 60_000;
/** The slowest answer worth waiting for; the function itself ends before. */
const PATIENCE_MS = 30_000;
const NO_SESSION_NEEDED = /^session(\/|$)/;

export interface SessionHooks {
  /** Who is signed in, by id. */
  readonly person?: string;
  /** Asks the person to sign in again over the page. */
  readonly again?: () => Promise<void>;
  /** Asks for the second factor once more; rejects where the person gives up. */
  readonly stepUp?: () => Promise<void>;
  /** Hears of each answer that the person asked for: the session goes on. */
  readonly heard?: () => void;
}

let hooks: SessionHooks = {};

/** Tells the client whom to ask when a session does not suffice. */
export function onSession(next: SessionHooks): void {
  hooks = next;
}

/** What a clock that counts whole seconds, and the way here, may be wrong by. */
const TOLERANCE_MS = 2_000;
let clockAheadMs = 0;

/** What time it is for the server, in milliseconds since 1970: the clock of this computer may be wrong by far. */
export const serverNow = (): number => Date.now() - clockAheadMs;

function hearTime(headers: Headers, askedAt: number): void {
  // A slow answer does not tell when on its way it was made.
  if (Math.abs(Date.now() - askedAt) > TOLERANCE_MS) return;
  const told = Date.parse(headers.get('date') ?? '');
  // A whole second was told: half a second later is the best guess.
  const ahead = Date.now() - told - 500;
  if (Math.abs(ahead - clockAheadMs) > TOLERANCE_MS)
    clockAheadMs = Math.abs(ahead) > TOLERANCE_MS ? ahead : 0;
}

export const newKey = (): string => crypto.randomUUID();

const signedOut = () => new Problem(401, 'signed_out', 'ログアウトしたため、行いませんでした');

/** Waits until this person has signed in again; throws where they do not come back. */
async function again(person: string | undefined): Promise<void> {
  if (!hooks.again || hooks.person !== person) throw signedOut();
  await hooks.again();
  if (hooks.person !== person) throw signedOut();
}

/** Changes that are on their way. */
const writing = new Set<Promise<unknown>>();

/** Waits for the changes on their way, but not for longer than this. */
export const written = (patienceMs: number): Promise<unknown> =>
  Promise.race([Promise.allSettled([...writing]), new Promise((resolve) => setTimeout(resolve, patienceMs))]);

/** Calls `/api/<path>` without knowing what that means; throws a `Problem`. */
export async function call<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const run = perform<T>(method, path, options);
  if (method === 'GET') return run;
  writing.add(run);
  return run.finally(() => writing.delete(run));
}

async function perform<T>(method: Method, path: string, options: Options): Promise<T> {
  const { person } = hooks;
  if (options.person !== undefined && options.person !== person) throw signedOut();
  let response = await exchange(method, path, options);
  if (response.status === 401 && hooks.again && !NO_SESSION_NEEDED.test(path)) {
    await again(person);
    response = await exchange(method, path, options);
  }
  let answer = await read(response);
  if (hooks.stepUp && isStepUpNeeded(response, answer) && (await agreed(hooks.stepUp()))) {
    response = await exchange(method, path, options);
    answer = await read(response);
  }
  if (!response.ok) throw refusal(response, answer);
  if (!options.background) hooks.heard?.();
  return answer as T;
}

const isStepUpNeeded = ({ status }: Response, answer: unknown): boolean =>
  status === 403 && (answer as ProblemBody | undefined)?.code === 'step_up_needed';

const agreed = (asked: Promise<void>): Promise<boolean> =>
  asked.then(
    () => true,
    () => false,
  );

/** A file, such as a CSV, as the server made it. */
export async function file<const Path extends FilePath>(
  path: Path,
  query?: Asked<'GET', Path>,
): Promise<Blob> {
  const { person } = hooks;
  const ask = () => exchange('GET', path, query === undefined ? {} : { query });
  let response = await ask();
  if (response.status === 401 && hooks.again) {
    await again(person);
    response = await ask();
  }
  if (!response.ok) {
    const answer = await read(response);
    const mayAskAgain = hooks.stepUp && isStepUpNeeded(response, answer) && (await agreed(hooks.stepUp()));
    if (!mayAskAgain) throw refusal(response, answer);
    response = await ask();
    if (!response.ok) throw refusal(response, await read(response));
  }
  hooks.heard?.();
  return response.blob();
}

/** Hands a file to the person as a download. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

export const get = <const Path extends string>(
  path: Path & Known<'GET', Path>,
  options?: How & { readonly query?: Asked<'GET', Path> },
) => call<Answer<'GET', Path>>('GET', path, options);
export const post = <const Path extends string>(
  path: Path & Known<'POST', Path>,
  ...[body, how]: Rest<'POST', Path>
) => call<Answer<'POST', Path>>('POST', path, { body: body ?? {}, ...how });
export const put = <const Path extends string>(
  path: Path & Known<'PUT', Path>,
  ...[body, how]: Rest<'PUT', Path>
) => call<Answer<'PUT', Path>>('PUT', path, { body, ...how });
export const remove = <const Path extends string>(
  path: Path & Known<'DELETE', Path>,
  ...[body, how]: Rest<'DELETE', Path>
) => call<Answer<'DELETE', Path>>('DELETE', path, { body, ...how });

/** What a request without a body carries. */
const NOTHING_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Takes something back while the page goes: the request outlives the page, and nobody hears of its end. */
export function farewell<const Path extends string>(path: Path & Known<'DELETE', Path>): void {
  const headers = { 'x-amz-content-sha256': NOTHING_SHA256, 'x-kairan-background': '1' };
  const init: RequestInit = { method: 'DELETE', headers, keepalive: true, credentials: 'same-origin' };
  void fetch(`/api/${path}`, init).catch(() => {});
}

export function withQuery(path: string, query: object = {}): string {
  const known = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(known.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}

async function exchange(
  method: Method,
  path: string,
  { body, key, query, signal, background, keepalive }: Options,
) {
  const headers: Record<string, string> = { accept: 'application/json' };
  const text = body === undefined ? undefined : JSON.stringify(body);
  if (method !== 'GET') headers['x-amz-content-sha256'] = await sha256(text ?? '');
  if (text !== undefined) headers['content-type'] = 'application/json';
  if (background) headers['x-kairan-background'] = '1';
  if (key !== undefined) headers['idempotency-key'] = key;
  // In another tab somebody else may have signed in: the server turns away what this page's person did not ask for.
  if (method !== 'GET' && hooks.person !== undefined && !NO_SESSION_NEEDED.test(path))
    headers['x-kairan-person'] = hooks.person;
  const limit = AbortSignal.timeout(PATIENCE_MS);
  const init: RequestInit = { method, headers, signal: signal ? AbortSignal.any([signal, limit]) : limit };
  if (text !== undefined) init.body = text;
  if (keepalive && text !== undefined && new Blob([text]).size < MOST_KEPT_ALIVE) init.keepalive = true;
  const askedAt = Date.now();
  try {
    const response = await fetch(`/api/${withQuery(path, query)}`, {
      ...init,
      credentials: 'same-origin',
      cache: 'no-store',
    });
    hearTime(response.headers, askedAt);
    return response;
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
