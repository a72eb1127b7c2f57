/** Changing or removing a tester. */

import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Tester } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { Button } from '../../shared/ui/button.tsx';
import { beside, ConflictNotice, MovedNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { DepartmentSelect } from './department_select.tsx';

export function TesterDialog({ tester, onClose }: { tester: Tester; onClose: () => void }) {
  const [name, setName] = useState(tester.name);
  const [department, setDepartment] = useState(tester.department ?? '');
  const path = `testers/${tester.id}` as const;
  const touches = ['testers', 'tester-groups'];
  const save = useChange({ method: 'PUT', path, touches });
  const drop = useChange({ method: 'DELETE', path, touches });
  const submit = (version: number) =>
    save.mutate({ version, name: name.trim(), department: department || null }, { onSuccess: onClose });
  const remove = (version: number) => drop.mutate({ version }, { onSuccess: onClose });
  const nameOf = useDepartmentName();
  const wordsOf = ({ name, department }: Pick<Tester, 'name' | 'department'>) =>
    [
      ['名前', name],
      ['担当', nameOf(department || null)],
    ] as const;
  return (
    <Dialog
      title={`${tester.name}の変更`}
      open
      form
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" saves busy={save.isPending} onClick={() => submit(tester.version)}>
            保存する
          </Button>
          <Button kind="danger" busy={drop.isPending} onClick={() => remove(tester.version)}>
            テスターから外す
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ConflictNotice<Tester>
        error={save.error}
        differences={(current) => beside(wordsOf({ name, department }), wordsOf(current))}
        onTheirs={onClose}
        onMine={(current) => submit(current.version)}
      />
      {!isStale(save.error) && <ProblemNotice error={save.error} />}
      <MovedNotice<Tester>
        error={drop.error}
        differences={(current) => beside(wordsOf(tester), wordsOf(current))}
        again={{ label: 'テスターから外す', run: (current) => remove(current.version) }}
      />
      <TextField label="名前" required value={name} onValue={setName} />
      <DepartmentSelect value={department} onValue={setDepartment} />
    </Dialog>
  );
}
