/** The list of staff as CSV: the columns that can be read in again. */

import type { Staff } from '../../shared/api/types.ts';

export const CSV_COLUMNS = [
  'login',
  'name',
  'role',
  'permissions',
  'departments',
  'scope',
  'expires_on',
  'suspended',
] as const;

/** A spreadsheet takes a leading =, +, - or @ for a formula; an apostrophe keeps it a text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With a byte order mark, as spreadsheets want it for Japanese. */
export function csvOf(people: readonly Staff[]): string {
  const rows = people.map((staff) =>
    [
      staff.login,
      staff.name,
      staff.role,
      staff.permissions.join(' '),
      staff.departments.map(({ name }) => name).join(' '),
      staff.scope,
      staff.expires_on ?? '',
      staff.state === 'suspended' ? 'yes' : '',
    ]
      .map(cell)
      .join(','),
  );
  return `\uFEFF${[CSV_COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
}
