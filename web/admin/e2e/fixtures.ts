/** A small city at work: what the stand-in answers unless a test says otherwise. Everybody is invented. */

import type {
  Delivery,
  DeliverySummary,
  Department,
  DraftSummary,
  Home,
  Permission,
  SignedIn,
  Staff,
} from '../src/shared/api/types.ts';
import { binFixtures } from './fixtures_bin.ts';
import { draftFixtures } from './fixtures_drafts.ts';
import { itemFixtures } from './fixtures_items.ts';
import { trailFixtures } from './fixtures_trails.ts';
import { decided, undecided, unknownSummary } from './fixtures_unknown.ts';

const MINUTE = 60_000;
export const at = (ms: number): string => {
  const wall = new Date(Date.now() + ms + 9 * 60 * MINUTE).toISOString();
  return `${wall.slice(0, 19)}+09:00`;
};
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const PERMISSIONS: Permission[] = [
  'deliveries_write',
  'deliveries_approve',
  'deliveries_send',
  'deliveries_emergency',
  'groups',
  'items',
  'testers',
  'menus',
  'mail_rules',
  'statistics',
  'exports',
  'users',
  'settings',
  'trails',
];

export const DEPARTMENTS: Department[] = [
  {
    id: '01DEPARTMENTBOUSAI000000001',
    name: '危機管理課',
    prefix: '【回覧市 危機管理課】',
    footer: 'お問い合わせ：危機管理課 000-000-0000',
    words: ['ぼうさい'],
    version: 3,
  },
  { id: '01DEPARTMENTKOSODATE0000002', name: '子育て支援課', prefix: '', footer: '', words: [], version: 1 },
];
const [BOUSAI, KOSODATE] = DEPARTMENTS as [Department, Department];
const named = ({ id, name }: { id: string; name: string }) => ({ id, name });

export const session = (change: Partial<SignedIn> = {}): SignedIn => ({
  state: 'signed_in',
  me: {
    id: '01STAFFHANAKO00000000000001',
    login: 'hanako',
    name: '高津 花子',
    role: 'administrator',
    permissions: PERMISSIONS,
    departments: DEPARTMENTS.map(named),
    scope: 'all',
    second_factors: ['totp'],
  },
  idle_ends_at: at(30 * MINUTE),
  ends_at: at(12 * HOUR),
  stepped_up_until: null,
  viewing_as: null,
  environment: 'local',
  notice: null,
  passkey_host: 'localhost',
  ...change,
});

export const STAFF: Staff[] = [
  {
    id: '01STAFFHANAKO00000000000001',
    version: 4,
    login: 'hanako',
    name: '高津 花子',
    role: 'administrator',
    permissions: PERMISSIONS,
    departments: [named(BOUSAI)],
    scope: 'all',
    state: 'active',
    second_factors: ['totp', 'passkey'],
    needs_invitation: false,
    expires_on: null,
    last_signed_in_at: at(-HOUR),
  },
  {
    id: '01STAFFTARO0000000000000002',
    version: 2,
    login: 'taro',
    name: '宮前 太郎',
    role: 'writer',
    permissions: ['deliveries_write', 'testers', 'statistics'],
    departments: [named(KOSODATE)],
    scope: 'own',
    state: 'locked',
    second_factors: ['totp'],
    needs_invitation: false,
    expires_on: '2027-03-31',
    last_signed_in_at: at(-3 * DAY),
  },
  {
    id: '01STAFFJIRO0000000000000003',
    version: 1,
    login: 'jiro',
    name: '多摩 次郎',
    role: 'approver',
    permissions: [
      'deliveries_write',
      'deliveries_approve',
      'deliveries_send',
      'deliveries_emergency',
      'statistics',
    ],
    departments: [named(BOUSAI), named(KOSODATE)],
    scope: 'own',
    state: 'invited',
    second_factors: [],
    needs_invitation: false,
    expires_on: '2027-03-31',
    last_signed_in_at: null,
  },
];

export const counts = (planned: number, accepted: number, failed = 0) => ({
  planned,
  accepted,
  failed,
  waiting: planned - accepted - failed,
  in_flight: 0,
  unknown: 0,
  cancelled: 0,
  balanced: true,
});

/** All recipients are frozen; where a delivery was stopped it depends, and a test that minds says so. */
const isPlanned = (status = 'scheduled'): boolean =>
  !['draft', 'scheduled', 'held', 'dispatching'].includes(status);

/** The moments of a delivery that was planned for this time, and began and ended as its state says. */
function moments({ status = 'scheduled', at: planned = at(3 * HOUR) }: Partial<DeliverySummary>) {
  const began = ['sending', 'paused', 'sent'].includes(status) ? { started_at: planned } : {};
  const ended = status === 'sent' ? { ended_at: at(Date.parse(planned) - Date.now() + 4 * MINUTE) } : {};
  return { starts_at: planned, listed_at: planned, ...began, ...ended };
}

export const summary = (change: Partial<DeliverySummary> = {}): DeliverySummary => ({
  id: '01DELIVERYKUSURI00000000001',
  title: '高津区の皆さまへ 水道工事のお知らせ',
  department: BOUSAI.id,
  author: { id: '01STAFFHANAKO00000000000001', name: '高津 花子' },
  status: 'scheduled',
  ...(change.status === 'held' ? {} : { at: at(3 * HOUR) }),
  draft_id: '01DRAFTKUSURI00000000000001',
  target: { kind: 'everyone' },
  emergency: false,
  target_description: '「高津区」の人',
  counts: counts(0, 0),
  created_at: at(-HOUR),
  updated_at: at(-HOUR),
  ...moments(change),
  plan_complete: isPlanned(change.status),
  settled: false,
  awaits_decision: false,
  batches: 0,
  broadcast: false,
  confirmed: 4321,
  version: 3,
  ...change,
});

/** What a list tells of a delivery and the delivery itself tells too; the target is a `description` there. */
function listed(change: Partial<Delivery>): Omit<DeliverySummary, 'target_description'> {
  const { target_description: _, ...told } = summary(change);
  return told;
}

export const delivery = (change: Partial<Delivery> = {}): Delivery => ({
  ...listed(change),
  sender: { id: '01STAFFHANAKO00000000000001', name: '高津 花子' },
  break_glass: null,
  correction_of: null,
  approver: { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' },
  description: '「お住まいの区」が「高津区」の人',
  messages: [
    JSON.stringify({
      type: 'text',
      text: '【回覧市 危機管理課】\n11月30日(月)の9時から12時まで、高津区の一部で水道が止まります。',
    }),
  ],
  silent: false,
  undo_until: null,
  not_later_than: at(5 * HOUR),
  failures: [],
  waits: null,
  undecided: null,
  decisions: [],
  stopped: null,
  receipt: 'KR-20261127-0004',
  ...change,
});

const RUNNING = {
  id: '01DELIVERYRUNNING0000000002',
  title: '避難所を開設しました',
  status: 'sending' as const,
  emergency: true,
  at: at(-2 * MINUTE),
  counts: counts(4321, 1700, 3),
};
const HELD = {
  id: '01DELIVERYHELD0000000000003',
  title: '子育てサロンのご案内',
  status: 'held' as const,
  reason: '始まるのが遅れ、「この時刻を過ぎたら送らない」の時刻を過ぎたため、送らずに保留しました',
  department: KOSODATE.id,
};
const STOPPED = {
  id: '01DELIVERYPAUSED0000000000005',
  title: '粗大ごみの受付を休みます',
  status: 'paused' as const,
  reason: '今月の配信数の上限に達したため、止まっています',
  counts: counts(1200, 500),
};
const SENT = {
  id: '01DELIVERYSENT0000000000004',
  title: 'ごみの収集日が変わります',
  status: 'sent' as const,
  at: at(-5 * HOUR),
  counts: counts(1204, 1201, 3),
};

export const draft = (change: Partial<DraftSummary> = {}): DraftSummary => ({
  id: '01DRAFTKUSURI00000000000001',
  version: 7,
  title: '冬の火災予防運動',
  department: BOUSAI.id,
  author: { id: '01STAFFHANAKO00000000000001', name: '高津 花子' },
  state: 'editing',
  target_description: '全員',
  emergency: false,
  approval: null,
  updated_at: at(-20 * MINUTE),
  updated_by: { id: '01STAFFHANAKO00000000000001', name: '高津 花子' },
  start: { kind: 'at', at: at(3 * DAY), not_later_than: null },
  open_by: [],
  ...change,
});
const WAITING = draft({
  id: '01DRAFTSALON000000000000002',
  title: '子育てサロン 12月',
  state: 'approval_requested',
  department: KOSODATE.id,
  author: { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' },
  target_description: '「子育て」を選んだ人',
  start: { kind: 'now' },
  approval: {
    state: 'requested',
    requested_by: { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' },
    requested_at: at(-HOUR),
    note: '',
    expires_at: at(71 * HOUR),
    decided_by: null,
    decided_at: null,
    reason: null,
  },
});

export const home = (change: Partial<Home> = {}): Home => ({
  today: [summary(SENT), summary(RUNNING), summary()],
  running: [summary(RUNNING)],
  held: [summary(HELD)],
  paused: [summary(STOPPED)],
  failing: [summary(SENT)],
  undecided: [unknownSummary()],
  awaiting_approval: [WAITING],
  my_drafts: [draft()],
  approved: [],
  reviews: [
    {
      id: '01REVIEW00000000000000000001',
      delivery_id: RUNNING.id,
      title: '避難勧告の発令',
      sent_by: { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' },
      reason: '夜間で承認者に連絡がつかなかったため',
      sent_at: at(-DAY),
      state: 'open',
      found: null,
    },
  ],
  friends: 123456,
  guard_reviews: [],
  lasting_administrators: 2,
  ...change,
});

const views = (view: string | null): DeliverySummary[] => {
  switch (view) {
    case 'upcoming':
      return [summary()];
    case 'running':
      return [summary(RUNNING)];
    case 'held':
      return [summary(HELD)];
    case 'undecided':
      return [unknownSummary()];
    case 'past':
    case 'lately':
      return [summary(SENT)];
    default:
      return [summary(), summary(RUNNING), summary(SENT)];
  }
};

const setting = (name: string, value: unknown) => ({ [`GET settings/${name}`]: { name, value, version: 2 } });

/** Answers by `METHOD path`. */
export function fixtures(): Record<string, object | ((request: { query: URLSearchParams }) => object)> {
  const people = STAFF.map((one) => [`GET staff/${one.id}`, one] as const);
  return {
    'GET session/passkeys': {
      passkeys: [
        { id: 'AQID', name: '窓口のパソコン', version: 1, added_at: at(-48 * HOUR), used_at: at(-HOUR) },
        { id: 'BAUG', name: '公用のスマートフォン', version: 1, added_at: at(-24 * HOUR), used_at: null },
      ],
    },
    'GET session': session(),
    'DELETE session': session(),
    'GET home': home(),
    'GET deliveries': ({ query }) => ({ deliveries: views(query.get('view')), next: null }),
    'GET deliveries/same-minute': { titles: [] },
    'GET drafts': { drafts: [draft(), WAITING] },
    [`GET deliveries/${summary().id}`]: delivery(),
    [`GET deliveries/${RUNNING.id}`]: delivery({
      ...RUNNING,
      failures: [{ reason: 'LINEが宛先を受け付けませんでした', count: 3 }],
    }),
    [`GET deliveries/${undecided().id}`]: undecided(),
    [`GET deliveries/${decided().id}`]: decided(),
    [`GET deliveries/${HELD.id}`]: delivery(HELD),
    [`GET deliveries/${SENT.id}`]: delivery({ ...SENT, settled: true }),
    'GET staff': { staff: STAFF },
    ...Object.fromEntries(people),
    'GET departments': { departments: DEPARTMENTS },
    ...draftFixtures(),
    ...binFixtures(),
    ...itemFixtures(),
    ...trailFixtures(),
    ...setting('greeting', [{ type: 'text', text: '友だち追加ありがとうございます。\n{form_url}' }]),
    ...setting('retention_days', 365),
    ...setting('consent', {
      version: 1,
      text: 'お選びいただいた内容は、お知らせを届けるためだけに使います。',
    }),
    ...setting('everyone_per_month', 4),
    ...setting('guards', {
      typed_count_from: 1000,
      typed_count_share: 0.5,
      approval: 'large',
      approval_hours: 72,
      undo_minutes: 5,
    }),
    ...setting('maintenance', { staff: null, citizens: null }),
    'GET testers': {
      testers: [
        {
          id: '01TESTER0000000000000000001',
          name: '高津 花子（公用スマホ）',
          department: BOUSAI.id,
          user: 'U1a2b…',
          groups: ['01GROUP00000000000000000001'],
          added_at: at(-30 * DAY),
          blocked: false,
          version: 1,
        },
      ],
    },
    'GET tester-groups': {
      groups: [
        {
          id: '01GROUP00000000000000000001',
          name: '危機管理課の全員',
          department: BOUSAI.id,
          testers: ['01TESTER0000000000000000001'],
          version: 1,
        },
      ],
    },
  };
}
