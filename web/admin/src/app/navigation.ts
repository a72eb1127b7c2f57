/** The screens of the navigation, and who is shown them. The server decides what each person may do. */

import type { Permission } from '../shared/api/types.ts';

export interface Destination {
  readonly to: string;
  readonly label: string;
  /** Shown to those who have one of these; to everybody if left out. */
  readonly any?: readonly Permission[];
}

export interface DestinationGroup {
  readonly label: string;
  readonly destinations: readonly Destination[];
}

const NAVIGATION: readonly DestinationGroup[] = [
  {
    label: '配信',
    destinations: [
      { to: '/', label: 'ホーム' },
      { to: '/deliveries', label: '配信' },
      { to: '/approvals', label: '承認', any: ['deliveries_approve'] },
    ],
  },
  {
    label: '準備',
    destinations: [
      { to: '/templates', label: 'ひな形', any: ['deliveries_write'] },
      { to: '/segments', label: 'グループ', any: ['groups', 'deliveries_write'] },
      { to: '/items', label: '登録項目', any: ['items'] },
      { to: '/testers', label: 'テスター', any: ['testers', 'deliveries_write'] },
      { to: '/bin', label: 'ごみ箱', any: ['deliveries_write', 'groups', 'testers'] },
    ],
  },
  {
    label: '管理',
    destinations: [
      { to: '/people', label: '利用者・権限', any: ['users'] },
      { to: '/trails', label: 'ログイン履歴・操作ログ', any: ['trails'] },
      { to: '/settings', label: '設定', any: ['settings'] },
    ],
  },
];

/** The groups with what somebody who has these permissions may use. */
export const within = (permissions: readonly Permission[]): readonly DestinationGroup[] =>
  NAVIGATION.map((group) => ({
    ...group,
    destinations: group.destinations.filter(
      ({ any }) => any === undefined || any.some((permission) => permissions.includes(permission)),
    ),
  })).filter(({ destinations }) => destinations.length > 0);
