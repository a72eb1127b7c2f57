/** グループ: conditions that are kept under a name, with how many they reach now and what uses them. */

import { Link } from '@tanstack/react-router';
import { useGet } from '../../shared/api/query.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { short } from '../../shared/format/jst.ts';
import { people } from '../../shared/format/words.ts';
import { useMay, useReasonNot } from '../../shared/session/session.ts';
import { buttonLook } from '../../shared/ui/button.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading, StatusBadge } from '../../shared/ui/status.tsx';
import { type Column, Table } from '../../shared/ui/table.tsx';
import type { Condition } from '../audience/condition.ts';
import { useCountInTurn } from '../audience/count_panel.tsx';
import { BinLink, JustDeleted } from '../bin/just_deleted.tsx';
import { countable, type LastUse, type Segment } from './wire.ts';

export function SegmentsScreen() {
  const { data, error, refetch } = useGet('segments');
  const nameOf = useDepartmentName();
  const reason = useReasonNot('groups');
  return (
    <Page
      title="グループ"
      lead="よく使う対象の条件に名前を付けておくと、配信を作るときに選べます。人数は、いまの登録で数えています。"
      actions={
        reason === undefined && (
          <Link to="/segments/$id" params={{ id: 'new' }} className={buttonLook('primary')}>
            グループを作る
          </Link>
        )
      }
    >
      <JustDeleted kind="segment" />
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      {data ? (
        <Table
          caption="グループ"
          columns={columns(nameOf)}
          rows={data.segments}
          rowKey={({ id }) => id}
          empty="グループはまだありません。「グループを作る」から始めます。"
        />
      ) : (
        !error && <Loading what="グループを" />
      )}
      {reason === undefined && <BinLink />}
    </Page>
  );
}

const columns = (nameOf: (id: string) => string): readonly Column<Segment>[] => [
  {
    title: 'グループ',
    head: true,
    cell: ({ id, name, broken }) => (
      <>
        <Link to="/segments/$id" params={{ id }} className="link font-bold">
          {name}
        </Link>
        {broken && (
          <span className="ml-2">
            <StatusBadge tone="red">使えません</StatusBadge>
          </span>
        )}
      </>
    ),
  },
  { title: '条件', cell: ({ description, broken }) => broken ?? description },
  {
    title: 'いまの人数',
    number: true,
    cell: (segment) => <Count condition={countable(segment)} />,
  },
  { title: '担当', cell: ({ department }) => nameOf(department) || department },
  {
    title: '使われているところ',
    cell: ({ used_by }) => (used_by.length === 0 ? '―' : `配信${used_by.length}件`),
  },
  { title: '最終利用', cell: ({ last_used }) => (last_used ? <LastUsed use={last_used} /> : '―') },
  { title: '更新', cell: ({ updated_at }) => <span className="whitespace-nowrap">{short(updated_at)}</span> },
];

/** When it was last used, and for what. */
export function LastUsed({ use: { at, title, delivery_id } }: { use: LastUse }) {
  const name = title || '無題の配信';
  return (
    <>
      <span className="whitespace-nowrap">{short(at)}</span>
      <span className="block text-sm">
        {delivery_id ? (
          <Link to="/deliveries/$id" params={{ id: delivery_id }} className="link">
            {name}
          </Link>
        ) : (
          name
        )}
      </span>
    </>
  );
}

function Count({ condition }: { condition: Condition | null }) {
  const may = useMay('groups', 'deliveries_write', 'deliveries_approve', 'deliveries_send');
  const { data, error } = useCountInTurn(may ? condition : null);
  if (!may || error || condition === null) return '―';
  return data === undefined ? '…' : people(data.count);
}
