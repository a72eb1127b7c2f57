/** The form of the small city: an item of every kind, and groups made of them. */

import type { Item, Items, ShownIf } from '../src/features/items/wire.ts';
import type { Segment } from '../src/features/segments/wire.ts';

const option = (id: string, label: string, more: object = {}) => ({ id, label, archived: false, ...more });
const item = (id: string, label: string, more: Partial<Item> = {}): Item => ({
  id,
  label,
  kind: 'single',
  explanation: '',
  purpose: '',
  required: false,
  archived: false,
  revision: 1,
  options: [],
  ...more,
});

export const ITEMS: Items = {
  version: 12,
  items: [
    item('ward', 'お住まいの区', {
      required: true,
      purpose: '区ごとのお知らせ',
      options: [option('kawasaki', '川崎区'), option('takatsu', '高津区'), option('asao', '麻生区')],
    }),
    item('topics', '知りたい情報', {
      kind: 'multiple',
      options: [
        option('bousai', '防災', { messages_per_month: 2 }),
        option('kosodate', '子育て', { messages_per_month: 4 }),
        option('zei', '税', { archived: true }),
      ],
    }),
    item('birth', '生まれた年月', { kind: 'month' }),
    item('children', 'お子さんの人数', {
      kind: 'number',
      min: 0,
      max: 20,
      shown_if: { item: 'topics', any_of: ['kosodate'] },
    }),
    item('language', '読みやすい言葉', {
      kind: 'select',
      explanation: 'お知らせの言葉を選べます。',
      options: [option('ja', '日本語'), option('easy', 'やさしい日本語')],
    }),
    item('area', 'お住まいの地域', {
      kind: 'area',
      options: [option('south', '南部', { postal_prefixes: ['210', '212'] }), option('north', '北部')],
    }),
    item('wish', '市へのご意見', { kind: 'text', max_length: 200, archived: true }),
  ],
};

/** An item as it stands after a creation with this body. */
export function madeOf(body: Record<string, unknown> = {}): Item {
  const { shown_if, options = [], version: _, ...rest } = body;
  const listed = (options as Record<string, unknown>[]).map(
    ({ messages_per_month: perMonth, ...one }, index) =>
      option(`option-${index}`, String(one.label), {
        ...one,
        ...(perMonth !== null && { messages_per_month: perMonth }),
      }),
  );
  const shown = shown_if ? { shown_if: shown_if as ShownIf } : {};
  return { ...item('', ''), ...rest, ...shown, options: listed };
}

export const SEGMENT: Segment = {
  id: '01SEGMENTTAKATSU00000000001',
  name: '高津区で子育て中の方',
  department: '01DEPARTMENTKOSODATE0000002',
  condition: {
    all: [
      { item: 'ward', any_of: ['takatsu'] },
      { item: 'topics', any_of: ['kosodate'] },
    ],
  },
  description: '「お住まいの区」が「高津区」、かつ「知りたい情報」で「子育て」を選んだ人',
  broken: null,
  used_by: [
    { kind: 'delivery', id: '01DELIVERYKUSURI00000000001', name: '水道工事のお知らせ', status: 'scheduled' },
  ],
  last_used: {
    delivery_id: '01DELIVERYSENT0000000000004',
    title: 'ごみの収集日が変わります',
    at: '2026-11-24T10:00:00.000+09:00',
  },
  created_at: '2026-11-01T09:00:00.000+09:00',
  updated_at: '2026-11-20T09:00:00.000+09:00',
  version: 3,
};

const BROKEN: Segment = {
  ...SEGMENT,
  id: '01SEGMENTBROKEN000000000002',
  name: '以前の区分',
  department: '広報課',
  broken: '条件の「昔の項目」は、もうありません。',
  used_by: [],
};

const USES = [
  { kind: 'segment', id: SEGMENT.id, name: SEGMENT.name },
  { kind: 'item', id: 'children', name: 'children' },
];

const DRAFTS = [{ kind: 'draft', id: '01DRAFTKUSURI00000000000001', name: '冬の火災予防運動' }];

/** Answers by `METHOD path`. */
export const itemFixtures = (): Record<string, object> => ({
  'GET items': ITEMS,
  'GET reactions': [
    { delivery: '01DELIVERYSENT0000000000004', title: '粗大ごみの受付', opened: 812, clicked: 240 },
  ],
  'GET items/topics/options/kosodate/impact': { version: 12, answers: 3210, used_by: USES, drafts: [] },
  'GET items/topics/options/bousai/impact': { version: 12, answers: 1234, used_by: [], drafts: DRAFTS },
  'GET items/language/impact': { version: 12, answers: 87, used_by: [], drafts: [] },
  'GET items/wish/impact': { version: 12, answers: 87, used_by: [], drafts: [] },
  'GET segments': { segments: [SEGMENT, BROKEN] },
  [`GET segments/${SEGMENT.id}`]: SEGMENT,
  [`GET segments/${BROKEN.id}`]: BROKEN,
  'POST segments/count': {
    count: 4321,
    since_yesterday: 12,
    compared_with: '2026-11-28',
    description: SEGMENT.description,
    parts: [],
    samples: ['お住まいの区：高津区／知りたい情報：防災'],
  },
});
