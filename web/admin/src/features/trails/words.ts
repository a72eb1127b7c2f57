/** Results and actions of the trails in Japanese; what is not known here is shown as it is. */

const RESULTS: Record<string, string> = {
  signed_in: 'ログインした',
  ok: 'ログインした',
  password_accepted: 'パスワードは正しい（2つ目の確認の前）',
  wrong_password: 'パスワードのまちがい',
  wrong_code: '2つ目の確認のまちがい',
  locked: 'ロック中のため拒否',
  signed_out: 'ログアウトした',
};

const METHODS: Record<string, string> = {
  password: 'パスワード',
  totp: '認証アプリ',
  passkey: 'パスキー',
  invitation: '招待コード',
  first: '初期設定コード',
};

const KINDS: Record<string, string> = {
  draft: '下書き',
  delivery: '配信',
  staff: '利用者',
  department: '部署',
  setting: '設定',
  settings: '設定',
  item: '登録項目',
  items: '登録項目',
  segment: 'グループ',
  tester: 'テスター',
  tester_group: 'テスターのグループ',
  template: 'ひな形',
  media: '画像など',
  job: '処理',
  session: 'ログイン',
  review: '事後の確認',
  test: 'テスト配信',
};

const VERBS: Record<string, string> = {
  created: '作成',
  saved: '保存',
  changed: '変更',
  updated: '変更',
  deleted: '削除',
  archived: '使用停止',
  restored: '再開',
  sent_off: '配信へ進めた',
  unscheduled: '予約を解除',
  stopped: '停止',
  resumed: '再開',
  cancelled: '中止',
  approval_requested: '承認を依頼',
  approved: '承認',
  returned: '差し戻し',
  withdrawn: '依頼を取り下げ',
  acknowledged: '注意を確認',
  suspended: '利用停止',
  unlocked: 'ロック解除',
  reset: '招待コードを再発行',
  signed_out: 'ログアウト',
  handed_over: '引き継ぎ',
  viewed_as: '人の目で表示',
  tested: 'テスト配信',
  registered: '登録',
  removed: '削除',
  invited: '招待',
};

export const resultName = (result: string): string => RESULTS[result] ?? result;
export const methodName = (method: string): string => METHODS[method] ?? method;
export const kindName = (kind: string): string => KINDS[kind] ?? kind;

/** `delivery.sent_off` → 配信：配信へ進めた */
export function actionName(action: string): string {
  const [kind = '', verb = ''] = action.split('.');
  return verb === '' ? action : `${kindName(kind)}：${VERBS[verb] ?? verb}`;
}

/** The actions that are searched for most. */
export const ACTION_CHOICES = [
  'draft.created',
  'draft.saved',
  'draft.approval_requested',
  'draft.approved',
  'draft.returned',
  'delivery.sent_off',
  'delivery.unscheduled',
  'delivery.stopped',
  'delivery.resumed',
  'delivery.cancelled',
  'staff.created',
  'staff.changed',
  'staff.suspended',
  'staff.reset',
  'department.changed',
  'setting.changed',
].map((value) => ({ value, label: actionName(value) }));
