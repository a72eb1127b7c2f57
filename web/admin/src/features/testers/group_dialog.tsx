/** A group of testers: made, changed, removed. */

import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Tester, TesterGroup } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { beside, ConflictNotice, MovedNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { threwAway } from '../bin/just_deleted.tsx';
import { DepartmentSelect } from './department_select.tsx';

interface Props {
  readonly group: TesterGroup | undefined;
  readonly testers: readonly Tester[];
  readonly onClose: () => void;
}

export function GroupDialog({ group, testers, onClose }: Props) {
  const [name, setName] = useState(group?.name ?? '');
  const [department, setDepartment] = useState(group?.department ?? '');
  const [members, setMembers] = useState<readonly string[]>(group?.testers ?? []);
  const [missing, setMissing] = useState<string>();
  const path = group ? (`tester-groups/${group.id}` as const) : 'tester-groups';
  const touches = ['tester-groups', 'testers', 'bin'];
  const save = useChange({
    method: group ? 'PUT' : 'POST',
    path,
    touches,
    creates: !group,
  });
  const drop = useChange({ method: 'DELETE', path: `tester-groups/${group?.id ?? ''}`, touches });
  const wordsOf = useGroupWords(testers);
  const remove = (version: number) =>
    drop.mutate(
      { version },
      {
        onSuccess: () => {
          if (group) threwAway({ kind: 'tester_group', id: group.id, title: group.name, version });
          onClose();
        },
      },
    );
  const submit = (version = group?.version) => {
    setMissing(name.trim() === '' ? 'グループの名前を入力してください。' : undefined);
    if (name.trim() === '') return;
    const body = { name: name.trim(), department: department || null, testers: members };
    save.mutate(version === undefined ? body : { ...body, version }, { onSuccess: onClose });
  };
  return (
    <Dialog
      title={group ? `${group.name}の変更` : 'テスターのグループを作る'}
      open
      form
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" saves busy={save.isPending} onClick={() => submit()}>
            保存する
          </Button>
          {group && (
            <Button kind="danger" busy={drop.isPending} onClick={() => remove(group.version)}>
              グループを削除する
            </Button>
          )}
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ConflictNotice<TesterGroup>
        error={save.error}
        differences={(current) =>
          beside(wordsOf({ name, department, testers: [...members] }), wordsOf(current))
        }
        onTheirs={onClose}
        onMine={(current) => submit(current.version)}
      />
      {!isStale(save.error) && <ProblemNotice error={save.error} />}
      <MovedNotice<TesterGroup>
        error={drop.error}
        differences={(current) => beside(group ? wordsOf(group) : [], wordsOf(current))}
        again={{ label: '削除する', run: (current) => remove(current.version) }}
      />
      <TextField label="グループの名前" required value={name} onValue={setName} error={missing} />
      <DepartmentSelect value={department} onValue={setDepartment} />
      <Members testers={testers} chosen={members} onChosen={setMembers} />
    </Dialog>
  );
}

/** A group in words, to compare two of them. */
function useGroupWords(testers: readonly Tester[]) {
  const nameOf = useDepartmentName();
  const namesOf = (ids: readonly string[]) =>
    testers
      .filter(({ id }) => ids.includes(id))
      .map((tester) => tester.name)
      .join('、');
  return (of: Pick<TesterGroup, 'name' | 'department' | 'testers'>) =>
    [
      ['グループの名前', of.name],
      ['担当', nameOf(of.department || null)],
      ['入っている人', namesOf(of.testers)],
    ] as const;
}

interface MembersProps {
  readonly testers: readonly Tester[];
  readonly chosen: readonly string[];
  readonly onChosen: (ids: readonly string[]) => void;
}

function Members({ testers, chosen, onChosen }: MembersProps) {
  return (
    <fieldset>
      <legend className="font-bold">入る人</legend>
      {testers.length === 0 && <p>先にテスターを登録してください。</p>}
      {testers.map((tester) => (
        <Checkbox
          key={tester.id}
          label={tester.name}
          checked={chosen.includes(tester.id)}
          onChecked={(on) => onChosen(on ? [...chosen, tester.id] : chosen.filter((id) => id !== tester.id))}
        />
      ))}
    </fieldset>
  );
}
