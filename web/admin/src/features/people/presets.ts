/** What a role brings along when it is chosen. What counts afterwards is the list of each person. */

import { PERMISSIONS, type Permission, type Role } from '../../shared/api/types.ts';

export const PRESETS: Record<Role, readonly Permission[]> = {
  administrator: PERMISSIONS,
  approver: [
    'deliveries_write',
    'deliveries_approve',
    'deliveries_send',
    'deliveries_emergency',
    'groups',
    'testers',
    'statistics',
  ],
  writer: ['deliveries_write', 'groups', 'testers', 'statistics'],
  viewer: ['statistics'],
};

/** The last day of the fiscal year in which `today` (2026-11-27) lies: 2027-03-31. */
export function endOfFiscalYear(today: string): string {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return `${month <= 3 ? year : year + 1}-03-31`;
}
