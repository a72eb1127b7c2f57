/** The fields of a staff member: role, permissions one by one, departments, how far they look, until when. */

import { errorAt } from '../../shared/api/problem.ts';
import { useGet } from '../../shared/api/query.ts';
import { PERMISSIONS, type Permission, type Role, type Staff } from '../../shared/api/types.ts';
import { day, isoDay } from '../../shared/format/jst.ts';
import { PERMISSION_NAMES, ROLE_NAMES } from '../../shared/format/names.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Checkbox, Radios } from '../../shared/ui/choice.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { endOfFiscalYear, PRESETS } from './presets.ts';

export interface StaffValues {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  readonly departments: readonly string[];
  readonly scope: 'all' | 'own';
  readonly expires_on: string;
}

export const NOBODY: StaffValues = {
  login: '',
  name: '',
  role: 'writer',
  permissions: PRESETS.writer,
  departments: [],
  scope: 'own',
  expires_on: endOfFiscalYear(isoDay(new Date())),
};

export const valuesOf = (staff: Staff): StaffValues => ({
  login: staff.login,
  name: staff.name,
  role: staff.role,
  permissions: staff.permissions,
  departments: staff.departments.map(({ id }) => id),
  scope: staff.scope,
  expires_on: staff.expires_on ?? '',
});

/** What goes over the wire. */
export const bodyOf = (values: StaffValues) => ({
  ...values,
  login: values.login.trim(),
  name: values.name.trim(),
  expires_on: values.expires_on === '' ? null : values.expires_on,
});

export type StaffFaults = Partial<Record<'login' | 'name' | 'departments', string>>;

export function faultsOf({ login, name, scope, departments }: StaffValues): StaffFaults {
  return {
    ...(login.trim() === '' && { login: 'ログインIDを入力してください。' }),
    ...(name.trim() === '' && { name: '氏名を入力してください。' }),
    ...(scope === 'own' && departments.length === 0 && { departments: '部署を1つ以上選んでください。' }),
  };
}

interface Props {
  readonly values: StaffValues;
  readonly onValues: (values: StaffValues) => void;
  readonly faults: StaffFaults;
  readonly error: unknown;
}

const toggled = <T,>(list: readonly T[], one: T, on: boolean): readonly T[] =>
  on ? [...list, one] : list.filter((other) => other !== one);

export function StaffFields({ values, onValues, faults, error }: Props) {
  const set = (change: Partial<StaffValues>) => onValues({ ...values, ...change });
  return (
    <>
      <TextField
        label="ログインID"
        hint="半角の英数字。職員番号など、本人が覚えやすいもの。"
        required
        value={values.login}
        onValue={(login) => set({ login })}
        autoComplete="off"
        error={faults.login ?? errorAt(error, 'login')}
      />
      <TextField
        label="氏名"
        required
        value={values.name}
        onValue={(name) => set({ name })}
        autoComplete="off"
        error={faults.name ?? errorAt(error, 'name')}
      />
      <Radios
        label="役割"
        hint="選ぶと、下の権限がその役割の標準になります。あとから1つずつ変えられます。"
        required
        inline
        choices={Object.entries(ROLE_NAMES).map(([value, label]) => ({ value, label }))}
        value={values.role}
        onValue={(role) => set({ role: role as Role, permissions: PRESETS[role as Role] })}
      />
      <fieldset>
        <legend className="font-bold">できること</legend>
        <div className="grid gap-x-6 sm:grid-cols-2">
          {PERMISSIONS.map((permission) => (
            <Checkbox
              key={permission}
              label={PERMISSION_NAMES[permission]}
              checked={values.permissions.includes(permission)}
              onChecked={(on) => set({ permissions: toggled(values.permissions, permission, on) })}
            />
          ))}
        </div>
      </fieldset>
      <Departments values={values} onSet={set} error={faults.departments ?? errorAt(error, 'departments')} />
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label="利用の期限"
          hint={`${values.expires_on === '' ? 'この日' : day(values.expires_on)}まで使えます。空にすると期限がありません。`}
          type="date"
          max="9999-12-31"
          value={values.expires_on}
          onValue={(expires_on) => set({ expires_on })}
          error={errorAt(error, 'expires_on')}
        />
        <Button onClick={() => set({ expires_on: endOfFiscalYear(isoDay(new Date())) })}>
          年度末（3月31日）にする
        </Button>
      </div>
    </>
  );
}

interface DepartmentsProps {
  readonly values: StaffValues;
  readonly onSet: (change: Partial<StaffValues>) => void;
  readonly error: string | undefined;
}

function Departments({ values, onSet, error }: DepartmentsProps) {
  const { data } = useGet('departments');
  return (
    <>
      <Radios
        label="見られる範囲"
        required
        choices={[
          { value: 'own', label: '自分の部署のものだけ' },
          { value: 'all', label: 'すべての部署のもの' },
        ]}
        value={values.scope}
        onValue={(scope) => onSet({ scope: scope as 'all' | 'own' })}
      />
      <fieldset>
        <legend className="font-bold">部署</legend>
        <p className="font-bold text-error-2 empty:hidden">{error && `＊${error}`}</p>
        {data?.departments.length === 0 && <p>部署がまだありません。「設定」の「部署」で追加できます。</p>}
        <div className="grid gap-x-6 sm:grid-cols-2">
          {data?.departments.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={values.departments.includes(id)}
              onChecked={(on) => onSet({ departments: toggled(values.departments, id, on) })}
            />
          ))}
        </div>
      </fieldset>
    </>
  );
}
