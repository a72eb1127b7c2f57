/** Which department something belongs to. */

import { useDepartments } from '../../shared/departments.ts';
import { useMe } from '../../shared/session/session.ts';
import { Select } from '../../shared/ui/field.tsx';

export function DepartmentSelect({ value, onValue }: { value: string; onValue: (id: string) => void }) {
  const { scope, departments: mine } = useMe();
  const all = useDepartments();
  const offered = scope === 'all' ? all : mine;
  return (
    <Select
      label="部署"
      value={value}
      onValue={onValue}
      choices={[
        { value: '', label: '全部署で使う' },
        ...offered.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
