/** Every field that takes free text is given strings that would be markup, script or a trick elsewhere. Here they are text. */

import type { Page } from '@playwright/test';
import { KINDS } from '../src/features/composer/spec.ts';
import { fieldsOfSources } from './field_labels.ts';
import { at, home, session } from './fixtures.ts';
import { confirmation, wholeDraft } from './fixtures_drafts.ts';
import { Reply, refuse, type StandIn } from './stand_in.ts';
import { STRINGS, unharmed, watched } from './strings.ts';
import { expect, go, test } from './support.ts';

let asked: string[] = [];
test.beforeEach(async ({ page }) => {
  asked = await watched(page);
});

/** Fills every field in sight; the next string for each, so that every field meets another one on each screen. */
let next = 0;
async function fill(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  const kinds = ['text', 'search', 'url', 'tel', 'password', 'email'].map((type) => `input[type=${type}]`);
  const inside = (await page.locator('dialog[open]').count()) > 0 ? 'dialog[open] ' : '';
  const all = page.locator(
    ['textarea', 'input:not([type])', ...kinds].map((one) => `${inside}${one}:visible`).join(', '),
  );
  const filled: string[] = [];
  for (const field of await all.elementHandles()) {
    const label = await field.evaluate((one) => {
      const input = one as HTMLInputElement;
      return input.matches(':read-write') ? (input.labels?.[0]?.textContent ?? input.ariaLabel ?? '') : null;
    });
    if (label === null) continue;
    next += 1;
    const text = STRINGS[next % STRINGS.length] ?? '';
    const isDone = await field.fill(text, { timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (isDone) filled.push(label);
  }
  return filled;
}

/** Each of these stood on the screen and was filled. */
function expectAmong(filled: readonly string[], wanted: readonly string[]): void {
  expect(wanted.filter((label) => !filled.some((one) => one.startsWith(label)))).toEqual([]);
}

const ID = wholeDraft().id;

/** Bubbles of every kind as the composer begins them; of an action each kind as well. */
const kinds = Object.keys(KINDS);
const fives = Array.from({ length: Math.ceil(kinds.length / 5) }, (_, five) =>
  kinds.slice(five * 5, five * 5 + 5),
);
/** What stands beside any bubbles. */
const AROUND = ['配信の名前（職員だけに見えます）', '送信者名（任意）'];
/** What the actions of a button ask for, one kind after another; quick replies have them under any bubbles. */
const ACTIONS = ['電話番号', '開くページ（https://）', '送ってもらう文'];
const BY_KIND: Record<string, readonly string[]> = {
  location: ['地図の位置'],
  imagemap: ['開くページ', '送ってもらう文', 'コピーされる文字'],
  flex: [
    '代替テキスト（通知とトーク一覧に出る文）',
    '帯の見出し',
    '見出し',
    '本文',
    '注意書き',
    '項目',
    '内容',
  ],
};

for (const [five, names] of fives.entries()) {
  test(`bubbles, their actions, quick replies and senders (${five + 1})`, async ({ page, api }) => {
    test.slow();
    const messages = names.map((name) => JSON.stringify(KINDS[name]?.fresh()));
    const draft = wholeDraft({ messages });
    api.answers[`GET drafts/${ID}`] = draft;
    api.answers[`PUT drafts/${ID}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
    await go(page, api, `/drafts/${ID}`, /./);
    const filled = [...(await fill(page))];
    for (const add of await page
      .getByRole('button', { name: /^(ボタンを足す（0／13）|＋(見出し|項目と内容の表|注意書き|ボタン))$/ })
      .all())
      await add.click();
    for (const kind of ['uri', 'tel', 'message', 'postback', 'clipboard']) {
      for (const select of await page.getByLabel('押したとき').all())
        if ((await select.locator(`option[value=${kind}]`).count()) > 0)
          await select.selectOption(kind, { timeout: 500 }).catch(() => undefined);
      filled.push(...(await fill(page)));
      await unharmed(page, asked, kind);
    }
    expectAmong(filled, [...AROUND, ...ACTIONS, ...names.flatMap((name) => BY_KIND[name] ?? [])]);
    expect(filled.length).toBeGreaterThan(messages.length * 2);
    await page.keyboard.press('Control+s');
    await expect.poll(() => api.sent(`PUT drafts/${ID}`).length).toBeGreaterThan(0);
    const sent = JSON.stringify(api.sent(`PUT drafts/${ID}`).at(-1)?.body);
    expect(STRINGS.filter((one) => sent.includes(one.slice(3, 14))).length).toBeGreaterThan(3);
  });
}

type Step = string | RegExp;
/** Where the other fields are, how they are labelled, and what is pressed to come to them. */
const PLACES: readonly [name: string, address: string, labels: readonly string[], ...steps: Step[]][] = [
  ['a template’s name', `/drafts/${ID}`, ['ひな形の名前'], 'ひな形として残す'],
  ['a template’s new name', '/templates', ['ひな形の名前'], /消防訓練のお知らせ」の名前/],
  ['the search over all', '/', ['名前の一部'], 'さがす'],
  ['what a delivery begins with', '/', ['前の配信やひな形を、名前でさがす'], '配信を作成する'],
  ['the review afterwards', '/', ['確認した内容'], '確認した内容を書く'],
  ['weakened guards', '/', ['確認した内容'], /さんの変更について、確認した内容を書く/],
  ['filters of deliveries', '/deliveries?tab=past', ['配信の名前']],
  ['why one is stopped', '/deliveries/01DELIVERYRUNNING0000000002', ['停止する理由'], '残りを停止'],
  ['a decision', '/deliveries/01DELIVERYDANSUI00000000005', ['判断の理由'], /もう送らずに終える/],
  [
    'notes, reasons and the count before sending',
    `/drafts/${ID}/confirm`,
    ['承認する人への連絡', '承認を待てない理由', '大切な配信です。'],
  ],
  ['the reason of a return', '/approvals/01DRAFTSALON000000000000002', ['差し戻す理由']],
  ['an item', '/items/new', ['質問', '説明', '使いみち', '選択肢1'], '選択肢を足す'],
  ['an item as it stands', '/items/topics', ['質問', '説明', '使いみち']],
  ['an option', '/items/topics', ['選択肢', '届く目安（月に何通）'], '選択肢を足す'],
  ['an option of an area', '/items/area', ['郵便番号の先頭'], '選択肢を足す'],
  ['a group', '/segments/new', ['グループの名前']],
  ['a group as it stands', '/segments/01SEGMENTTAKATSU00000000001', ['グループの名前']],
  ['a tester’s name', '/testers', ['この画面での名前'], 'コードで登録する'],
  ['a tester among the friends', '/testers', ['LINEの表示名'], '友だちから選ぶ'],
  ['a tester group', '/testers', ['グループの名前'], 'グループを作る'],
  ['a tester as it stands', '/testers', ['名前'], /変更・削除/],
  ['a person', '/people', ['ログインID', '氏名'], '利用者を追加する'],
  ['a person as it stands', '/people/01STAFFTARO0000000000000002', ['氏名']],
  ['people by name', '/people', ['氏名']],
  ['the passkey’s name', '/account', ['パスキーの名前'], 'パスキーを登録する'],
  ['the passkey’s new name', '/account', ['パスキーの名前'], '窓口のパソコンの名前を変える'],
  [
    'one’s own password',
    '/account',
    ['いまのパスワード', '新しいパスワード', '新しいパスワード（確認）'],
    'パスワードを変える',
  ],
  ['logins by word', '/trails', ['ログインID']],
  ['operations by word', '/trails?tab=operations', ['対象の名前・ID']],
  ['the guards', '/settings', ['承認の期限']],
  ['a department', '/settings?tab=departments', ['部署の名前'], '部署を追加する'],
  ['a department as it stands', '/settings?tab=departments', ['部署の名前'], /^変更\s*（危機管理課/],
  ['the greeting', '/settings?tab=greeting', ['あいさつ 1']],
  ['consent and days', '/settings?tab=citizens', ['本文']],
  ['the maintenance', '/settings?tab=maintenance', ['職員へのお知らせ', '市民へのお知らせ']],
];

const REVIEW = {
  id: '01GUARDREVIEW000000000000001',
  at: at(-60_000),
  by: { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' },
  weakened: ['approval'],
  found: null,
};

function allOpen(api: StandIn): void {
  const look = {
    warnings: [],
    typed_count_needed: true,
    approval_needed: true,
    break_glass_allowed: true,
    blocked_by: ['approval' as const],
  };
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation(look);
  api.answers['GET home'] = home({ guard_reviews: [REVIEW] });
  api.answers['GET session'] = session({ stepped_up_until: at(4 * 60_000) });
}

/** A button of what is in front. */
async function press(page: Page, name: Step): Promise<void> {
  const dialog = page.locator('dialog[open]');
  const front = (await dialog.count()) > 0 ? dialog.last() : page;
  await front.getByRole('button', { name }).first().click();
}

/** Once around, so that each field has met several of them. */
async function around(page: Page, name: string, labels: readonly string[]): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    // What is loaded for the first time may come a little later.
    await expect(async () => expectAmong(await fill(page), labels)).toPass({ timeout: 10_000 });
    await unharmed(page, asked, `${name} ${round}`);
  }
}

for (const [name, address, labels, ...steps] of PLACES) {
  test(name, async ({ page, api }) => {
    allOpen(api);
    for (const what of ['tester-groups', 'departments'])
      api.answers[`POST ${what}`] = refuse(503, 'unavailable', 'いまは作れません。');
    await go(page, api, address, /./);
    for (const step of steps) await press(page, step);
    for (const box of await page.getByRole('checkbox', { name: /お知らせを出す|表示する/ }).all())
      await box.check({ timeout: 500 }).catch(() => undefined);
    await around(page, name, labels);
    const buttons = page.getByRole('button', {
      name: /^(絞り込む|追加する|保存する|.*を記録する|.*を依頼する)$/,
    });
    if ((await buttons.count()) > 0) await buttons.last().click({ force: true });
    await unharmed(page, asked, name);
  });
}

const BOUNDS = ['から', 'まで'].map((end) => `何歳${end}`);
test('the bounds of a condition', async ({ page, api }) => {
  await go(page, api, '/segments/new', /./);
  await page.getByLabel('条件1', { exact: true }).selectOption({ label: '生まれた年月' });
  await around(page, 'bounds', BOUNDS);
});

test('the second factor, shown again', async ({ page, api }) => {
  await go(page, api, '/people/01STAFFTARO0000000000000002', /./);
  for (let time = 0; time < 2; time += 1) await press(page, 'ロックを解除する');
  await around(page, 'step-up', ['認証コード（6けたの数字）']);
});

test('the name of a tester who was found', async ({ page, api }) => {
  const found = { id: '01SEARCH', candidates: [{ key: '01SEARCH.0', name: STRINGS[0] ?? '' }] };
  api.answers['POST testers/candidates'] = new Reply(202, found);
  api.answers['GET testers/candidates/01SEARCH'] = found;
  await go(page, api, '/testers', 'テスター');
  await press(page, '友だちから選ぶ');
  await page.getByLabel('LINEの表示名').fill(STRINGS[0] ?? '');
  await press(page, '探す');
  await page.getByRole('dialog').getByRole('radio').first().check();
  await around(page, 'tester', ['この画面での名前']);
});

const NOBODY = { environment: 'local', notice: STRINGS[0], passkey_host: 'localhost' };
const PASSWORDS = ['新しいパスワード', '新しいパスワード（確認）'];
/** Each step before anybody is signed in. */
const BEFORE: readonly [name: string, session: object, labels: readonly string[], ...steps: Step[]][] = [
  ['signing in', { state: 'anonymous', first_administrator: false }, ['ログインID', 'パスワード']],
  [
    'an invitation',
    { state: 'anonymous', first_administrator: false },
    ['招待コード', 'ログインID', ...PASSWORDS],
    /招待コードを受け取った方/,
  ],
  [
    'the first administrator',
    { state: 'anonymous', first_administrator: true },
    ['初期設定コード', 'ログインID', '氏名', ...PASSWORDS],
  ],
  ['the second factor', { state: 'second_factor', methods: ['totp'] }, ['認証コード（6けたの数字）']],
];
for (const [name, answer, labels, ...steps] of BEFORE) {
  test(`before anybody is signed in: ${name}`, async ({ page, api }) => {
    api.answers['GET session'] = { ...answer, ...NOBODY };
    await page.goto(api.url);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    for (const step of steps) await press(page, step);
    await around(page, name, labels);
  });
}

/** Fields that are written into elsewhere. */
const ELSEWHERE: Record<string, string> = { JSON: 'json.spec.ts', 記録する印: 'limits.spec.ts' };
/** Files whose fields have labels that are put together, and one of those that are filled above. */
const COMPUTED: Record<string, string> = {
  'features/audience/condition_line.tsx': BOUNDS[0] ?? '',
  'features/composer/action_fields.tsx': '電話番号',
  'features/composer/fields.tsx': '送信者名（任意）',
  'features/composer/media_field.tsx': '送信者名（任意）',
  'features/composer/place_field.tsx': '地図の位置',
  'features/confirm/send_part.tsx': '大切な配信です。',
  'features/deliveries/delivery_filters.tsx': '配信の名前',
  'features/items/item_fields.tsx': '質問',
  'features/items/option_rows.tsx': '選択肢1',
  'features/items/preview_field.tsx': '質問',
  'features/people/people_screen.tsx': '氏名',
  'features/settings/citizens.tsx': 'あいさつ 1',
  'features/settings/departments.tsx': '部署の名前',
  'features/sign_in/new_password.tsx': '招待コード',
  'features/trails/trail_filters.tsx': 'ログインID',
};

test('no field of the sources is missing above', async () => {
  const above = [...PLACES, ...BEFORE].flatMap(([, , labels]) => labels);
  const known = new Set([
    ...above,
    ...AROUND,
    ...ACTIONS,
    ...BOUNDS,
    'この画面での名前',
    ...Object.values(BY_KIND).flat(),
    ...Object.keys(ELSEWHERE),
  ]);
  const isKnown = (label: string) => [...known].some((one) => label.startsWith(one));
  const { plain, computed } = await fieldsOfSources();
  expect(plain.length).toBeGreaterThan(40);
  expect(plain.filter((label) => !isKnown(label))).toEqual([]);
  expect(computed.toSorted()).toEqual(Object.keys(COMPUTED).toSorted());
  expect(Object.values(COMPUTED).filter((label) => !known.has(label))).toEqual([]);
});
