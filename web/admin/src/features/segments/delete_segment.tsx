/** Before a group goes: what uses it, as it stands at this moment. */

import { useState } from 'react';
import { queries, useChange, useGet } from '../../shared/api/query.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { people } from '../../shared/format/words.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, MovedNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { UsedBy } from '../../shared/ui/used_by.tsx';
import { useCount } from '../audience/count_panel.tsx';
import { threwAway } from '../bin/just_deleted.tsx';
import { countable, type Segment } from './wire.ts';

interface Props {
  readonly id: string;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteSegment({ id, onClose, onDeleted }: Props) {
  const { data, error, isFetching, refetch } = useGet(`segments/${id}`, undefined, { staleTime: 0 });
  const remove = useChange({ method: 'DELETE', path: `segments/${id}` });
  const nameOf = useDepartmentName();
  const wordsOf = ({ name, department, description }: Segment) =>
    [
      ['グループの名前', name],
      ['担当', nameOf(department) || department],
      ['条件', description],
    ] as const;
  const [seen, setSeen] = useState<Segment>();
  const submit = () => {
    if (!data) return;
    setSeen(data);
    remove.mutate(
      { version: data.version },
      {
        onSuccess: () => {
          threwAway({ kind: 'segment', id, title: data.name, version: data.version });
          onDeleted();
          queries.removeQueries({ queryKey: ['segments', `segments/${id}`] });
          void queries.invalidateQueries({ queryKey: ['segments'] });
          void queries.invalidateQueries({ queryKey: ['bin'] });
        },
        onError: () => void refetch(),
      },
    );
  };
  return (
    <Dialog
      title={`「${data?.name ?? 'グループ'}」の削除`}
      open
      onClose={onClose}
      footer={
        <>
          {data && (
            <Button kind="danger" busy={remove.isPending || isFetching} onClick={submit}>
              グループを削除する
            </Button>
          )}
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      <MovedNotice<Segment>
        error={remove.error}
        differences={(current) => beside(seen ? wordsOf(seen) : [], wordsOf(current))}
      />
      {data ? <Facts segment={data} /> : !error && <Loading />}
    </Dialog>
  );
}

function Facts({ segment }: { segment: Segment }) {
  const condition = countable(segment);
  const count = useCount(condition && { kind: 'segment', condition });
  return (
    <>
      <p>
        {segment.description}
        {count.data && `（いま${people(count.data.count)}）`}
      </p>
      {segment.used_by.length === 0 ? (
        <p>まだ送っていない配信では使われていません。</p>
      ) : (
        <Notice kind="warning" title={`まだ送っていない配信${segment.used_by.length}件と同じ条件です`}>
          <UsedBy uses={segment.used_by} />
          <p>配信は条件の写しを持っているので、削除しても対象は変わりません。</p>
        </Notice>
      )}
      <p>30日以内なら、ごみ箱から元に戻せます。</p>
    </>
  );
}
