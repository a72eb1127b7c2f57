/** Drafts as rows. */

import { Link } from '@tanstack/react-router';
import type { DraftSummary } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { isExpired } from '../../shared/format/approval.ts';
import { away, short } from '../../shared/format/jst.ts';
import { useEyes, useMay } from '../../shared/session/session.ts';
import { StatusBadge } from '../../shared/ui/status.tsx';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { DraftBadge } from './delivery_badge.tsx';

/** Whoever can answer a request gets to the answer; writing would make the request void. */
function useAddress(): (draft: DraftSummary) => '/approvals/$id' | '/drafts/$id' {
  const eyes = useEyes();
  const mayApprove = useMay('deliveries_approve');
  const asked = (draft: DraftSummary) => draft.state === 'approval_requested' && !isExpired(draft);
  return (draft) =>
    mayApprove && asked(draft) && draft.author.id !== eyes.id ? '/approvals/$id' : '/drafts/$id';
}

const namesOf = (people: DraftSummary['open_by']): string =>
  people.map(({ name }) => `${name}さん`).join('、');

const columns = (
  nameOf: (id: string | null) => string,
  addressOf: ReturnType<typeof useAddress>,
): readonly Column<DraftSummary>[] => [
  {
    title: '下書き',
    head: true,
    cell: (draft) => (
      <>
        <Link to={addressOf(draft)} params={{ id: draft.id }} className="link font-bold">
          {draft.title || '名前のない下書き'}
        </Link>
        <span className="block text-sm text-solid-gray-700">
          {draft.target_description ?? '対象はまだ決まっていません'}
        </span>
        {draft.open_by.length > 0 && (
          <span className="block text-sm font-bold">{`${namesOf(draft.open_by)}が開いています`}</span>
        )}
      </>
    ),
  },
  {
    title: '状態',
    cell: (draft) => (
      <>
        <DraftBadge {...draft} />
        {draft.emergency && <StatusBadge tone="red">緊急</StatusBadge>}
      </>
    ),
  },
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
  const addressOf = useAddress();
  return (
    <Table
      caption={caption}
      columns={columns(nameOf, addressOf)}
      rows={drafts}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}
