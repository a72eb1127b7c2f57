/** Everything that two people can change at once, for `conflicts.spec.ts`. */

import type { Locator, Page } from '@playwright/test';
import type { Case } from './conflict_case.ts';
import { at, counts, DEPARTMENTS, delivery, STAFF, session } from './fixtures.ts';
import { confirmation, TEMPLATE, wholeTemplate } from './fixtures_drafts.ts';
import { ITEMS, SEGMENT } from './fixtures_items.ts';
import type { StandIn } from './stand_in.ts';

const DRAFT = '01DRAFTKUSURI00000000000001';
const WAITING = '01DRAFTSALON000000000000002';
const ID = '01DELIVERYKUSURI00000000001';
const TESTER = '01TESTER0000000000000000001';
const GROUP = '01GROUP00000000000000000001';
const [, TARO] = STAFF;
const [BOUSAI] = DEPARTMENTS;
const JIRO = { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' };
const OVER = '自分の入力で上書きする';

export const button = (page: Page | Locator, name: string | RegExp) => page.getByRole('button', { name });
const inDialog = (page: Page, name: string | RegExp) => button(page.getByRole('dialog'), name);
const stands = (api: StandIn, what: string) => api.answers[what] as Record<string, unknown>;
/** The draft as Jiro has left it. */
const rewritten = (id: string, change: object) => (api: StandIn) => ({
  ...stands(api, `GET drafts/${id}`),
  version: 9,
  updated_by: JIRO,
  ...change,
});
const paused = () =>
  delivery({
    status: 'paused',
    reason: '職員が残りの配信を止めました',
    at: at(-60_000),
    version: 9,
    counts: counts(4321, 1700),
  });
const listed = (api: StandIn, what: string, list: string) =>
  (stands(api, what) as Record<string, object[]>)[list]?.[0] ?? {};
const tester = (api: StandIn) => ({
  ...listed(api, 'GET testers', 'testers'),
  name: '窓口の端末',
  version: 2,
});
const group = (api: StandIn) => ({
  ...listed(api, 'GET tester-groups', 'groups'),
  name: '防災の3人',
  version: 2,
});

export const CASES: readonly Case[] = [
  {
    name: 'draft',
    address: `/drafts/${DRAFT}`,
    title: '冬の火災予防運動',
    write: `PUT drafts/${DRAFT}`,
    current: rewritten(DRAFT, { title: '冬の火災予防', silent: true, messages: [] }),
    act: async (page) => {
      await page.getByLabel('配信の名前').fill('火災予防運動');
      await page.getByLabel('配信の名前').press('Control+s');
    },
    row: /^配信の名前/,
    theirs: '冬の火災予防',
    mine: '火災予防運動',
    onward: { button: '自分の内容で上書きする', version: 9 },
  },
  {
    name: 'template',
    address: '/templates',
    title: 'ひな形',
    write: `PUT templates/${TEMPLATE.id}`,
    current: () => wholeTemplate({ ...TEMPLATE, name: '秋の訓練', version: 5 }, '訓練をします。'),
    act: async (page) => {
      await button(page, '「消防訓練のお知らせ」の名前・担当を変える').click();
      await page.getByRole('dialog').getByLabel('ひな形の名前').fill('冬の訓練');
      await inDialog(page, '保存する').click();
    },
    row: /^ひな形の名前/,
    theirs: '秋の訓練',
    mine: '冬の訓練',
    onward: { button: OVER, version: 5 },
  },
  {
    name: 'template-replaced',
    address: `/drafts/${DRAFT}`,
    title: '冬の火災予防運動',
    write: `PUT templates/${TEMPLATE.id}`,
    current: () => wholeTemplate({ ...TEMPLATE, updated_by: JIRO, version: 5 }, '訓練は中止です。'),
    act: async (page) => {
      await button(page, 'ひな形として残す').click();
      await page.getByRole('dialog').getByLabel('残し方').selectOption('「消防訓練のお知らせ」を置き換える');
      await inDialog(page, '「消防訓練のお知らせ」を置き換える').click();
    },
    row: /^1つ目の吹き出し/,
    theirs: '訓練は中止です。',
    mine: '火の元に気をつけましょう。',
    onward: { button: OVER, version: 5 },
  },
  {
    name: 'template-deleted',
    address: '/templates',
    title: 'ひな形',
    write: `DELETE templates/${TEMPLATE.id}`,
    current: () => wholeTemplate({ ...TEMPLATE, name: '毎月使うひな形', version: 5 }, '訓練をします。'),
    act: async (page) => {
      await button(page, '「消防訓練のお知らせ」を削除').click();
      await inDialog(page, 'ひな形を削除する').click();
    },
    row: /^ひな形の名前/,
    theirs: '毎月使うひな形',
    mine: '消防訓練のお知らせ',
    onward: { button: /いまの内容を確かめたので、削除する/, version: 5 },
  },
  {
    name: 'segment-deleted',
    address: `/segments/${SEGMENT.id}`,
    title: SEGMENT.name,
    write: `DELETE segments/${SEGMENT.id}`,
    current: () => ({ ...SEGMENT, name: '高津区の保護者', version: 4 }),
    act: async (page) => {
      await button(page, 'グループを削除する').click();
      await inDialog(page, 'グループを削除する').click();
    },
    row: /^グループの名前/,
    theirs: '高津区の保護者',
    mine: SEGMENT.name,
  },
  {
    name: 'item-deleted',
    address: '/items/wish',
    title: /./,
    write: 'DELETE items/wish',
    current: () => ({
      version: 14,
      item: { ...ITEMS.items.find(({ id }) => id === 'wish'), label: 'ご意見' },
    }),
    act: async (page) => {
      await button(page, '項目を削除する').click();
      await page.getByRole('dialog').getByRole('checkbox').check();
      await inDialog(page, '項目を削除する').click();
    },
    row: /^質問/,
    theirs: 'ご意見',
    mine: /./,
  },
  {
    name: 'item-archived',
    address: '/items/ward',
    title: 'お住まいの区',
    write: 'POST items/ward/archive',
    current: () => ({ version: 14, item: { ...ITEMS.items[0], archived: true } }),
    act: async (page) => button(page, '休止する').click(),
    row: /^状態/,
    theirs: '休止中',
    mine: '使用中',
  },
  {
    name: 'tester',
    address: '/testers',
    title: 'テスター',
    write: `PUT testers/${TESTER}`,
    current: tester,
    act: async (page) => {
      await button(page, /変更・削除.*高津 花子/).click();
      await page.getByRole('dialog').getByLabel('名前').fill('花子の私物');
      await inDialog(page, '保存する').click();
    },
    row: /^名前/,
    theirs: '窓口の端末',
    mine: '花子の私物',
    onward: { button: OVER, version: 2 },
  },
  {
    name: 'tester-removed',
    address: '/testers',
    title: 'テスター',
    write: `DELETE testers/${TESTER}`,
    current: tester,
    act: async (page) => {
      await button(page, /変更・削除.*高津 花子/).click();
      await inDialog(page, 'テスターから外す').click();
    },
    row: /^名前/,
    theirs: '窓口の端末',
    mine: '高津 花子（公用スマホ）',
    onward: { button: /確かめたので、テスターから外す/, version: 2 },
  },
  {
    name: 'tester-group',
    address: '/testers',
    title: 'テスター',
    write: `PUT tester-groups/${GROUP}`,
    current: group,
    act: async (page) => {
      await button(page, /変更・削除.*危機管理課の全員/).click();
      await page.getByRole('dialog').getByLabel('グループの名前').fill('危機管理課');
      await inDialog(page, '保存する').click();
    },
    row: /^グループの名前/,
    theirs: '防災の3人',
    mine: '危機管理課',
    onward: { button: OVER, version: 2 },
  },
  {
    name: 'tester-group-removed',
    address: '/testers',
    title: 'テスター',
    write: `DELETE tester-groups/${GROUP}`,
    current: group,
    act: async (page) => {
      await button(page, /変更・削除.*危機管理課の全員/).click();
      await inDialog(page, 'グループを削除する').click();
    },
    row: /^グループの名前/,
    theirs: '防災の3人',
    mine: '危機管理課の全員',
    onward: { button: /確かめたので、削除する/, version: 2 },
  },
  {
    name: 'department',
    address: '/settings?tab=departments',
    title: '設定',
    write: `PUT departments/${BOUSAI?.id}`,
    current: () => ({ ...BOUSAI, words: ['ぼうさい', '避難'], version: 4 }),
    act: async (page) => {
      await button(page, /変更.*危機管理課/).click();
      await page
        .getByRole('dialog')
        .getByLabel(/確認する言葉/)
        .fill('訓練');
      await inDialog(page, '保存する').click();
    },
    row: /^確認する言葉/,
    theirs: /避難/,
    mine: '訓練',
    onward: { button: OVER, version: 4 },
  },
  {
    name: 'person-suspended',
    address: `/people/${TARO?.id}`,
    title: '宮前 太郎',
    write: `POST staff/${TARO?.id}/suspend`,
    given: (api) => {
      api.answers['GET session'] = session({ stepped_up_until: at(4 * 60_000) });
    },
    current: () => ({ ...TARO, role: 'approver', state: 'active', version: 6 }),
    act: async (page) => {
      await button(page, '利用を停止する').click();
      await inDialog(page, '利用を停止する').click();
    },
    row: /^役割/,
    theirs: '承認者',
    mine: '作成者',
    onward: { button: /確かめたので、利用を停止する/, version: 6 },
  },
  {
    name: 'passkey-renamed',
    address: '/account',
    title: '自分の設定',
    write: 'PUT session/passkeys/AQID',
    given: (api) => {
      api.answers['GET session'] = session({ stepped_up_until: at(4 * 60_000) });
    },
    current: () => ({ id: 'AQID', name: '窓口の2台目', version: 3, added_at: at(-60_000), used_at: null }),
    act: async (page) => {
      await button(page, '窓口のパソコンの名前を変える').click();
      await page.getByRole('dialog').getByLabel('パスキーの名前').fill('自席のパソコン');
      await inDialog(page, '保存する').click();
    },
    row: /^パスキーの名前/,
    theirs: '窓口の2台目',
    mine: '自席のパソコン',
    onward: { button: OVER, version: 3 },
  },
  {
    name: 'passkey-removed',
    address: '/account',
    title: '自分の設定',
    write: 'DELETE session/passkeys/AQID',
    given: (api) => {
      api.answers['GET session'] = session({ stepped_up_until: at(4 * 60_000) });
    },
    current: () => ({ id: 'AQID', name: '窓口の2台目', version: 3, added_at: at(-60_000), used_at: null }),
    act: async (page) => {
      await button(page, '窓口のパソコンを削除する').click();
      await inDialog(page, '削除する').click();
    },
    row: /^パスキーの名前/,
    theirs: '窓口の2台目',
    mine: '窓口のパソコン',
    onward: { button: /確かめたので、削除する/, version: 3 },
  },
  {
    name: 'delivery-resumed',
    address: `/deliveries/${ID}`,
    title: /水道工事/,
    write: `POST deliveries/${ID}/resume`,
    given: (api) => {
      api.answers[`GET deliveries/${ID}`] = paused();
    },
    current: () => ({ ...paused(), counts: counts(4321, 500), version: 11 }),
    act: async (page) => {
      await button(page, /への配信を再開/).click();
      await inDialog(page, /に配信する/).click();
    },
    row: /^配信済みの人/,
    theirs: '500人',
    mine: '1,700人',
    onward: { button: /確かめたので、残り3,821人に配信する/, version: 11 },
  },
  {
    name: 'delivery-given-up',
    address: `/deliveries/${ID}`,
    title: /水道工事/,
    write: `POST deliveries/${ID}/cancel`,
    given: (api) => {
      api.answers[`GET deliveries/${ID}`] = paused();
    },
    current: () => ({ ...paused(), counts: counts(4321, 500), version: 11 }),
    act: async (page) => {
      await button(page, '残りを中止（再開しない）').click();
      await inDialog(page, '中止する').click();
    },
    row: /^配信済みの人/,
    theirs: '500人',
    mine: '1,700人',
    onward: { button: /確かめたので、中止する/, version: 11 },
  },
  {
    name: 'delivery-taken-back',
    address: `/deliveries/${ID}`,
    title: /水道工事/,
    write: `POST deliveries/${ID}/unschedule`,
    current: () => delivery({ status: 'sending', at: at(-60_000), version: 11 }),
    act: async (page) => button(page, '予約を解除して下書きに戻す').click(),
    row: /^状態/,
    theirs: '配信中',
    mine: '予約済み',
  },
  {
    name: 'draft-approved',
    address: `/approvals/${WAITING}`,
    title: '承認：子育てサロン 12月',
    write: `POST drafts/${WAITING}/approval/approve`,
    current: rewritten(WAITING, { title: '子育てサロン 1月', state: 'editing' }),
    act: async (page) => button(page, /への配信を承認する/).click(),
    row: /^配信の名前/,
    theirs: '子育てサロン 1月',
    mine: '子育てサロン 12月',
  },
  {
    name: 'draft-acknowledged',
    address: `/drafts/${DRAFT}/confirm`,
    title: '確認：冬の火災予防運動',
    write: `PUT drafts/${DRAFT}/acknowledgements`,
    current: rewritten(DRAFT, { messages: [JSON.stringify({ type: 'text', text: '中止します。' })] }),
    act: async (page) => page.getByRole('checkbox').first().click(),
    row: /^1つ目の吹き出し/,
    theirs: '中止します。',
    mine: '火の元に気をつけましょう。',
  },
  {
    name: 'draft-sent',
    address: `/drafts/${DRAFT}/confirm`,
    title: '確認：冬の火災予防運動',
    write: `POST drafts/${DRAFT}/send`,
    given: (api) => {
      api.answers[`POST drafts/${DRAFT}/confirmation`] = confirmation({
        warnings: [],
        approval_needed: false,
        typed_count_needed: false,
        blocked_by: [],
      });
    },
    current: rewritten(DRAFT, { messages: [JSON.stringify({ type: 'text', text: '中止します。' })] }),
    act: async (page) => button(page, /への配信を予約する/).click(),
    row: /^1つ目の吹き出し/,
    theirs: '中止します。',
    mine: '火の元に気をつけましょう。',
  },
  {
    name: 'approval-asked',
    address: `/drafts/${DRAFT}/confirm`,
    title: '確認：冬の火災予防運動',
    write: `POST drafts/${DRAFT}/approval`,
    current: rewritten(DRAFT, { silent: true }),
    act: async (page) => button(page, '承認を依頼する').click(),
    row: /^通知/,
    theirs: '音を鳴らさずに届く',
    mine: '通知が鳴る',
  },
];
