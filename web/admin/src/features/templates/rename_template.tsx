/** Another name or department for a template; its bubbles stay. */

import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { DepartmentSelect } from '../testers/department_select.tsx';
import type { Template } from './wire.ts';

export function RenameTemplate({ template, onClose }: { template: Template; onClose: () => void }) {
  const [name, setName] = useState(template.name);
  const [department, setDepartment] = useState(template.department ?? '');
  const [missing, setMissing] = useState<string>();
  const nameOf = useDepartmentName();
  const save = useChange({
    method: 'PUT',
    path: `templates/${template.id}`,
    touches: ['templates'],
    done: onClose,
  });
  const submit = ({ version }: Template) => {
    setMissing(name.trim() === '' ? 'ひな形の名前を入力してください。' : undefined);
    if (name.trim() === '') return;
    save.mutate({ version, name: name.trim(), department: department || null });
  };
  return (
    <Dialog
      title={`「${template.name}」の名前・担当`}
      open
      form
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" saves busy={save.isPending} onClick={() => submit(template)}>
            保存する
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ConflictNotice<Template>
        error={save.error}
        differences={(current) => [
          { name: 'ひな形の名前', mine: name, theirs: current.name },
          { name: '担当', mine: nameOf(department), theirs: nameOf(current.department) },
        ]}
        onTheirs={onClose}
        onMine={submit}
      />
      {!isStale(save.error) && <ProblemNotice error={save.error} />}
      <TextField label="ひな形の名前" required value={name} onValue={setName} error={missing} />
      <DepartmentSelect value={department} onValue={setDepartment} />
    </Dialog>
  );
}
