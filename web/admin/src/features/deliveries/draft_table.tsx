/** Drafts as rows. */

import { Link } from '@tanstack/react-router';
import type { DraftSummary } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { away, short } from '../../shared/format/jst.ts';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { DraftBadge } from './delivery_badge.tsx';

const columns = (nameOf: (id: string | null) => string): readonly Column<DraftSummary>[] => [
  {
    title: '下書き',
    head: true,
    cell: ({ id, title, target_description }) => (
      <>
        <Link to="/drafts/$id" params={{ id }} className="link font-bold">
          {title || '無題の下書き'}
        </Link>
        <span className="block text-sm text-solid-gray-700">
          {target_description ?? '対象はまだ決まっていません'}
        </span>
      </>
    ),
  },
  { title: '状態', cell: ({ state }) => <DraftBadge state={state} /> },
  {
    title: '配信の予定',
    cell: ({ start }) => (start.kind === 'now' ? '確認のあと' : `${short(start.at)}（${away(start.at)}）`),
  },
  {
    title: '担当',
    cell: ({ department, author }) => [nameOf(department), author.name].filter(Boolean).join(' '),
  },
  { title: '更新', cell: ({ updated_at }) => short(updated_at) },
];

interface Props {
  readonly caption: string;
  readonly drafts: readonly DraftSummary[];
  readonly empty: string;
}

export function DraftTable({ caption, drafts, empty }: Props) {
  const nameOf = useDepartmentName();
  return (
    <Table caption={caption} columns={columns(nameOf)} rows={drafts} rowKey={({ id }) => id} empty={empty} />
  );
}
