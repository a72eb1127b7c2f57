/** The list of staff as CSV: the columns and words that can be read in again. */

import type { Staff } from '../../shared/api/types.ts';
import { PERMISSION_NAMES, ROLE_NAMES } from '../../shared/format/names.ts';

export const CSV_COLUMNS = [
  'ログインID',
  '氏名',
  '役割',
  '権限',
  '部署',
  '見られる範囲',
  '期限',
  '利用停止',
] as const;

/** A spreadsheet takes what begins like this for a formula (as `lib/domain/src/table.rs` has it); an apostrophe keeps it a text. */
function cell(text: string): string {
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With a byte order mark, as spreadsheets want it for Japanese. */
export function csvOf(people: readonly Staff[]): string {
  const rows = people.map((staff) =>
    [
      staff.login,
      staff.name,
      ROLE_NAMES[staff.role],
      staff.permissions.map((permission) => PERMISSION_NAMES[permission]).join('、') || 'なし',
      staff.departments.map(({ name }) => name).join('、'),
      staff.scope === 'all' ? 'すべての部署' : '自分の部署',
      staff.expires_on ?? '',
      staff.state === 'suspended' ? 'はい' : '',
    ]
      .map(cell)
      .join(','),
  );
  return `\uFEFF${[CSV_COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
}

/** The text of a file that a spreadsheet saved: UTF-8, or what Japanese ones call CSV without more (Shift_JIS). */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}
