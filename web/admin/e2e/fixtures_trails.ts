/** What happened lately in the small city: who came in, and who did what. */

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const ago = (ms: number): string =>
  `${new Date(Date.now() - ms + 9 * HOUR).toISOString().slice(0, 19)}+09:00`;

/** As browsers say it: the pages make a name of it. */
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const AGENT_OF_MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15';

const LOGINS = [
  ['signed_in', '高津 花子', 'hanako', 'totp'],
  ['wrong_password', '宮前 太郎', 'taro', 'password'],
  ['locked', '宮前 太郎', 'taro', 'password'],
].map(([result, name, login, method], index) => ({
  at: ago(index * HOUR),
  login,
  name,
  ip: '192.0.2.17',
  device: AGENT,
  result,
  method,
  number: 30 - index,
  hash: `${index}a7c1e09`.repeat(8),
}));

const OPERATIONS = [
  ['draft.saved', 'draft', '冬の火災予防運動'],
  ['delivery.sent_off', 'delivery', '避難所を開設しました'],
  ['staff.created', 'staff', '多摩 次郎'],
].map(([action, kind, name], index) => ({
  at: ago(index * HOUR),
  staff: { id: '01STAFFHANAKO00000000000001', name: '高津 花子' },
  ip: '192.0.2.17',
  device: AGENT,
  session: '5e55a0b1',
  action,
  object: { kind, id: `01OBJECT${index}`, name },
  department: '01DEPARTMENTBOUSAI000000001',
  detail: { before_version: index, after_version: index + 1, everyone: false },
  number: 300 - index,
  hash: `${index}f2c9a7e`.repeat(8),
}));

const NOTABLE = [
  ['setting.guards_weakened', 'setting', ''],
  ['staff.device_known', 'staff', '宮前 太郎'],
  ['job.started', 'job', 'export'],
].map(([action, kind, name], index) => ({
  ...OPERATIONS[0],
  at: ago(index * DAY),
  action,
  object: { kind, id: `01NOTABLE${index}`, name },
  number: 200 - index,
  hash: `${index}b9d0c4a`.repeat(8),
}));

const OWN = ['signed_in', 'staff.device_known', 'locked'].map((what, index) => ({
  at: ago(index * DAY),
  what,
  ip: '192.0.2.17',
  device: AGENT,
}));

export const OPEN_SESSIONS = [
  {
    id: '0123456789abcdef',
    since: ago(2 * HOUR),
    seen_at: ago(0),
    ip: '192.0.2.17',
    device: AGENT,
    current: true,
  },
  {
    id: 'fedcba9876543210',
    since: ago(3 * HOUR),
    seen_at: ago(HOUR),
    ip: '192.0.2.18',
    device: AGENT_OF_MAC,
    current: false,
  },
];

export const trailFixtures = () => ({
  'GET trails/logins': { logins: LOGINS, next: null, stopped_on: null },
  'GET trails/operations': { operations: OPERATIONS, next: null, stopped_on: null },
  'GET trails/notable': { events: NOTABLE, more: false, stopped_on: null },
  'GET session/history': { events: OWN, more: false, stopped_on: null },
  'GET session/open': { sessions: OPEN_SESSIONS },
});
