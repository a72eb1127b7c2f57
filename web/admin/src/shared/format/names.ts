/** The Japanese words for what the wire names in English. One place, so that a word is the same on every screen. */

import type {
  DeliveryStatus,
  DraftState,
  Environment,
  Factor,
  Permission,
  Role,
  StaffState,
} from '../api/types.ts';

export const PERMISSION_NAMES: Record<Permission, string> = {
  deliveries_write: '配信を書く',
  deliveries_approve: '配信を承認する',
  deliveries_send: '配信を開始・停止する',
  deliveries_emergency: '緊急の配信（承認なし）',
  groups: 'グループ',
  items: '登録項目',
  testers: 'テスター',
  menus: 'リッチメニュー',
  mail_rules: 'メール連携',
  statistics: '統計を見る',
  exports: '回答の入出力',
  users: '利用者・権限',
  settings: '設定',
  trails: '操作ログを見る',
};

export const ROLE_NAMES: Record<Role, string> = {
  administrator: '管理者',
  approver: '承認者',
  writer: '作成者',
  viewer: '閲覧者',
};

export const STAFF_STATE_NAMES: Record<StaffState, string> = {
  invited: '招待中',
  active: '利用中',
  locked: 'ロック中',
  suspended: '利用停止',
  expired: '期限切れ',
};

export const FACTOR_NAMES: Record<Factor, string> = { totp: '認証アプリ', passkey: 'パスキー' };

export const DRAFT_STATE_NAMES: Record<DraftState, string> = {
  editing: '作成中',
  approval_requested: '承認待ち',
  approved: '承認済み',
  returned: '差し戻し',
  sent_off: '配信へ進んだ',
};

export const DELIVERY_STATUS_NAMES: Record<DeliveryStatus, string> = {
  draft: '下書き',
  scheduled: '予約済み',
  dispatching: '配信準備中',
  sending: '配信中',
  paused: '一時停止',
  held: '保留',
  cancelled: '中止',
  sent: '配信終了',
};

interface Stood {
  readonly status: DeliveryStatus;
  readonly started_at?: string | undefined;
}

/** Where a delivery stands; what was stopped before anything of it went out is no 「中止」 in the middle. */
export const statusName = ({ status, started_at }: Stood): string =>
  status === 'cancelled' && started_at === undefined ? '配信前に取り消し' : DELIVERY_STATUS_NAMES[status];

export const ENVIRONMENT_NAMES: Record<Environment, string> = {
  local: '手元の練習環境',
  test: 'テスト環境',
  prod: '本番環境',
};
