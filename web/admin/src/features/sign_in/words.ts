/** What the server's refusals mean for somebody who wants to sign in. */

import { asProblem, Problem } from '../../shared/api/problem.ts';

/** The refusals of sign-in as one sentence; the fields stay as they are. */
export function refusalOf(error: unknown): string | undefined {
  if (!error) return undefined;
  if (error instanceof DOMException)
    return 'パスキーを確かめられませんでした。もう一度お試しください。認証アプリがあれば、そちらも使えます。';
  const problem = asProblem(error);
  if (problem.status === 429) {
    const wait = problem.retryAfter ? `${Math.ceil(problem.retryAfter / 60)}分ほど` : 'しばらく';
    return `続けてまちがえたため、${wait}待つ必要があります。急ぐときは管理者に「ロックの解除」を頼んでください。`;
  }
  return undefined;
}

/** Whatever is not one of these is shown as any other problem. */
export const othersOf = (error: unknown): unknown =>
  refusalOf(error) === undefined && !(error instanceof Problem && error.status === 422) ? error : undefined;
