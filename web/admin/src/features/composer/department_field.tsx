/** The department that a delivery belongs to: one of the person's own, or any for whoever looks after all. */

import { useDepartmentName, useDepartments } from '../../shared/departments.ts';
import { useMe } from '../../shared/session/session.ts';
import { Select } from '../../shared/ui/field.tsx';

export function DepartmentField({
  value,
  onValue,
}: {
  value: string | null;
  onValue: (value: string | null) => void;
}) {
  const { departments: own, scope } = useMe();
  const all = useDepartments();
  const nameOf = useDepartmentName();
  const departments = scope === 'all' ? all : own;
  // Whoever looks after all keeps the place for it while the names are still on their way.
  if (departments.length === 0 && value === null && scope !== 'all') return null;
  const known = departments.some(({ id }) => id === value);
  const choices = [
    ...(scope === 'all' || value === null
      ? [{ value: '', label: '決めない（どの部署の人も扱えます）' }]
      : []),
    ...departments.map(({ id, name }) => ({ value: id, label: name })),
    ...(value !== null && !known ? [{ value, label: nameOf(value) || 'ほかの部署' }] : []),
  ];
  return (
    <Select
      label="担当部署"
      choices={choices}
      value={value ?? ''}
      onValue={(next) => onValue(next === '' ? null : next)}
    />
  );
}
