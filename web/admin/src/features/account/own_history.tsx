/** What happened with one's own login: whoever sees something here that was not themselves tells an administrator. */

import { useGet } from '../../shared/api/query.ts';
import { dayOf, moment } from '../../shared/format/jst.ts';
import { Device } from '../../shared/ui/device.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { Table } from '../../shared/ui/table.tsx';
import { actionName, resultName } from '../trails/words.ts';

const named = (what: string): string => (what.includes('.') ? actionName(what) : resultName(what));

export function OwnHistory() {
  const { data, error, isPending, refetch } = useGet('session/history');
  return (
    <>
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      {isPending && <Loading />}
      {data && (
        <Table
          caption="自分のログインと変更"
          columns={[
            { title: '日時', head: true, cell: ({ at }) => moment(at) },
            { title: '内容', cell: ({ what }) => named(what) },
            { title: 'IPアドレス', cell: ({ ip }) => ip },
            { title: '端末', cell: ({ device }) => <Device agent={device} /> },
          ]}
          rows={data.events}
          rowKey={({ at, what }) => `${at} ${what}`}
          empty={data.more ? '調べたところまでには、記録はありません。' : '30日の間に、記録はありません。'}
        />
      )}
      {data?.more && (
        <p>
          {data.stopped_on
            ? `記録が多いため、${dayOf(data.stopped_on)}の途中まで調べました。それより前は、調べていません。`
            : 'これより前は、ここには出ません。'}
          気になるときは、管理者に操作ログとログイン履歴を見てもらってください。
        </p>
      )}
    </>
  );
}
