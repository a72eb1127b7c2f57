/** A draft on its way: being written, looked at for the last time, and waiting for a second person. */

import type { Template, WholeTemplate } from '../src/features/templates/wire.ts';
import type { Confirmation, Draft } from '../src/shared/api/types.ts';

const HANAKO = { id: '01STAFFHANAKO00000000000001', name: '高津 花子' };
const TARO = { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' };

/** A month from now, in Japan. */
export const DAY_AHEAD = new Date(Date.now() + (30 * 24 + 9) * 3_600_000).toISOString().slice(0, 10);

export const wholeDraft = (change: Partial<Draft> = {}): Draft => ({
  id: '01DRAFTKUSURI00000000000001',
  version: 7,
  title: '冬の火災予防運動',
  department: '01DEPARTMENTBOUSAI000000001',
  author: HANAKO,
  hands: [HANAKO],
  target: { kind: 'segment', condition: { all: [{ item: 'ward', any_of: ['takatsu'] }] } },
  messages: [
    JSON.stringify({ type: 'text', text: '火の元に気をつけましょう。' }),
    JSON.stringify({ type: 'text', text: 'お問い合わせは消防署へ。' }),
  ],
  emergency: false,
  silent: false,
  start: { kind: 'at', at: `${DAY_AHEAD}T10:00:00+09:00`, not_later_than: `${DAY_AHEAD}T12:00:00+09:00` },
  correction_of: null,
  state: 'editing',
  approval: null,
  acknowledged: [],
  content_hash: 'c0ffee',
  delivery_id: null,
  tested: { at: '2026-11-28T14:10:00+09:00', by: TARO, current: true },
  created_at: '2026-11-28T09:00:00+09:00',
  updated_at: '2026-11-29T09:00:00+09:00',
  updated_by: HANAKO,
  ...change,
});

const WAITING = wholeDraft({
  id: '01DRAFTSALON000000000000002',
  title: '子育てサロン 12月',
  department: '01DEPARTMENTKOSODATE0000002',
  author: TARO,
  hands: [TARO],
  state: 'approval_requested',
  approval: {
    state: 'requested',
    requested_by: TARO,
    requested_at: '2026-11-29T09:00:00+09:00',
    note: '今日のうちにお願いします。',
    expires_at: '2026-12-02T09:00:00+09:00',
    decided_by: null,
    decided_at: null,
    reason: null,
  },
});

export const confirmation = (change: Partial<Confirmation> = {}): Confirmation => ({
  draft_version: 7,
  content_hash: 'c0ffee',
  errors: [],
  warnings: [
    {
      key: 'http',
      code: 'http_link',
      path: 'messages[1].text',
      quote: 'http://example.com',
      message: '「http://」のリンクがあります。「https://」にできないか確かめてください。',
      acknowledged: false,
    },
  ],
  count: 4321,
  total_friends: 123456,
  share: 0.035,
  description: '「お住まいの区」が「高津区」',
  samples: [
    'お住まいの区：高津区／お知らせの種類：防災',
    'お住まいの区：高津区／お知らせの種類：子育て・イベント',
    'お住まいの区：高津区',
  ],
  typed_count_needed: true,
  approval_needed: true,
  approval: 'none',
  break_glass_allowed: false,
  step_up_needed: false,
  test: 'current',
  undo_seconds: 300,
  starts_at: `${DAY_AHEAD}T10:00:00+09:00`,
  not_later_than: `${DAY_AHEAD}T12:00:00+09:00`,
  may_send: true,
  blocked_by: ['warnings', 'approval'],
  ...change,
});

export const link = (url: string, outcome: string, status: number | null, message = '') => ({
  url,
  outcome,
  status,
  message,
  key: `link ${url}`,
});
/** One that is there, and one that cannot be seen from here. */
export const LINKS = {
  links: [
    link('https://www.example.com/bousai', 'open', 200),
    link(
      'https://members.example.com/',
      'unseen',
      null,
      '開けるか確認できませんでした（応答なし）。ブラウザーで開いて確かめてください。',
    ),
  ],
  left_out: 2,
};

/** One with its bubbles. */
export const wholeTemplate = (template: Template, ...texts: readonly string[]): WholeTemplate => ({
  ...template,
  messages: texts.map((text) => JSON.stringify({ type: 'text', text })),
});

export const TEMPLATE: Template = {
  id: '01TEMPLATEKUNREN00000000001',
  version: 2,
  name: '消防訓練のお知らせ',
  department: '01DEPARTMENTBOUSAI000000001',
  beginning: '【危機管理課】 ○月○日に消防訓練を行います。',
  bubbles: 1,
  updated_by: HANAKO,
  updated_at: '2026-11-20T09:00:00+09:00',
};

/** A template as it stands after it was written with this body. */
export const keptAs = (
  template: Template,
  { messages: _, ...body }: Record<string, unknown> = {},
): Template => ({
  ...template,
  ...body,
});

/** Answers by `METHOD path`. */
export const draftFixtures = (): Record<string, object> => ({
  [`GET drafts/${wholeDraft().id}`]: wholeDraft(),
  [`POST drafts/${wholeDraft().id}/confirmation`]: confirmation(),
  [`GET drafts/${wholeDraft().id}/links`]: LINKS,
  [`GET drafts/${WAITING.id}`]: WAITING,
  [`GET drafts/${WAITING.id}/links`]: { links: [], left_out: 0 },
  [`POST drafts/${WAITING.id}/confirmation`]: confirmation({ approval: 'requested', warnings: [] }),
  'GET templates': {
    templates: [
      TEMPLATE,
      { ...TEMPLATE, id: '01TEMPLATESALON000000000002', name: '子育てサロン', department: null },
    ],
  },
  [`GET drafts/${wholeDraft().id}/tests`]: { tests: [] },
  [`GET drafts/${WAITING.id}/tests`]: { tests: [] },
  [`PUT drafts/${wholeDraft().id}/presence`]: { others: [], elsewhere: false },
  'POST messages/check': { ok: true, errors: [], warnings: [] },
});
