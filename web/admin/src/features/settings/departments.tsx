/** Departments: the words their messages begin and end with, and the words they want to be asked about. */

import { useState } from 'react';
import { errorAt, isStale } from '../../shared/api/problem.ts';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Department } from '../../shared/api/types.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextArea, TextField } from '../../shared/ui/field.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { Table } from '../../shared/ui/table.tsx';

export function DepartmentSettings() {
  const { data, error, refetch } = useGet('departments');
  const [chosen, setChosen] = useState<Department | 'new'>();
  const reason = useReasonNot('settings', 'users');
  return (
    <Section
      title="部署"
      actions={
        <Button reason={reason} onClick={() => setChosen('new')}>
          部署を追加する
        </Button>
      }
    >
      <ProblemNotice error={error} onRetry={() => void refetch()} />
      {data ? (
        <Table
          caption="部署"
          columns={[
            { title: '部署', head: true, cell: ({ name }) => name },
            { title: '冒頭の文', cell: ({ prefix }) => prefix || '―' },
            { title: '末尾の文', cell: ({ footer }) => footer || '―' },
            { title: '確認する言葉', cell: ({ words }) => words.join('、') || '―' },
            {
              title: '',
              cell: (department) => (
                <Button size="sm" reason={reason} onClick={() => setChosen(department)}>
                  変更<span className="sr-only">（{department.name}）</span>
                </Button>
              ),
            },
          ]}
          rows={data.departments}
          rowKey={({ id }) => id}
          empty="部署はまだありません。"
        />
      ) : (
        !error && <Loading />
      )}
      {chosen && (
        <DepartmentDialog
          department={chosen === 'new' ? undefined : chosen}
          onClose={() => setChosen(undefined)}
        />
      )}
    </Section>
  );
}

interface Values {
  readonly name: string;
  readonly prefix: string;
  readonly footer: string;
  readonly words: string;
}

const valuesOf = (department?: Department): Values => ({
  name: department?.name ?? '',
  prefix: department?.prefix ?? '',
  footer: department?.footer ?? '',
  words: department?.words.join('\n') ?? '',
});

const NAMES: Record<keyof Values, string> = {
  name: '部署の名前',
  prefix: '冒頭の文',
  footer: '末尾の文',
  words: '確認する言葉',
};

function DepartmentDialog({
  department,
  onClose,
}: {
  department: Department | undefined;
  onClose: () => void;
}) {
  const [values, setValues] = useState(() => valuesOf(department));
  const [missing, setMissing] = useState<string>();
  const save = useChange({
    method: department ? 'PUT' : 'POST',
    path: department ? `departments/${department.id}` : 'departments',
    touches: ['departments', 'session'],
    creates: department === undefined,
  });
  const submit = (version = department?.version) => {
    setMissing(values.name.trim() === '' ? '部署の名前を入力してください。' : undefined);
    if (values.name.trim() === '') return;
    const words = values.words.split(/[\n、,]/).map((word) => word.trim());
    const body = { ...values, name: values.name.trim(), words: words.filter((word) => word !== '') };
    save.mutate(version === undefined ? body : { ...body, version }, { onSuccess: onClose });
  };
  const field = (name: keyof Values) => ({
    label: NAMES[name],
    value: values[name],
    onValue: (value: string) => setValues({ ...values, [name]: value }),
    error: errorAt(save.error, name),
  });
  const names = Object.keys(NAMES) as (keyof Values)[];
  return (
    <Dialog
      title={department ? `${department.name}の変更` : '部署の追加'}
      open
      form
      wide
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" saves busy={save.isPending} onClick={() => submit()}>
            {department ? '変更を保存する' : '追加する'}
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ConflictNotice<Department>
        error={save.error}
        differences={(current) =>
          names.map((name) => ({ name: NAMES[name], mine: values[name], theirs: valuesOf(current)[name] }))
        }
        onTheirs={(current) => {
          setValues(valuesOf(current));
          save.reset();
          onClose();
        }}
        onMine={(current) => submit(current.version)}
      />
      {!isStale(save.error) && <ProblemNotice error={save.error} />}
      <TextField {...field('name')} required error={missing ?? errorAt(save.error, 'name')} />
      <TextArea {...field('prefix')} hint="この部署の配信の最初に入ります。空でもかまいません。" />
      <TextArea {...field('footer')} hint="この部署の配信の最後に入ります。問い合わせ先など。" />
      <TextArea {...field('words')} hint="配信の文にあれば、送る前に確認を求めます。1行に1つ。" />
    </Dialog>
  );
}
