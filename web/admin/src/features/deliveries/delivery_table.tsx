/** Deliveries as rows. */

import { Link } from '@tanstack/react-router';
import type { DeliverySummary } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { away, short } from '../../shared/format/jst.ts';
import { number } from '../../shared/format/words.ts';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { DeliveryBadge } from './delivery_badge.tsx';

/** What of the counts is worth a line in this state. */
function countsOf({ status, counts, started_at }: DeliverySummary): string {
  if (status === 'scheduled' || status === 'draft') return '開始時に確定';
  if (status === 'held' && counts.planned === 0) return '未送信';
  if (status === 'cancelled' && started_at === undefined) return '未送信';
  const { failed, unknown } = counts;
  const apart = [failed > 0 && `不達${number(failed)}`, unknown > 0 && `不明${number(unknown)}`].filter(
    Boolean,
  );
  return `${number(counts.accepted)}／${number(counts.planned)}${apart.length > 0 ? `（${apart.join('、')}）` : ''}`;
}

const columns = (nameOf: (id: string | null) => string): readonly Column<DeliverySummary>[] => [
  {
    title: '配信',
    head: true,
    cell: ({ id, title, target_description }) => (
      <>
        <Link to="/deliveries/$id" params={{ id }} className="link font-bold">
          {title || '無題の配信'}
        </Link>
        <span className="block text-sm text-solid-gray-700">{target_description}</span>
      </>
    ),
  },
  {
    title: '状態',
    cell: (delivery) => (
      <>
        <DeliveryBadge {...delivery} />
        {delivery.reason && <span className="block text-sm">{delivery.reason}</span>}
      </>
    ),
  },
  {
    title: '日時',
    cell: (delivery) => <When {...delivery} />,
  },
  {
    title: '担当',
    cell: ({ department, author }) => [nameOf(department), author?.name].filter(Boolean).join(' ') || '―',
  },
  { title: '人数', number: true, cell: countsOf },
];

/** By name where it is not the plan that is still ahead. */
function When({ status, starts_at, started_at, ended_at, listed_at }: DeliverySummary) {
  if (status === 'scheduled') return `${short(listed_at)}（${away(listed_at)}）`;
  const over = started_at === undefined ? '取り消し' : status === 'cancelled' ? '中止' : '終了';
  const began = started_at ? `開始 ${short(started_at)}` : starts_at && `予定 ${short(starts_at)}`;
  return (
    <>
      <span className="block">{began ?? `作成 ${short(listed_at)}`}</span>
      {ended_at && (
        <span className="block text-sm">
          {over} {short(ended_at)}
        </span>
      )}
    </>
  );
}

interface Props {
  readonly caption: string;
  readonly deliveries: readonly DeliverySummary[];
  readonly empty: string;
}

export function DeliveryTable({ caption, deliveries, empty }: Props) {
  const nameOf = useDepartmentName();
  return (
    <Table
      caption={caption}
      columns={columns(nameOf)}
      rows={deliveries}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}
