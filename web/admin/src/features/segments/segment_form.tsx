/** The name, department and condition of a group; its count moves as the condition does. */

import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { errorAt, isStale } from '../../shared/api/problem.ts';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Sent } from '../../shared/api/wire.ts';
import { useDepartmentName, useDepartments } from '../../shared/departments.ts';
import { useMe, useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { FieldErrorText, Select, TextField } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section, tellNextScreen } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { useUnsaved } from '../../shared/ui/unsaved.tsx';
import { AudienceEditor } from '../audience/audience_editor.tsx';
import { type Condition, freshLine, isComplete } from '../audience/condition.ts';
import { useCount } from '../audience/count_panel.tsx';
import { type Segment, WHOLE_CITY } from './wire.ts';

interface Values {
  readonly name: string;
  readonly department: string;
  readonly condition: Condition;
}

type Written = Omit<Sent<'PUT', `segments/${string}`>, 'version'>;

const valuesOf = <T extends Written>({ name, department, condition }: T) =>
  ({ name, department, condition }) as Pick<T, keyof Values>;
const trimmed = (values: Values): Values => ({ ...valuesOf(values), name: values.name.trim() });
const isSame = (one: Written, other: Written) => JSON.stringify(one) === JSON.stringify(other);

/** A new group begins with one line to fill in. */
function useStart(): Values {
  const items = useGet('items');
  const { departments } = useMe();
  const condition: Condition = { all: [freshLine(items.data?.items ?? [])] };
  return { name: '', department: departments[0]?.id ?? WHOLE_CITY, condition };
}

/** What was typed while a new group was being made goes along to its own page. */
let brought: { readonly id: string; readonly typed: Values } | undefined;

function takeBrought(id: string | undefined): Values | undefined {
  const typed = brought?.id === id ? brought?.typed : undefined;
  brought = undefined;
  return typed;
}

/** What is typed; undefined until then. */
function useEdit(segment: Segment | undefined) {
  const start = useStart();
  const [seen, setSeen] = useState(segment);
  const [typed, setTyped] = useState(() => takeBrought(segment?.id));
  const latest = useRef(typed);
  latest.current = typed;
  const stands = seen ? (valuesOf(seen) as Values) : start;
  const isDirty = typed !== undefined && !isSame(typed, stands);
  // What others change shows up as long as nothing is typed here.
  useEffect(() => {
    if (!isDirty) setSeen(segment);
  }, [segment, isDirty]);
  const take = (next: Segment) => {
    setSeen(next);
    setTyped(undefined);
  };
  /** What was typed after `sent` stays, over what stands now. */
  const stand = (next: Segment, sent: Written) => {
    setSeen(next);
    setTyped((now) => (now && isSame(trimmed(now), valuesOf(sent)) ? undefined : now));
  };
  /** The same where `sent` has made the group. */
  const bring = ({ id }: Segment, sent: Written) => {
    const { current } = latest;
    if (current && !isSame(trimmed(current), valuesOf(sent))) brought = { id, typed: current };
  };
  return { seen, values: typed ?? stands, setTyped, isDirty, take, stand, bring };
}

export function SegmentForm({ segment }: { segment: Segment | undefined }) {
  const { seen, values, setTyped, isDirty, take, stand, bring } = useEdit(segment);
  const [isTried, setTried] = useState(false);
  const faults = isTried ? faultsOf(values) : {};
  const reason = useReasonNot('groups');
  const navigate = useNavigate();
  const save = useChange({
    method: segment ? 'PUT' : 'POST',
    path: segment ? `segments/${segment.id}` : 'segments',
    touches: ['segments'],
    creates: segment === undefined,
    done: (next, sent) => {
      if (segment) return stand(next, sent);
      bring(next, sent);
      tellNextScreen(`グループ「${next.name}」を作りました`);
      void navigate({ to: '/segments/$id', params: { id: next.id }, ignoreBlocker: true });
    },
  });
  useUnsaved(isDirty);
  const submit = (version = seen?.version) => {
    setTried(true);
    if (Object.keys(faultsOf(values)).length > 0) return;
    const body = { ...trimmed(values), ...(version !== undefined && { version }) };
    save.mutate(body);
  };
  return (
    <Section title="名前と条件">
      <Lost
        error={save.error}
        values={values}
        onTheirs={(current) => {
          take(current);
          save.reset();
        }}
        onMine={(current) => submit(current.version)}
      />
      {save.isSuccess && !isDirty && <Notice kind="success" title="保存しました" live />}
      <Fields values={values} onValues={setTyped} faults={faults} error={save.error} />
      <div>
        <Button
          kind="primary"
          saves
          busy={save.isPending}
          reason={reason ?? (segment && !isDirty ? '変更はありません' : undefined)}
          onClick={() => submit()}
        >
          {segment ? '変更を保存する' : 'グループを作る'}
        </Button>
      </div>
    </Section>
  );
}

function faultsOf({ name, condition }: Values): { name?: string; condition?: string } {
  return {
    ...(name.trim() === '' && { name: 'グループの名前を入力してください。' }),
    ...(!isComplete(condition) && { condition: '条件の中身を選んでください。' }),
  };
}

interface FieldsProps {
  readonly values: Values;
  readonly onValues: (values: Values) => void;
  readonly faults: { name?: string; condition?: string };
  readonly error: unknown;
}

function Fields({ values, onValues, faults, error }: FieldsProps) {
  const departments = useDepartments();
  const { scope, departments: own } = useMe();
  const offered = [
    ...(scope === 'all' ? departments : own).map(({ id, name }) => ({ value: id, label: name })),
    { value: WHOLE_CITY, label: '全部署（部署を決めない）' },
  ];
  const isOffered = offered.some(({ value }) => value === values.department);
  const nameOf = useDepartmentName();
  const other = { value: values.department, label: nameOf(values.department) || values.department };
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <TextField
        label="グループの名前"
        required
        value={values.name}
        onValue={(name) => onValues({ ...values, name })}
        error={faults.name ?? errorAt(error, 'name')}
      />
      <Select
        label="担当"
        value={values.department}
        onValue={(department) => onValues({ ...values, department })}
        choices={isOffered ? offered : [other, ...offered]}
        error={errorAt(error, 'department')}
      />
      <fieldset aria-describedby="condition-fault">
        <legend className="font-bold">条件</legend>
        <FieldErrorText id="condition-fault" error={faults.condition ?? errorAt(error, 'condition')} />
        <AudienceEditor
          onlyConditions
          value={{ kind: 'segment', condition: values.condition }}
          onChange={(target) =>
            target?.kind === 'segment' && onValues({ ...values, condition: target.condition })
          }
        />
      </fieldset>
    </div>
  );
}

interface LostProps {
  readonly error: unknown;
  readonly values: Values;
  readonly onTheirs: (current: Segment) => void;
  readonly onMine: (current: Segment) => void;
}

/** Both sides beside each other; a condition is compared as a sentence. */
function Lost({ error, values, onTheirs, onMine }: LostProps) {
  const nameOf = useDepartmentName();
  const isLost = isStale(error);
  const mine = useCount(
    isLost && isComplete(values.condition) ? { kind: 'segment', condition: values.condition } : null,
  );
  if (!isLost) return <ProblemNotice error={error} />;
  const department = (id: string) => nameOf(id) || id;
  return (
    <ConflictNotice<Segment>
      error={error}
      differences={(current) => [
        { name: 'グループの名前', mine: values.name, theirs: current.name },
        { name: '担当', mine: department(values.department), theirs: department(current.department) },
        { name: '条件', mine: mine.data?.description ?? '…', theirs: current.description },
      ]}
      onTheirs={onTheirs}
      onMine={onMine}
    />
  );
}
