/** The audience of a correction: exactly those whom another delivery was sent to. Shown as a fact, not to be edited. */

import { Link } from '@tanstack/react-router';
import { people } from '../../shared/format/words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import type { RecipientsOf } from './condition.ts';
import { useCount } from './count_panel.tsx';
import { beforeEveryone, useGuards } from './guards.ts';

export function RecipientsPanel({ target }: { target: RecipientsOf }) {
  const { data, error, refetch } = useCount(target);
  const guards = useGuards();
  const isEveryone = data?.description.startsWith('全員') === true;
  return (
    <div className="flex flex-col gap-3">
      <h2 className="text-std-18B-160">訂正を届ける人</h2>
      {error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <p role="status">
          {data === undefined ? '人数を数えています…' : <strong>{data.description}</strong>}
        </p>
      )}
      {isEveryone && (
        <Notice kind="warning" title={`訂正も全員に届きます（いま友だちは${people(data?.count ?? 0)}）`}>
          全員への配信には宛先の一覧がありません。{beforeEveryone(guards)}。
        </Notice>
      )}
      <ul className="list-disc pl-6 text-sm text-solid-gray-700">
        <li>訂正の対象は、元の配信を送った人に決まっています。ここでは変えられません。</li>
        {!isEveryone && (
          <li>送る前に止めた人や、送れなかった人には届きません。結果が不明の人には届きます。</li>
        )}
        <li>元の配信のあとにブロックした人には届きません。</li>
      </ul>
      <Link to="/deliveries/$id" params={{ id: target.delivery }} className="link self-start">
        元の配信を見る
      </Link>
    </div>
  );
}
