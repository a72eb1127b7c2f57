/** One staff member: what they may do, and what an administrator can do for them. */

import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Staff } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { FACTOR_NAMES, ROLE_NAMES } from '../../shared/format/names.ts';
import { useReasonNot, useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { StaffBadge } from './people_screen.tsx';
import { PersonActions } from './person_actions.tsx';
import { bodyOf, faultsOf, type StaffFaults, StaffFields, valuesOf } from './staff_fields.tsx';

export function PersonScreen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error, refetch } = useGet<Staff>(`staff/${id}`);
  return (
    <Page title={data ? data.name : '利用者'} lead={data && <StaffBadge state={data.state} />}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data ? (
        <>
          <Facts staff={data} />
          <PersonActions staff={data} />
          <Edit key={`${data.id} ${data.version}`} staff={data} />
        </>
      ) : (
        !error && <Loading />
      )}
    </Page>
  );
}

function Facts({ staff }: { staff: Staff }) {
  const facts = [
    ['ログインID', staff.login],
    ['役割', ROLE_NAMES[staff.role]],
    [
      '2つ目の確認方法',
      staff.second_factors.map((factor) => FACTOR_NAMES[factor]).join('、') || 'まだ設定していません',
    ],
    ['最後のログイン', staff.last_signed_in_at ? moment(staff.last_signed_in_at) : 'まだありません'],
  ];
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[12rem_minmax(0,1fr)]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="font-bold">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Edit({ staff }: { staff: Staff }) {
  const { stepUp } = useSession();
  const reason = useReasonNot('users');
  const [values, setValues] = useState(() => valuesOf(staff));
  const [faults, setFaults] = useState<StaffFaults>({});
  const save = useChange<Staff, object>({ method: 'PUT', path: `staff/${staff.id}`, touches: ['staff'] });
  const submit = async () => {
    const found = faultsOf(values);
    setFaults(found);
    if (Object.keys(found).length > 0 || !(await stepUp())) return;
    save.mutate({ ...bodyOf(values), version: staff.version });
  };
  return (
    <Section title="権限と所属の変更">
      {isStale(save.error) ? (
        <Notice kind="warning" title="ほかの人が先に変更しました" live>
          <p>下の内容は、いまの状態に置きかわりました。もう一度変更して、保存してください。</p>
        </Notice>
      ) : (
        <ProblemNotice error={save.error} />
      )}
      <StaffFields values={values} onValues={setValues} faults={faults} error={save.error} />
      <div>
        <Button kind="primary" reason={reason} busy={save.isPending} onClick={submit}>
          変更を保存する
        </Button>
      </div>
    </Section>
  );
}
