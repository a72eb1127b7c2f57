/** What administrators should hear of: changed ways in, weakened guards, exports, deliveries without approval. */

import { Link } from '@tanstack/react-router';
import { useGet } from '../../shared/api/query.ts';
import { dayOf, short } from '../../shared/format/jst.ts';
import { useMay } from '../../shared/session/session.ts';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Table } from '../../shared/ui/table.tsx';
import { actionName, objectName } from '../trails/words.ts';

export function Notable() {
  const { data, error, refetch } = useGet('trails/notable');
  const mayTrails = useMay('trails');
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data || (data.events.length === 0 && !data.more)) return null;
  return (
    <Section
      title="知っておきたい操作（7日間）"
      actions={
        mayTrails && (
          <Link to="/trails" search={{ tab: 'operations' }} className="link">
            操作ログを見る
          </Link>
        )
      }
    >
      <p>
        承認なしの配信、友だちの情報の書き出し、利用者を管理する権限を渡したこと、ログインの方法の変更、配信前の確認をゆるめたことなどです。心当たりがないときは、本人に電話で確かめてください。
      </p>
      {data.events.length > 0 && (
        <Table
          caption="知っておきたい操作"
          columns={[
            { title: '日時', cell: ({ at }) => short(at) },
            { title: '利用者', head: true, cell: ({ staff }) => staff?.name ?? 'システム' },
            { title: '操作', cell: ({ action, detail }) => actionName(action, detail) },
            { title: '対象', cell: ({ object }) => objectName(object) },
            { title: 'IPアドレス', cell: ({ ip }) => ip },
          ]}
          rows={data.events}
          rowKey={({ hash }) => hash}
          empty=""
        />
      )}
      {data.more && (
        <p>
          {data.stopped_on
            ? `記録が多いため、${dayOf(data.stopped_on)}の途中まで調べました。それより前は、調べていません。`
            : 'ほかにもあります。'}
          操作ログで確かめてください。
        </p>
      )}
    </Section>
  );
}
