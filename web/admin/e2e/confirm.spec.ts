/** The last look: what it says, what unblocks the button, and that Enter alone never sends. */

import type { Confirmation } from '../src/shared/api/types.ts';
import { delivery, home, session } from './fixtures.ts';
import { desk } from './fixtures_desk.ts';
import { confirmation, DAY_AHEAD, wholeDraft } from './fixtures_drafts.ts';
import { held, refuse, type StandIn } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = wholeDraft().id;
const PAGE = `/drafts/${ID}/confirm`;
const WARNING = confirmation().warnings[0] as Confirmation['warnings'][number];
const OPEN: Partial<Confirmation> = {
  warnings: [],
  approval_needed: false,
  typed_count_needed: false,
  blocked_by: [],
};

/** Pressed although it says that it cannot be. */
const ANYWAY = { force: true };

function answer(api: StandIn, look: Partial<Confirmation>): void {
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation(look);
  api.answers[`POST drafts/${ID}/send`] = delivery();
}

test('an acknowledged warning unblocks the button, and only that warning', async ({ page, api }) => {
  const second = {
    ...WARNING,
    key: 'weekday',
    code: 'weekday_mismatch' as const,
    message: '曜日が違います。',
  };
  const one = desk(api, wholeDraft(), ({ acknowledged }) => {
    const warnings = [WARNING, second].map((each) => ({
      ...each,
      acknowledged: acknowledged.includes(each.key),
    }));
    const isOpen = warnings.some((each) => !each.acknowledged);
    return { ...OPEN, warnings, blocked_by: isOpen ? ['warnings'] : [] };
  });
  await go(page, api, PAGE, /確認/);
  const send = page.getByRole('button', { name: /への配信を予約する/ });
  await expect(send).toHaveAccessibleDescription('確かめてほしいところに、まだ印が付いていません');
  await send.click(ANYWAY);
  await page.getByRole('checkbox', { name: /リンクがあります/ }).click();
  await expect(page.getByRole('heading', { name: '確かめてほしいところ（あと1件）' })).toBeVisible();
  await expect(page.getByText(/^テスト済み .*（この版）$/), 'a tick is no edit').toBeVisible();
  await send.click(ANYWAY);
  expect(api.sent(`POST drafts/${ID}/send`)).toEqual([]);
  await page.getByRole('checkbox', { name: /曜日/ }).click();
  await expect(page.getByRole('heading', { name: '確かめたところ' })).toBeVisible();
  expect(one.stands().acknowledged.toSorted()).toEqual(['http', 'weekday']);
  await send.click();
  await expect(page).toHaveURL(/\/deliveries\//);
});

test('a large delivery is sent with its words typed, and with no others', async ({ page, api }) => {
  answer(api, { ...OPEN, typed_count_needed: true });
  await go(page, api, PAGE, /確認/);
  const field = page.getByLabel(/「4,321人に配信」と入力してください/);
  const send = page.getByRole('button', { name: /への配信を予約する/ });
  await field.fill('4,312人に配信');
  await field.blur();
  await expect(page.getByText('＊「4,321人に配信」と違います。届く人数を確かめてください。')).toBeVisible();
  await expect(send).toHaveAccessibleDescription('「4,321人に配信」と入力すると押せます');
  await send.click(ANYWAY);
  await page.screenshot({ path: `${SHOTS}/confirm-typed-wrong-1366.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
  expect(api.sent(`POST drafts/${ID}/send`)).toEqual([]);
  await field.fill('４，３２１人に配信');
  await send.click();
  await expect(page).toHaveURL(/\/deliveries\//);
  expect(api.sent(`POST drafts/${ID}/send`)[0]?.body).toMatchObject({
    expected_count: 4321,
    typed_count: '４，３２１人に配信',
  });
  await expect(page.getByText('受付番号')).toBeVisible();
  await expect(page.getByText('KR-20261127-0004')).toBeVisible();
});

test('Enter never sends: not on arriving, not in the field, not after a tick', async ({ page, api }) => {
  answer(api, { ...OPEN, typed_count_needed: true });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByRole('button', { name: '確認へ進む' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /確認/ })).toBeFocused();
  await expect(page.getByLabel(/と入力してください/)).toBeVisible();
  await page.keyboard.press('Enter');
  await page.getByLabel(/と入力してください/).fill('4,321人に配信');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await page.waitForTimeout(200);
  expect(api.sent(`POST drafts/${ID}/send`)).toEqual([]);
  await expect(page).toHaveURL(/confirm$/);
});

test('without a target the button says what it will do and names no number', async ({ page, api }) => {
  const errors = [{ path: 'target', code: 'required', message: '対象を選んでください。' }];
  answer(api, { ...OPEN, errors, count: 0, blocked_by: ['errors', 'nobody'] });
  for (const [start, name, reason] of [
    [wholeDraft().start, '配信を予約する', '対象を決めると配信を予約できます'],
    [{ kind: 'now' as const }, '配信する', '対象を決めると配信できます'],
  ] as const) {
    api.answers[`GET drafts/${ID}`] = wholeDraft({ target: null, start });
    await go(page, api, PAGE, /確認/);
    const send = page.getByRole('button', { name, exact: true });
    await expect(send).toHaveAccessibleDescription(reason);
  }
});

test('break-glass: a reason of ten letters stands in for the approval, in an emergency only', async ({
  page,
  api,
}) => {
  api.answers[`GET drafts/${ID}`] = wholeDraft({ emergency: true, start: { kind: 'now' } });
  const look = { ...OPEN, approval_needed: true, blocked_by: ['approval' as const], undo_seconds: 0 };
  answer(api, { ...look, break_glass_allowed: true });
  await go(page, api, PAGE, /確認/);
  const send = page.getByRole('button', { name: '4,321人に配信する' });
  await expect(send).toHaveAccessibleDescription('ほかの人の承認が必要です');
  await page.getByLabel('承認を待てない理由（10文字以上）').fill('夜間で連絡なし');
  await send.click(ANYWAY);
  expect(api.sent(`POST drafts/${ID}/send`)).toEqual([]);
  await page.getByLabel('承認を待てない理由（10文字以上）').fill('夜間で承認者に連絡がつきません');
  await page.screenshot({ path: `${SHOTS}/confirm-break-glass-1366.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
  await send.click();
  await expect(page).toHaveURL(/\/deliveries\//);
  expect(api.sent(`POST drafts/${ID}/send`)[0]?.body).toMatchObject({
    break_glass_reason: '夜間で承認者に連絡がつきません',
  });
  answer(api, look);
  await go(page, api, PAGE, /確認/);
  await expect(page.getByText('緊急の配信でも、承認が必要です')).toBeVisible();
  await expect(page.getByText(/「緊急の配信（承認なし）」の権限のある人だけです/)).toBeVisible();
  await expect(page.getByLabel(/承認を待てない理由/)).toHaveCount(0);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await page.screenshot({ path: `${SHOTS}/confirm-emergency-waits-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  }
});

test('it says who tested, who approves, under which name it comes, who sends, and that it is night', async ({
  page,
  api,
}) => {
  const sent = [{ type: 'text', text: '避難してください。', sender: { name: '危機管理課' } }];
  api.answers[`GET drafts/${ID}`] = wholeDraft({
    messages: sent.map((one) => JSON.stringify(one)),
    start: { kind: 'at', at: `${DAY_AHEAD}T21:30:00+09:00`, not_later_than: null },
  });
  answer(api, { ...OPEN, approval_needed: true, starts_at: `${DAY_AHEAD}T21:30:00+09:00` });
  await go(page, api, PAGE, /確認/);
  await expect(page.getByText(/^テスト済み .*14:10 宮前 太郎（この版）$/)).toBeVisible();
  await expect(page.getByText('承認がまだ（依頼していません）')).toBeVisible();
  await expect(page.getByText('高津 花子（あなた）')).toBeVisible();
  await expect(page.getByText('夜間・早朝の配信です')).toBeVisible();
  await expect(page.locator('dd', { hasText: /^危機管理課$/ })).toBeVisible();
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await page.screenshot({ path: `${SHOTS}/confirm-night-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  }
  answer(api, { ...OPEN, starts_at: `${DAY_AHEAD}T20:59:00+09:00` });
  await go(page, api, PAGE, /確認/);
  await expect(page.getByText('夜間・早朝の配信です')).toHaveCount(0);
  await expect(page.getByText('この配信には要りません')).toBeVisible();
});

for (const [name, change, look, reason] of [
  ['one’s own', { author: { id: session().me.id, name: '高津 花子' } }, {}, /自分が書いた配信は/],
  [
    'edited by oneself',
    { hands: [{ id: session().me.id, name: '高津 花子' }] },
    {},
    /内容を直したことのある配信は、自分では承認できません/,
  ],
  ['asked too long ago', {}, { approval: 'expired' }, /前の依頼は期限が切れました/],
  ['not asked for', {}, { approval: 'none' }, 'いまは承認を待っていません'],
  [
    'not right yet',
    {},
    { errors: [{ path: 'title', code: 'missing', message: '名前を書いてください。' }] },
    '直すところが残っています',
  ],
] as const) {
  test(`what is ${name} cannot be approved, and the button says why`, async ({ page, api }) => {
    const id = '01DRAFTSALON000000000000002';
    const waiting = api.answers[`GET drafts/${id}`] as object;
    api.answers[`GET drafts/${id}`] = { ...waiting, ...change };
    api.answers[`POST drafts/${id}/confirmation`] = confirmation({
      approval: 'requested',
      warnings: [],
      ...look,
    });
    await go(page, api, `/approvals/${id}`, /承認/);
    const approve = page.getByRole('button', { name: '4,321人への配信を承認する' });
    await expect(approve).toHaveAccessibleDescription(reason);
    await approve.click(ANYWAY);
    expect(api.sent(`POST drafts/${id}/approval/approve`)).toEqual([]);
  });
}

test('whoever lacks the permission is told so by the button, and sends nothing', async ({ page, api }) => {
  const known = session();
  const permissions = known.me.permissions.filter((one) => one !== 'deliveries_send');
  api.answers['GET session'] = session({ me: { ...known.me, permissions } });
  answer(api, { ...OPEN, may_send: false, blocked_by: ['permission'] });
  await go(page, api, PAGE, /確認/);
  await expect(page.getByText('配信する権限のある人', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /への配信を予約する/ }).click(ANYWAY);
  expect(api.sent(`POST drafts/${ID}/send`)).toEqual([]);
});

test('a count that moved is shown anew, and what was typed counts no more', async ({ page, api }) => {
  answer(api, { ...OPEN, typed_count_needed: true });
  await go(page, api, PAGE, /確認/);
  await page.getByLabel(/と入力してください/).fill('4,321人に配信');
  api.fail(`POST drafts/${ID}/send`, refuse(409, 'count_changed', '届く人数が変わりました'));
  answer(api, { ...OPEN, typed_count_needed: true, count: 4400 });
  await page.getByRole('button', { name: /への配信を予約する/ }).click();
  await expect(page.getByText(/届く人数が変わりました/)).toBeVisible();
  await expect(page.getByLabel(/「4,400人に配信」と入力してください/)).toHaveValue('');
});

test('a reservation is given up and becomes its draft again', async ({ page, api }) => {
  const id = delivery().id;
  api.answers[`POST deliveries/${id}/unschedule`] = wholeDraft();
  await go(page, api, `/deliveries/${id}`, /水道工事/);
  await page.getByRole('button', { name: '予約を解除して下書きに戻す' }).click();
  await expect(page).toHaveURL(/\/drafts\/01DRAFTKUSURI/);
  await expect(page.getByRole('heading', { level: 1, name: '冬の火災予防運動' })).toBeVisible();
});

test('who sent without approval is looked at afterwards, with words', async ({ page, api }) => {
  const by = { id: '01STAFFHANAKO00000000000001', name: '高津 花子' };
  api.answers['POST reviews/01REVIEW00000000000000000001'] = ({ body }) => ({
    ...home().reviews[0],
    state: 'done',
    found: { by, note: body?.note, at: '2026-11-30T09:00:00+09:00' },
  });
  await go(page, api, '/', 'ホーム');
  await page.getByRole('button', { name: '確認した内容を書く' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading')).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/review-1366.png` });
  await dialog.getByRole('button', { name: '確認を記録する' }).click();
  await expect(dialog.getByText('＊確認した内容を入力してください。')).toBeVisible();
  await dialog.getByLabel('確認した内容').fill(' 連絡網の記録を確かめました ');
  await dialog.getByRole('button', { name: '確認を記録する' }).click();
  await expect(dialog).toHaveCount(0);
  expect(api.sent('POST reviews/01REVIEW00000000000000000001')[0]?.body).toEqual({
    note: '連絡網の記録を確かめました',
  });
});

test('the night is told while the time is chosen, and nearly everybody while the target is', async ({
  page,
  api,
}) => {
  api.answers['GET items'] = { version: 1, items: [] };
  api.answers['POST segments/count'] = ({ body }) => ({
    count: (body?.target as { kind: string } | undefined)?.kind === 'everyone' ? 1000 : 600,
    since_yesterday: 3,
    compared_with: '2026-11-28',
    description: '「お住まいの区」が「高津区」',
    parts: [],
    samples: [],
  });
  api.answers[`PUT drafts/${ID}`] = ({ body }) => wholeDraft({ ...body, version: 8 });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByRole('tab', { name: '2 対象' }).click();
  await expect(page.getByText('友だちの60%に届きます')).toBeVisible();
  await page.getByRole('tab', { name: '3 日時' }).click();
  const time = page.getByLabel('配信する日時（日本時間）');
  await expect(page.getByText('夜間・早朝の配信です')).toHaveCount(0);
  await time.fill(`${DAY_AHEAD}T21:00`);
  await expect(page.getByText('夜間・早朝の配信です')).toBeVisible();
  await time.fill(`${DAY_AHEAD}T08:00`);
  await expect(page.getByText('夜間・早朝の配信です')).toHaveCount(0);
});

test('what the city wants is said as the city set it, and nothing of it before it is read', async ({
  page,
  api,
}) => {
  const guards = api.answers['GET settings/guards'] as { value: object };
  const own = { ...guards, value: { ...guards.value, undo_minutes: 3, approval: 'never' } };
  const answer = held();
  api.answers['GET settings/guards'] = own;
  api.fail('GET settings/guards', answer);
  api.answers[`GET drafts/${ID}`] = wholeDraft({ start: { kind: 'now' } });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByRole('tab', { name: '3 日時' }).click();
  await expect(page.getByText('取り消せる時間は、確認の画面に出ます')).toBeVisible();
  answer.go();
  await expect(page.getByText('押してから3分間は取り消せます')).toBeVisible();
  await page.getByRole('tab', { name: '2 対象' }).click();
  await expect(page.getByText(/送る前に人数の入力が必要です$/)).toBeVisible();
});

test('the number in sight is of the condition that stands there, or is being counted', async ({
  page,
  api,
}) => {
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  api.answers[`PUT drafts/${ID}`] = ({ body }) => wholeDraft({ ...body, version: 8 });
  await page.getByRole('tab', { name: '2 対象' }).click();
  const insight = page.locator('.kept-in-sight');
  await expect(insight).toContainText(/対象：[\d,]+人/);
  const answer = held();
  api.fail('POST segments/count', answer);
  await page.getByRole('checkbox', { name: '川崎区' }).check();
  await expect(insight).toHaveText('対象：数えています…');
  answer.go();
  await expect(insight).toContainText(/対象：[\d,]+人/);
});

test('a test that arrives while one looks for the last time is told, and nobody is sent where no test can be made', async ({
  page,
  api,
}) => {
  const by = { id: '01STAFFHANAKO00000000000001', name: '高津 花子' };
  const sent = (done: boolean) => ({
    id: '01TEST000000000000000000001',
    at: '2026-11-28T14:10:00+09:00',
    by,
    content_hash: wholeDraft().content_hash,
    done,
    recipients: [{ tester: '1', name: '高津', state: done ? 'accepted' : 'waiting', message: '' }],
  });
  const { tested: _, ...untested } = wholeDraft();
  api.answers[`GET drafts/${ID}`] = untested;
  api.answers[`GET drafts/${ID}/tests`] = { tests: [sent(false)] };
  answer(api, OPEN);
  await go(page, api, PAGE, /確認/);
  await expect(page.getByText('テスト配信を送っています')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/confirm-test-under-way-1366.png` });
  api.answers[`GET drafts/${ID}/tests`] = { tests: [sent(true)] };
  await expect(page.getByText('テスト配信を送っています')).toHaveCount(0);
  await expect(page.getByText(/^テスト済み .*高津 花子（この版）$/)).toBeVisible();
  await expect(page.getByText('まだテスト配信をしていません')).toHaveCount(0);
  api.answers[`GET drafts/${ID}`] = { ...untested, state: 'approved' };
  api.answers[`GET drafts/${ID}/tests`] = { tests: [] };
  await go(page, api, PAGE, /確認/);
  await expect(page.getByText('まだテスト配信をしていません')).toBeVisible();
  await expect(page.getByRole('link', { name: 'テスト配信をする' })).toHaveCount(0);
});

test('where nobody is described, it says why', async ({ page, api }) => {
  const everyone = wholeDraft({ target: { kind: 'everyone' } });
  for (const [draft, count, words] of [
    [wholeDraft(), 7, /^人数が少ないときは、だれのことか分かってしまわないように/],
    [everyone, 123456, '全員に届くため、例は出しません。'],
  ] as const) {
    api.answers[`GET drafts/${ID}`] = draft;
    answer(api, { ...OPEN, count, samples: [] });
    await go(page, api, PAGE, /確認/);
    await expect(page.getByRole('definition').filter({ hasText: words })).toBeVisible();
  }
  await page.screenshot({ path: `${SHOTS}/confirm-no-samples-1366.png` });
  answer(api, { ...OPEN, count: 50, samples: ['登録なし', '登録なし', '登録なし'] });
  await go(page, api, PAGE, /確認/);
  await expect(page.getByRole('definition').filter({ hasText: '3人とも：登録なし' })).toBeVisible();
  answer(api, { ...OPEN, count: 0, samples: [] });
  await go(page, api, PAGE, /確認/);
  await expect(page.getByText('届く人の例')).toHaveCount(0);
});
