/** ごみ箱: what was deleted within thirty days, and the way back. */

import { useState } from 'react';
import { useGet } from '../../shared/api/query.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { short } from '../../shared/format/jst.ts';
import { Page } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { IsBack, PutBackButton, StaysThere, usePutBack } from './put_back.tsx';
import { type Binned, type Thrown, wordOf } from './wire.ts';

export function BinScreen() {
  const { data, error, refetch } = useGet('bin');
  const departmentOf = useDepartmentName();
  const [back, setBack] = useState<Thrown>();
  const change = usePutBack(setBack);
  return (
    <Page
      title="ごみ箱"
      lead="削除した下書き・ひな形・グループは、30日間ここに残ります。元に戻すだけでは、何も配信されません。"
    >
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      {change.error ? <StaysThere change={change} /> : back && <IsBack thing={back} />}
      {data ? (
        <Table
          caption="ごみ箱"
          columns={columns(departmentOf, change)}
          rows={data.things}
          rowKey={({ kind, id }) => `${kind} ${id}`}
          empty="ごみ箱は空です。削除した下書き・ひな形・グループは、30日間ここに残ります。"
        />
      ) : (
        !error && <Loading what="ごみ箱を" />
      )}
      <p className="text-solid-gray-700">
        登録項目は「休止」にすればいつでも再開でき、テスターはコードでもう一度登録できます。どちらも、ごみ箱には入りません。
      </p>
    </Page>
  );
}

const columns = (
  departmentOf: (id: string | null) => string,
  change: ReturnType<typeof usePutBack>,
): readonly Column<Binned>[] => [
  { title: '名前', head: true, cell: ({ title, kind }) => title || `無題の${wordOf(kind)}` },
  { title: '種類', cell: ({ kind }) => wordOf(kind) },
  { title: '担当', cell: ({ department }) => departmentOf(department) || '全部署' },
  {
    title: '削除',
    cell: ({ deleted_at, deleted_by }) => `${short(deleted_at)} ${deleted_by.name}`,
  },
  { title: '残り', cell: ({ days_left }) => <span className="whitespace-nowrap">あと{days_left}日</span> },
  { title: '', cell: (thing) => <PutBackButton thing={thing} change={change} /> },
];
