/** The job that deals with the answers after a deletion, while it runs. */

import { useWatch } from '../../shared/api/query.ts';
import { number, people } from '../../shared/format/words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Progress } from '../../shared/ui/status.tsx';

export function JobProgress({ id, what }: { id: string; what: string }) {
  const { data, error, refetch } = useWatch(`jobs/${id}`, undefined, {
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'open' ? false : 1500),
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data?.state === 'failed')
    return (
      <Notice kind="error" title={`${what}が止まりました`} live>
        {data.reason}
      </Notice>
    );
  if (data?.state === 'done')
    return (
      <Notice kind="success" title={`${what}が終わりました`} live>
        {people(data.progress.changed)}の回答を書き換えました。
      </Notice>
    );
  const { done = 0, total = null } = data?.progress ?? {};
  // The server lets it rest, so that what was on its way when the deletion was made is met too.
  if (done === 0)
    return (
      <Notice title={`${what}は、2分ほどあとに始まります`} live>
        この画面は閉じてかまいません。処理は自動で続きます。
      </Notice>
    );
  return (
    <>
      <Progress
        label={what}
        value={done}
        max={total ?? Math.max(done * 2, 1)}
        text={`${what}：${number(done)}${total === null ? '' : `／${number(total)}`}人を確かめました`}
      />
      <p>閉じても、処理は続きます。</p>
    </>
  );
}
