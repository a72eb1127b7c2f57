/** Where one is signed in just now, browser by browser, and an end for each but this one. */

import { useState } from 'react';
import { remove } from '../../shared/api/http.ts';
import { queries, useGet } from '../../shared/api/query.ts';
import { moment } from '../../shared/format/jst.ts';
import { useReasonNotOwn, useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Device } from '../../shared/ui/device.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading, StatusBadge } from '../../shared/ui/status.tsx';
import { Table } from '../../shared/ui/table.tsx';

export function OpenSessions() {
  const { stepUp } = useSession();
  const { data, error, isPending, refetch } = useGet('session/open');
  const [done, setDone] = useState('');
  const [ending, setEnding] = useState<string>();
  const [failed, setFailed] = useState<unknown>();
  const begin = async (id: string) => {
    setDone('');
    if (!(await stepUp())) return;
    setEnding(id);
    setFailed(undefined);
    await remove(`session/open/${id}`).then(() => setDone('その端末からログアウトしました。'), setFailed);
    await queries.invalidateQueries({ queryKey: ['session'] });
    setEnding(undefined);
  };
  const reason = useReasonNotOwn();
  return (
    <>
      <p>
        いまログインしている端末です。心当たりのない端末があるときは、ログアウトさせてから、パスワードを変えてください。
      </p>
      {done !== '' && <Notice kind="success" title={done} live />}
      <ProblemNotice error={failed ?? error} onRetry={error ? () => void refetch() : undefined} />
      {isPending && <Loading />}
      {data && (
        <Table
          caption="いまログインしている端末"
          columns={[
            { title: 'ログインした日時', head: true, cell: ({ since }) => moment(since) },
            { title: '最後の操作', cell: ({ seen_at }) => moment(seen_at) },
            { title: 'IPアドレス', cell: ({ ip }) => ip || '―' },
            { title: '端末', cell: ({ device }) => <Device agent={device} /> },
            {
              title: '操作',
              cell: (one) =>
                one.current ? (
                  <StatusBadge tone="blue">この画面</StatusBadge>
                ) : (
                  <Button
                    size="sm"
                    reason={reason}
                    quiet
                    busy={ending === one.id}
                    onClick={() => void begin(one.id)}
                  >
                    ログアウトさせる
                    <span className="sr-only">（{moment(one.since)}にログインした端末）</span>
                  </Button>
                ),
            },
          ]}
          rows={data.sessions}
          rowKey={({ id }) => id}
          empty=""
        />
      )}
    </>
  );
}
