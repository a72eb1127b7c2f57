/** One staff member: what they may do, and what an administrator can do for them. */

import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Staff } from '../../shared/api/types.ts';
import { useDepartments } from '../../shared/departments.ts';
import { moment } from '../../shared/format/jst.ts';
import { FACTOR_NAMES, ROLE_NAMES } from '../../shared/format/names.ts';
import { useReasonNot, useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { useUnsaved } from '../../shared/ui/unsaved.tsx';
import { StaffBadge } from './people_screen.tsx';
import { PersonActions } from './person_actions.tsx';
import {
  bodyOf,
  faultsOf,
  type StaffFaults,
  StaffFields,
  type StaffValues,
  valuesOf,
} from './staff_fields.tsx';
import { wordsOf } from './staff_words.ts';

export function PersonScreen() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { data, error, refetch } = useGet(`staff/${id}`);
  return (
    <Page title={data ? data.name : '利用者'} lead={data && <StaffBadge state={data.state} />}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data ? (
        <>
          <Facts staff={data} />
          {data.needs_invitation && (
            <Notice kind="warning" title="招待コードを作り直してください">
              <p>
                ログインする前に役割・権限・部署が変わったため、前に渡した招待コードは使えなくなりました。「招待コードを作り直す」を押して、新しいコードを本人に伝えてください。
              </p>
            </Notice>
          )}
          <PersonActions staff={data} />
          <Edit key={data.id} staff={data} />
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

const isSame = (one: StaffValues, other: StaffValues): boolean =>
  JSON.stringify(bodyOf(one)) === JSON.stringify(bodyOf(other));

function Edit({ staff }: { staff: Staff }) {
  const { stepUp } = useSession();
  const reason = useReasonNot('users');
  const departments = useDepartments();
  const [values, setValues] = useState(() => valuesOf(staff));
  const [seen, setSeen] = useState(staff);
  const isDirty = !isSame(values, valuesOf(seen));
  useUnsaved(isDirty);
  const [faults, setFaults] = useState<StaffFaults>({});
  const save = useChange({ method: 'PUT', path: `staff/${staff.id}`, touches: ['staff'] });
  const submit = async (version: number) => {
    const found = faultsOf(values);
    setFaults(found);
    if (Object.keys(found).length > 0 || !(await stepUp())) return;
    save.mutate({ ...bodyOf(values), version }, { onSuccess: (current) => stand(current, values) });
  };
  /** What was typed after `sent` stays, over what stands now. */
  const stand = (current: Staff, sent: StaffValues) => {
    setValues((now) => (isSame(now, sent) ? valuesOf(current) : now));
    setSeen(current);
  };
  const take = (current: Staff) => {
    stand(current, values);
    save.reset();
  };
  const differences = (current: Staff) =>
    beside(wordsOf(values, departments), wordsOf(valuesOf(current), departments));
  return (
    <Section title="権限と所属の変更">
      <ConflictNotice<Staff>
        error={save.error}
        differences={differences}
        onTheirs={take}
        onMine={(current) => void submit(current.version)}
      />
      {!isStale(save.error) && <ProblemNotice error={save.error} />}
      <StaffFields values={values} onValues={setValues} faults={faults} error={save.error} />
      <div>
        <Button
          kind="primary"
          saves
          reason={reason}
          busy={save.isPending}
          onClick={() => void submit(seen.version)}
        >
          変更を保存する
        </Button>
      </div>
      {save.isSuccess && !isDirty && <Notice kind="success" title="変更を保存しました" live />}
    </Section>
  );
}
