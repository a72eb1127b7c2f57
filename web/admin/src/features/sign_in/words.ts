/** What the server's refusals mean for somebody who wants to sign in. */

import { adviceFor, asProblem, Problem } from '../../shared/api/problem.ts';

/** The refusals of sign-in as one sentence; the fields stay as they are. */
export function refusalOf(error: unknown): string | undefined {
  if (!error) return undefined;
  if (error instanceof DOMException)
    return 'パスキーを確かめられませんでした。もう一度お試しください。認証アプリがあれば、そちらも使えます。';
  const problem = asProblem(error);
  // A lock is a 401 of its own; this is too much at once, from whomever.
  return problem.status === 429 ? adviceFor(problem) : undefined;
}

/** Whatever is not one of these is shown as any other problem. */
export const othersOf = (error: unknown): unknown =>
  refusalOf(error) === undefined && !(error instanceof Problem && error.status === 422) ? error : undefined;
