/** Deliveries as rows. */

import { Link } from '@tanstack/react-router';
import type { DeliverySummary } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { away, short } from '../../shared/format/jst.ts';
import { number } from '../../shared/format/words.ts';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { DeliveryBadge } from './delivery_badge.tsx';

/** What of the counts is worth a line in this state. */
function countsOf({ status, counts }: DeliverySummary): string {
  if (status === 'scheduled' || status === 'draft') return '開始時に確定';
  if (status === 'held' && counts.planned === 0) return '未送信';
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
          {title || '無題'}
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
    cell: ({ at, updated_at, status }) =>
      status === 'scheduled' && at ? `${short(at)}（${away(at)}）` : short(at ?? updated_at),
  },
  {
    title: '担当',
    cell: ({ department, author }) => [nameOf(department), author?.name].filter(Boolean).join(' ') || '―',
  },
  { title: '人数', number: true, cell: countsOf },
];

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
