/** 年度替わり: the steps of April in their order, each leading to where it is done. */

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useGet } from '../../shared/api/query.ts';
import type { Staff, Tester } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { day, isoDay } from '../../shared/format/jst.ts';
import { useMay, useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { Table } from '../../shared/ui/table.tsx';
import { HandOver } from './hand_over.tsx';
import { endOfFiscalYear } from './presets.ts';

/** Those whose time ends with this fiscal year or has ended. */
export const leaving = (people: readonly Staff[], today: string): readonly Staff[] =>
  people.filter(
    ({ expires_on, state }) =>
      state === 'expired' ||
      state === 'suspended' ||
      (expires_on !== null && expires_on <= endOfFiscalYear(today)),
  );

export function Turnover({ people }: { people: readonly Staff[] }) {
  const today = isoDay(new Date());
  const [chosen, setChosen] = useState<Staff>();
  const reason = useReasonNot('users');
  const list = leaving(people, today);
  return (
    <div className="flex flex-col gap-6">
      <p>異動の時期に、上から順に行ってください。途中でやめても、終わったところまで残ります。</p>
      <Section title="1. 期限を迎える人を確かめる">
        <p>
          {day(endOfFiscalYear(today))}
          までに期限が来る人、止まっている人です。残る人は、氏名を選んで期限をのばします。
        </p>
        <Table
          caption="期限を迎える人"
          columns={[
            {
              title: '氏名',
              head: true,
              cell: ({ id, name }) => (
                <Link to="/people/$id" params={{ id }} className="link font-bold">
                  {name}
                </Link>
              ),
            },
            {
              title: '部署',
              cell: ({ departments }) => departments.map(({ name }) => name).join('、') || '―',
            },
            { title: '期限', cell: ({ expires_on }) => (expires_on ? day(expires_on) : 'なし') },
            {
              title: '2. 下書き・予約',
              cell: (staff) => (
                <Button size="sm" reason={reason} onClick={() => setChosen(staff)}>
                  引き継ぐ
                </Button>
              ),
            },
          ]}
          rows={list}
          rowKey={({ id }) => id}
          empty="期限を迎える人はいません。"
        />
      </Section>
      <Section title="3. テスターを見直す">
        <TestersOf people={list} />
      </Section>
      <Section title="4. 異動する人・新しい人をまとめて登録する">
        <p>
          <Link to="/people" search={{ tab: 'csv' }} className="link">
            「CSVでまとめて変更」
          </Link>
          で、いまの一覧を書き出し、表計算ソフトで直して読み込みます。変わるところを先に確かめられます。
        </p>
      </Section>
      <Section title="5. 権限を見直す">
        <p>
          <Link to="/people" search={{ tab: 'matrix' }} className="link">
            「権限の一覧表」
          </Link>
          で、全員の権限を見渡します。
        </p>
      </Section>
      {chosen && <HandOver staff={chosen} onClose={() => setChosen(undefined)} />}
    </div>
  );
}

/** Those whom somebody in these people's departments had registered, and everybody's; a phone may go with its person. */
const testersOf = (testers: readonly Tester[], people: readonly Staff[]): readonly Tester[] => {
  const theirs = new Set(people.flatMap(({ departments }) => departments.map(({ id }) => id)));
  return testers.filter(({ department }) => department === null || theirs.has(department));
};

function TestersOf({ people }: { people: readonly Staff[] }) {
  const may = useMay('testers', 'deliveries_write');
  const { data, error, refetch } = useGet('testers', undefined, { enabled: may });
  const nameOf = useDepartmentName();
  if (!may) return <p>テスターを扱う権限のある人に、異動する人の端末が残っていないか確かめてもらいます。</p>;
  return (
    <>
      <p>
        異動した人の端末にも、テスト配信は届き続けます。期限を迎える人の部署のテスターです。要らなくなったものは、
        <Link to="/testers" className="link">
          「テスター」の画面
        </Link>
        で登録を消します。
      </p>
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      {data ? (
        <Table
          caption="期限を迎える人の部署のテスター"
          columns={[
            { title: '名前', head: true, cell: ({ name }) => <strong>{name}</strong> },
            { title: '部署', cell: ({ department }) => nameOf(department) || '全部署' },
            { title: '登録', cell: ({ added_at }) => day(added_at) },
          ]}
          rows={people.length === 0 ? [] : testersOf(data.testers, people)}
          rowKey={({ id }) => id}
          empty="見直すテスターはありません。"
        />
      ) : (
        !error && <Loading what="テスターを" />
      )}
    </>
  );
}
