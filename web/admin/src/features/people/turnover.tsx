/** 年度替わり: the steps of April in their order, each leading to where it is done. */

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Staff } from '../../shared/api/types.ts';
import { day, isoDay } from '../../shared/format/jst.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Section } from '../../shared/ui/page.tsx';
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
          {endOfFiscalYear(today)}{' '}
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
              title: '2. 持ちもの',
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
      <Section title="3. 異動する人・新しい人をまとめて登録する">
        <p>
          <Link to="/people" search={{ tab: 'csv' }} className="link">
            「CSVでまとめて変更」
          </Link>
          で、いまの一覧を書き出し、表計算ソフトで直して読み込みます。変わるところを先に確かめられます。
        </p>
      </Section>
      <Section title="4. 権限を見直す">
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
