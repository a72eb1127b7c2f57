/** 利用者・権限: who may use the console, and the ways to change many of them at once. */

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useGet } from '../../shared/api/query.ts';
import type { Staff, StaffState } from '../../shared/api/types.ts';
import { useFilters } from '../../shared/filters.ts';
import { day, short } from '../../shared/format/jst.ts';
import { ROLE_NAMES, STAFF_STATE_NAMES } from '../../shared/format/names.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading, StatusBadge, type Tone } from '../../shared/ui/status.tsx';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { CsvChange } from './csv_change.tsx';
import { InvitationDialog, type Invited } from './invitation.tsx';
import { Matrix } from './matrix.tsx';
import { StaffForm } from './staff_form.tsx';
import { Turnover } from './turnover.tsx';

const TABS = [
  { id: 'list', label: '一覧' },
  { id: 'matrix', label: '権限の一覧表' },
  { id: 'csv', label: 'CSVでまとめて変更' },
  { id: 'turnover', label: '年度替わり' },
];

const TONES: Record<StaffState, Tone> = {
  invited: 'blue',
  active: 'green',
  locked: 'red',
  suspended: 'neutral',
  expired: 'orange',
};

export const StaffBadge = ({ state }: { state: StaffState }) => (
  <StatusBadge tone={TONES[state]}>{STAFF_STATE_NAMES[state]}</StatusBadge>
);

const COLUMNS: readonly Column<Staff>[] = [
  {
    title: '氏名',
    head: true,
    cell: ({ id, name, login }) => (
      <>
        <Link to="/people/$id" params={{ id }} className="link font-bold">
          {name}
        </Link>
        <span className="block text-sm text-solid-gray-700">{login}</span>
      </>
    ),
  },
  { title: '役割', cell: ({ role }) => ROLE_NAMES[role] },
  {
    title: '部署',
    cell: ({ departments, scope }) =>
      `${departments.map(({ name }) => name).join('、') || '―'}${scope === 'all' ? '（全部署を見られる）' : ''}`,
  },
  { title: '状態', cell: ({ state }) => <StaffBadge state={state} /> },
  { title: '期限', cell: ({ expires_on }) => (expires_on ? day(expires_on) : 'なし') },
  {
    title: '最後のログイン',
    cell: ({ last_signed_in_at }) => (last_signed_in_at ? short(last_signed_in_at) : 'まだない'),
  },
];

export function PeopleScreen() {
  const [filters, change] = useFilters('tab', 'q');
  const { data, error, refetch } = useGet('staff');
  const [isNew, setNew] = useState(false);
  const [invited, setInvited] = useState<Invited>();
  const reason = useReasonNot('users');
  const tab = TABS.some(({ id }) => id === filters.tab) ? (filters.tab ?? 'list') : 'list';
  const people = data?.staff ?? [];
  return (
    <Page
      title="利用者・権限"
      actions={
        <Button kind="primary" reason={reason} onClick={() => setNew(true)}>
          利用者を追加する
        </Button>
      }
    >
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <Tabs label="利用者の表示" tabs={TABS} current={tab} onCurrent={(next) => change({ tab: next })}>
        {!data && !error && <Loading />}
        {data && tab === 'list' && <List people={people} q={filters.q ?? ''} onQ={(q) => change({ q })} />}
        {data && tab === 'matrix' && <Matrix people={people} />}
        {data && tab === 'csv' && <CsvChange />}
        {data && tab === 'turnover' && <Turnover people={people} />}
      </Tabs>
      {isNew && (
        <StaffForm
          onClose={() => setNew(false)}
          onInvited={(next) => {
            setNew(false);
            setInvited(next);
          }}
        />
      )}
      {invited && <InvitationDialog invited={invited} onClose={() => setInvited(undefined)} />}
    </Page>
  );
}

function List({ people, q, onQ }: { people: readonly Staff[]; q: string; onQ: (q: string) => void }) {
  const wanted = people.filter(({ name, login, departments }) =>
    [name, login, ...departments.map((department) => department.name)].some((text) => text.includes(q)),
  );
  return (
    <>
      <label className="mb-3 block max-w-sm">
        <span className="font-bold">氏名・ログインID・部署で探す</span>
        <input type="search" className="box" value={q} onChange={(event) => onQ(event.target.value)} />
      </label>
      <Table
        caption="利用者"
        columns={COLUMNS}
        rows={wanted}
        rowKey={({ id }) => id}
        empty="条件に合う利用者はいません。"
      />
    </>
  );
}
