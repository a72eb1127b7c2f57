/** Results and actions of the trails in Japanese; what is not known here is shown as it is. */

const RESULTS: Record<string, string> = {
  signed_in: 'ログインした',
  ok: 'ログインした',
  password_accepted: 'パスワードは正しい（2つ目の確認の前）',
  wrong_password: 'パスワードのまちがい',
  wrong_code: '2つ目の確認のまちがい',
  copied_passkey: '複製されたおそれのあるパスキーのため拒否',
  locked: 'ロックされた・ロック中のため拒否',
  suspended: '利用停止中のため拒否',
  expired: '利用期限切れのため拒否',
  stepped_up: '大切な操作の前の本人確認',
  signed_out: 'ログアウトした',
};

const METHODS: Record<string, string> = {
  password: 'パスワード',
  totp: '認証アプリ',
  passkey: 'パスキー',
  invitation: '招待コード',
  first: '初期設定コード',
  session: '―',
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
  tester_search: '友だちの検索',
  template: 'ひな形',
  media: '画像など',
  job: '処理',
  session: 'ログイン',
  review: '事後の確認',
  test: 'テスト配信',
  trail: 'ログイン履歴・操作ログ',
};

const VERBS: Record<string, string> = {
  created: '作成',
  saved: '保存',
  changed: '変更',
  updated: '変更',
  deleted: '削除',
  archived: '使用停止',
  restored: '再開',
  put_back: 'ごみ箱から戻す',
  sent_off: '配信を確定した',
  scheduled: '予約',
  started: '開始',
  unscheduled: '予約を解除',
  reactions_kept: '反応の記録を開始',
  stopped: '停止',
  resumed: '再開',
  unknown_closed: '届いたか分からない人について、送らずに終了',
  sent_again: '届いたか分からない人に、もう一度送信',
  cancelled: '中止',
  approval_requested: '承認を依頼',
  approved: '承認',
  returned: '差し戻し',
  withdrawn: '依頼を取り下げ',
  acknowledged: '注意を確認',
  reviewed: '事後の確認',
  suspended: '利用停止',
  unlocked: 'ロック解除',
  reset: '招待コードを再発行',
  signed_out: 'ログアウト',
  session_ended: 'ほかの端末のログインを終了',
  handed_over: '引き継ぎ',
  viewed_as: '人の目で表示',
  view_ended: '人の目での表示を終了',
  first_administrator: '最初の管理者の登録',
  password_set: 'パスワードを設定',
  authenticator_set: '認証アプリを設定',
  unrecorded: '続けて来たログインの試行（まとめて記録）',
  guards_weakened: '配信前の確認をゆるめた',
  passkey_renamed: 'パスキーの名前を変更',
  locked: '続けてまちがえたためロック',
  device_known: '新しいブラウザからログイン',
  device_locked: '続けてまちがえたため、いつものブラウザをロック',
  passkey_added: 'パスキーを追加',
  passkey_removed: 'パスキーを削除',
  ordered: '並べ替え',
  option_added: '選択肢を追加',
  option_changed: '選択肢を変更',
  options_ordered: '選択肢を並べ替え',
  removal_started: '削除に伴う回答の処理を開始',
  downloaded: 'ファイルを受け取り',
  code_shown: '登録用コードを表示',
  searched: '友だちを検索',
  tested: 'テスト配信',
  tested_nobody: 'テスト配信（条件に当てはまるテスターがいなかった）',
  tested_too_many: 'テスト配信（条件に当てはまるテスターが多すぎた）',
  counted: '条件に当てはまる人数を確認',
  registered: '登録',
  removed: '削除',
  invited: '招待',
};

/** The results of the login history, the commonest first. */
export const RESULT_CHOICES = [
  'signed_in',
  'password_accepted',
  'wrong_password',
  'wrong_code',
  'locked',
  'suspended',
  'expired',
  'stepped_up',
  'signed_out',
].map((value) => ({ value, label: RESULTS[value] ?? value }));

export const resultName = (result: string): string => RESULTS[result] ?? result;
export const methodName = (method: string): string => METHODS[method] ?? method;
/** 下書き「冬の火災予防運動」 */
export function objectName({ kind, id, name }: { kind: string; id: string; name: string }): string {
  const called = name || id;
  return called === '' ? kindName(kind) : `${kindName(kind)}「${called}」`;
}

export const kindName = (kind: string): string => KINDS[kind] ?? kind;

/** `delivery.sent_off` → `delivery` */
const kindOf = (action: string): string => action.split('.')[0] ?? '';

/** `delivery.sent_off` → 配信：配信を確定した; one that nobody agreed to says so by itself. */
export function actionName(action: string, detail: Readonly<Record<string, unknown>> = {}): string {
  const [kind = '', verb = ''] = action.split('.');
  if (action === 'delivery.sent_off' && detail.without_approval === true)
    return '配信：承認なしで配信を確定した';
  return verb === '' ? action : `${kindName(kind)}：${VERBS[verb] ?? verb}`;
}

/** Every operation that is recorded, by what it is done to; a test compares them with the server's sources. */
const ACTIONS = [
  'draft.created',
  'draft.saved',
  'draft.deleted',
  'draft.put_back',
  'draft.approval_requested',
  'draft.approved',
  'draft.returned',
  'draft.withdrawn',
  'draft.acknowledged',
  'draft.handed_over',
  'draft.tested',
  'draft.tested_nobody',
  'draft.tested_too_many',
  'delivery.created',
  'delivery.sent_off',
  'delivery.scheduled',
  'delivery.started',
  'delivery.unscheduled',
  'delivery.reactions_kept',
  'delivery.stopped',
  'delivery.resumed',
  'delivery.unknown_closed',
  'delivery.sent_again',
  'delivery.cancelled',
  'delivery.reviewed',
  'tester.changed',
  'tester.code_shown',
  'tester.searched',
  'tester.counted',
  'tester.registered',
  'tester.removed',
  'tester_group.created',
  'tester_group.changed',
  'tester_group.deleted',
  'tester_group.put_back',
  'segment.created',
  'segment.changed',
  'segment.deleted',
  'segment.put_back',
  'template.created',
  'template.changed',
  'template.deleted',
  'template.put_back',
  'media.created',
  'item.created',
  'item.changed',
  'item.archived',
  'item.restored',
  'item.ordered',
  'item.option_added',
  'item.option_changed',
  'item.options_ordered',
  'item.removal_started',
  'item.removed',
  'staff.created',
  'staff.changed',
  'staff.restored',
  'staff.suspended',
  'staff.unlocked',
  'staff.reset',
  'staff.signed_out',
  'staff.session_ended',
  'staff.viewed_as',
  'staff.view_ended',
  'staff.first_administrator',
  'staff.password_set',
  'staff.authenticator_set',
  'staff.passkey_renamed',
  'staff.locked',
  'staff.device_known',
  'staff.device_locked',
  'staff.passkey_added',
  'staff.passkey_removed',
  'staff.downloaded',
  'session.unrecorded',
  'department.created',
  'department.changed',
  'setting.changed',
  'setting.reviewed',
  'setting.guards_weakened',
  'job.started',
  'job.downloaded',
  'trail.downloaded',
];

/** All operations on one kind of thing, and each of them: the API takes `tester.` for whatever begins so. */
export const ACTION_CHOICES = [...new Set(ACTIONS.map(kindOf))].flatMap((kind) => {
  const own = ACTIONS.filter((action) => kindOf(action) === kind);
  const each = own.map((value) => ({ value, label: actionName(value) }));
  return own.length === 1 ? each : [{ value: `${kind}.`, label: `${kindName(kind)}：すべて` }, ...each];
});

const FACTS: Record<string, string> = {
  weakened: 'ゆるめた確認',
  warnings: '確認した注意',
  tries: '試行の数',
  before_version: '前の版',
  after_version: '後の版',
  content_hash: '内容のハッシュ',
  draft: '下書きのID',
  draft_version: '下書きの版',
  recipients: '対象の人数',
  everyone: '全員あて',
  emergency: '緊急',
  approved_by: '承認した人のID',
  without_approval: '承認なしで配信',
  at: '日時',
  login: 'ログインID',
  login_before: '前のログインID',
  role: '役割',
  departments: '部署のID',
  sees_all_departments: 'すべての部署を見られる',
  permissions_given: '付けた権限',
  permissions_taken: '外した権限',
  expires_on: '利用期限',
  responsible: '担当部署',
  from: '引き継ぐ前の人のID',
  to: '引き継いだ人のID',
  option: '選択肢のID',
  answers_move_to: '回答の移し先',
  answers_go: '回答も削除',
  source: '取り込み元',
  format: '形式',
  reason: '理由',
  records: '件数',
  bytes: 'バイト数',
  test: 'テスト配信のID',
  tester: 'テスターのID',
  testers: 'テスターの人数',
  value: '新しい値',
  sha256: '新しい値のハッシュ',
  condition: '人数をたずねた条件',
};

export const factName = (name: string): string => FACTS[name] ?? name;

/** A fact as people read it; what was recorded in pieces is one again. */
export function factText(name: string, fact: unknown): string {
  if (typeof fact === 'boolean') return fact ? 'はい' : 'いいえ';
  if (Array.isArray(fact)) return fact.length === 0 ? '―' : fact.join(name === 'condition' ? '' : '、');
  return fact === '' ? '―' : String(fact);
}
