/** ログイン履歴・操作ログ: who came in and who did what, searchable, as CSV, and whether a day is still as it was written. */

import { useState } from 'react';
import { file, save } from '../../shared/api/http.ts';
import { useGet } from '../../shared/api/query.ts';
import type { Asked, FilePath, Wire } from '../../shared/api/wire.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { type Filters, useFilters } from '../../shared/filters.ts';
import { dayOf, short } from '../../shared/format/jst.ts';
import { nothing, number } from '../../shared/format/words.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Device } from '../../shared/ui/device.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Pager } from '../../shared/ui/pager.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { type Column, Table } from '../../shared/ui/table.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { TrailFilters } from './trail_filters.tsx';
import { Verify } from './verify.tsx';
import {
  ACTION_CHOICES,
  actionName,
  factName,
  factText,
  methodName,
  objectName,
  RESULT_CHOICES,
  resultName,
} from './words.ts';

const TABS = [
  { id: 'logins', label: 'ログイン履歴' },
  { id: 'operations', label: '操作ログ' },
  { id: 'verify', label: '改ざんがないかの確認' },
];

type Login = Wire<'LoginAnswer'>;
type Operation = Wire<'OperationAnswer'>;

export type TrailName = 'from' | 'to' | 'login' | 'result' | 'staff' | 'action' | 'object' | 'cursor';

/** In one line. */
const When = ({ at }: { at: string }) => <span className="whitespace-nowrap">{short(at)}</span>;

const LOGIN_COLUMNS: readonly Column<Login>[] = [
  { title: '日時', head: true, cell: When },
  { title: '利用者', cell: ({ name, login }) => (name ? `${name}（${login}）` : login) },
  { title: '結果', cell: ({ result }) => resultName(result) },
  { title: '方法', cell: ({ method }) => methodName(method) },
  { title: 'IPアドレス', cell: ({ ip }) => ip },
  { title: '端末', cell: ({ device }) => <Device agent={device} /> },
];

const operationColumns = (nameOf: (id: string | null) => string): readonly Column<Operation>[] => [
  { title: '番号', number: true, cell: (one) => number(one.number) },
  { title: '日時', head: true, cell: When },
  { title: '利用者', cell: ({ staff, ip }) => [staff?.name ?? 'システム', ip].filter(Boolean).join(' / ') },
  { title: '操作', cell: ({ action, detail }) => actionName(action, detail) },
  { title: '対象', cell: ({ object }) => objectName(object) },
  {
    title: '部署',
    cell: ({ department }) => (department === null ? '' : nameOf(department)) || '―',
  },
  {
    title: '詳しく',
    cell: (one) => (
      <details>
        <summary className="min-h-11 cursor-pointer py-2 text-key-900 underline">見る</summary>
        <dl className="text-sm break-all">
          {Object.entries(one.detail).map(([name, fact]) => (
            <div key={name}>
              <dt className="inline">{factName(name)}：</dt>
              <dd className="inline">{factText(name, fact)}</dd>
            </div>
          ))}
          <div>
            <dt className="inline">対象のID：</dt>
            <dd className="inline">{one.object.id || '―'}</dd>
          </div>
          <div>
            <dt className="inline">ハッシュ：</dt>
            <dd className="inline">{one.hash}</dd>
          </div>
        </dl>
      </details>
    ),
  },
];

export function TrailsScreen() {
  const [filters, change] = useFilters(
    'tab',
    'from',
    'to',
    'login',
    'result',
    'staff',
    'action',
    'object',
    'cursor',
  );
  const tab = TABS.some(({ id }) => id === filters.tab) ? (filters.tab ?? 'logins') : 'logins';
  const begin = (next: string) => change({ ...EMPTY, tab: next });
  return (
    <Page title="ログイン履歴・操作ログ">
      <Tabs label="記録の種類" tabs={TABS} current={tab} onCurrent={begin}>
        {tab === 'logins' && <Logins filters={filters} onChange={change} />}
        {tab === 'operations' && <Operations filters={filters} onChange={change} />}
        {tab === 'verify' && <Verify />}
      </Tabs>
    </Page>
  );
}

const EMPTY = { from: '', to: '', login: '', result: '', staff: '', action: '', object: '' };

interface PartProps {
  readonly filters: Filters<TrailName>;
  readonly onChange: (next: Filters<TrailName>) => void;
}

/** Days become moments of Japan; the rest goes as it is. */
const queryOf = ({ from, to, ...rest }: Filters<TrailName>) => ({
  ...rest,
  from: from && `${from}T00:00:00+09:00`,
  to: to && `${to}T23:59:59.999+09:00`,
});

function Logins({ filters: { from, to, login, result, cursor }, onChange }: PartProps) {
  const query = queryOf({ from, to, login, result });
  const { data, error, refetch } = useGet('trails/logins', {
    ...query,
    cursor,
  });
  return (
    <>
      <TrailFilters
        filters={{ from, to, login, result }}
        onChange={onChange}
        words={[{ name: 'login', label: 'ログインID・氏名・IPアドレス' }]}
        choices={[
          {
            name: 'result',
            label: '結果',
            options: RESULT_CHOICES,
          },
        ]}
      />
      <Csv path="trails/logins.csv" query={query} name="ログイン履歴.csv" />
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data ? (
        <Table
          caption="ログイン履歴"
          columns={LOGIN_COLUMNS}
          rows={data.logins}
          rowKey={({ number: count, hash }) => `${count} ${hash}`}
          empty={nothing('記録', { later: cursor !== undefined, next: data.next })}
        />
      ) : (
        !error && <Loading />
      )}
      <Further cursor={cursor} next={data?.next} stoppedOn={data?.stopped_on} onChange={onChange} />
    </>
  );
}

function Operations({ filters: { from, to, staff, action, object, cursor }, onChange }: PartProps) {
  const nameOf = useDepartmentName();
  const query = queryOf({ from, to, staff, action, object });
  const { data, error, refetch } = useGet('trails/operations', { ...query, cursor });
  return (
    <>
      <OperationFilters filters={{ from, to, staff, action, object }} onChange={onChange} />
      <Csv path="trails/operations.csv" query={query} name="操作ログ.csv" />
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data ? (
        <Table
          caption="操作ログ"
          columns={operationColumns(nameOf)}
          rows={data.operations}
          rowKey={({ number: count, hash }) => `${count} ${hash}`}
          empty={nothing('記録', { later: cursor !== undefined, next: data.next })}
        />
      ) : (
        !error && <Loading />
      )}
      <Further cursor={cursor} next={data?.next} stoppedOn={data?.stopped_on} onChange={onChange} />
    </>
  );
}

function OperationFilters({ filters, onChange }: PartProps) {
  const people = useGet('staff');
  const names = (people.data?.staff ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const action = { name: 'action' as const, label: '操作', options: ACTION_CHOICES };
  const staff = { name: 'staff' as const, label: '利用者', options: names };
  return (
    <TrailFilters
      filters={filters}
      onChange={onChange}
      words={[{ name: 'object', label: '対象の名前・ID' }]}
      choices={[staff, action]}
    />
  );
}

interface FurtherProps {
  readonly cursor: string | undefined;
  readonly next: string | null | undefined;
  readonly stoppedOn: string | null | undefined;
  readonly onChange: (next: Filters<TrailName>) => void;
}

const Further = ({ cursor, next, stoppedOn, onChange }: FurtherProps) => (
  <>
    {stoppedOn && (
      <p>
        記録が多いため、{dayOf(stoppedOn)}
        の途中まで調べました。それより古い記録は、まだ調べていません。日付を選ぶと、その間だけを調べます。
      </p>
    )}
    <Pager
      label="記録のページ"
      later={cursor !== undefined}
      next={next}
      onFirst={() => onChange({ cursor: '' })}
      onNext={(to) => onChange({ cursor: to })}
    />
  </>
);

type TrailFile = Extract<FilePath, `trails/${string}`>;

function Csv({ path, query, name }: { path: TrailFile; query: Asked<'GET', TrailFile>; name: string }) {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const fetchFile = async () => {
    setBusy(true);
    setError(undefined);
    await file(path, query).then((content) => save(content, name), setError);
    setBusy(false);
  };
  return (
    <div className="mb-3">
      <Button size="sm" busy={isBusy} onClick={fetchFile}>
        この条件でCSVを保存する
      </Button>
      <ProblemNotice error={error} />
    </div>
  );
}
