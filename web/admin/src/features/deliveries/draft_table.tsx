/** Drafts as rows. */

import { Link } from '@tanstack/react-router';
import type { DraftSummary } from '../../shared/api/types.ts';
import { away, short } from '../../shared/format/jst.ts';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { DraftBadge } from './delivery_badge.tsx';

const COLUMNS: readonly Column<DraftSummary>[] = [
  {
    title: '下書き',
    head: true,
    cell: ({ id, title, target_description }) => (
      <>
        <Link to="/drafts/$id" params={{ id }} className="link font-bold">
          {title || '無題の下書き'}
        </Link>
        <span className="block text-sm text-solid-gray-700">{target_description}</span>
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
    cell: ({ department, author }) => [department?.name, author.name].filter(Boolean).join(' '),
  },
  { title: '更新', cell: ({ updated_at }) => short(updated_at) },
];

interface Props {
  readonly caption: string;
  readonly drafts: readonly DraftSummary[];
  readonly empty: string;
}

export function DraftTable({ caption, drafts, empty }: Props) {
  return <Table caption={caption} columns={COLUMNS} rows={drafts} rowKey={({ id }) => id} empty={empty} />;
}
