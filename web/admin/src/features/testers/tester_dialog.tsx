/** Changing or removing a tester. */

import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Tester } from '../../shared/api/types.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { DepartmentSelect } from './department_select.tsx';

export function TesterDialog({ tester, onClose }: { tester: Tester; onClose: () => void }) {
  const [name, setName] = useState(tester.name);
  const [department, setDepartment] = useState(tester.department ?? '');
  const path = `testers/${tester.id}` as const;
  const touches = ['testers', 'tester-groups'];
  const save = useChange<Tester, object>({ method: 'PUT', path, touches });
  const drop = useChange<undefined, object>({ method: 'DELETE', path, touches });
  const submit = (version: number) =>
    save.mutate({ version, name: name.trim(), department: department || null }, { onSuccess: onClose });
  return (
    <Dialog
      title={`${tester.name}の変更`}
      open
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" busy={save.isPending} onClick={() => submit(tester.version)}>
            保存する
          </Button>
          <Button
            kind="danger"
            busy={drop.isPending}
            onClick={() => drop.mutate({ version: tester.version }, { onSuccess: onClose })}
          >
            テスターから外す
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ConflictNotice<Tester>
        error={save.error}
        differences={(current) => [{ name: '名前', mine: name, theirs: current.name }]}
        onTheirs={onClose}
        onMine={(current) => submit(current.version)}
      />
      {!isStale(save.error) && <ProblemNotice error={save.error ?? drop.error} />}
      <TextField label="名前" required value={name} onValue={setName} />
      <DepartmentSelect value={department} onValue={setDepartment} />
    </Dialog>
  );
}
