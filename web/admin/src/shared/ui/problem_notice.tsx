/** A call that did not succeed, in words that say what to do. */

import { adviceFor, asProblem, type Problem } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

const TITLES: Record<number, string> = {
  0: 'つながりません',
  403: 'この操作はできません',
  404: '見つかりません',
  409: '先に変更されています',
  422: '入力を確かめてください',
  429: '混み合っています',
};

/** A 409 that is about no other person's change. */
const BY_CODE: Readonly<Record<string, string>> = { blocked: 'まだ配信できません' };

const titleOf = ({ status, code }: Problem): string =>
  BY_CODE[code] ?? TITLES[status] ?? (status >= 500 ? 'サーバーで問題が起きました' : 'できませんでした');

export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <Notice
      kind={problem.status === 403 || problem.status === 409 ? 'warning' : 'error'}
      title={titleOf(problem)}
      live
    >
      <p>{adviceFor(problem)}</p>
      {problem.errors.length > 0 && (
        <ul className="list-disc pl-5">
          {problem.errors.map((one) => (
            <li key={`${one.path} ${one.code}`}>{one.message}</li>
          ))}
        </ul>
      )}
      {onRetry && (
        <Button size="sm" onClick={onRetry}>
          もう一度読み込む
        </Button>
      )}
    </Notice>
  );
}
