/** Why a call did not succeed, as the server's `application/problem+json` says it. The message can be shown as it is. */

import type { Draft } from './types.ts';
import type { Current, Method, Wire } from './wire.ts';

/** One field that was refused. `path` is a JSON pointer. */
export type FieldError = Wire<'FieldError'>;

/** The problem document; what stands before the API may answer another. */
export type ProblemBody = Partial<Wire<'Problem'>>;

/** `status` 0: no answer came. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;
  /** How long the server asks to wait, in seconds. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, body: ProblemBody = {}, retryAfter?: number) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.body = body;
    this.retryAfter = retryAfter;
  }

  get errors(): readonly FieldError[] {
    return this.body.errors ?? [];
  }
}

/** Whether the same request may succeed a little later. */
export const isTemporary = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 500);

/** Somebody else saved in between; `problem.body.current` is how it stands now. */
export const isStale = (error: unknown): error is Problem =>
  error instanceof Problem && error.status === 409 && error.code === 'stale_version';

/** How it stands now, where a refusal of this route shows it. */
export const currentOf = <M extends Method, Path extends string>(
  error: unknown,
): Current<M, Path> | undefined =>
  error instanceof Problem ? (error.body.current as Current<M, Path> | undefined) : undefined;

/** The draft as it stands now, by a refusal for a lost version of it. */
export const draftNow = (error: unknown): Draft | undefined =>
  isStale(error) ? currentOf<'PUT', `drafts/${string}`>(error) : undefined;

/** Anything that was thrown, as a problem. */
export const asProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem(-1, 'defect', '画面に不具合が起きました。画面を読み込み直してください');

const bare = (path: string): string => path.replace(/^\//, '');

/** The message for the field at this path or below it. */
export function errorAt(error: unknown, path: string): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  const wanted = bare(path);
  return error.errors.find((one) => bare(one.path) === wanted || bare(one.path).startsWith(`${wanted}/`))
    ?.message;
}

/** What to do about it, in one or two sentences. */
export function adviceFor({ status, message, retryAfter }: Problem): string {
  switch (status) {
    case 0:
      return `${message}。通信を確かめて、もう一度お試しください。入力した内容はこの画面に残っています。`;
    case 403:
      return message || 'この操作をする権限がありません。必要なときは管理者に相談してください。';
    case 404:
      return '見つかりません。ほかの人が削除したか、あなたの部署のものではありません。';
    case 409:
      return message || 'ほかの人が先に変更しました。いまの内容を確かめてから、もう一度操作してください。';
    case 429:
      return `操作が集中しています。${retryAfter ? `${retryAfter}秒ほど` : '少し'}待ってから、もう一度お試しください。`;
    default:
      if (status >= 500)
        return 'サーバーで問題が起きました。少し待ってから、もう一度お試しください。続くときは管理者に連絡してください。';
      return message;
  }
}
