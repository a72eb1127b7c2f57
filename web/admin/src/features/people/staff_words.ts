/** A staff member's fields in words, to compare two versions. */

import { type Named, PERMISSIONS } from '../../shared/api/types.ts';
import { PERMISSION_NAMES, ROLE_NAMES } from '../../shared/format/names.ts';
import type { StaffValues } from './staff_fields.tsx';

const NAMES: Record<keyof StaffValues, string> = {
  login: 'ログインID',
  name: '氏名',
  role: '役割',
  permissions: 'できること',
  departments: '部署',
  scope: '見られる範囲',
  expires_on: '利用の期限',
};

/** A field in words, for the comparison. */
function worded(values: StaffValues, name: keyof StaffValues, departments: readonly Named[]): string {
  switch (name) {
    case 'role':
      return ROLE_NAMES[values.role];
    case 'permissions':
      return PERMISSIONS.filter((one) => values.permissions.includes(one))
        .map((one) => PERMISSION_NAMES[one])
        .join('、');
    case 'departments':
      return values.departments.map((id) => departments.find((one) => one.id === id)?.name ?? id).join('、');
    case 'scope':
      return values.scope === 'all' ? 'すべての部署' : '自分の部署';
    default:
      return values[name];
  }
}

export const wordsOf = (
  values: StaffValues,
  departments: readonly Named[],
): readonly (readonly [string, string])[] =>
  (Object.keys(NAMES) as (keyof StaffValues)[]).map((name) => [
    NAMES[name],
    worded(values, name, departments),
  ]);
