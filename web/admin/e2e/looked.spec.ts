/** The last look and the answer to a request: what is read stays until the person agrees to see something newer. */

import type { Page } from '@playwright/test';
import type { Confirmation, Draft } from '../src/shared/api/types.ts';
import { session } from './fixtures.ts';
import { desk } from './fixtures_desk.ts';
import { confirmation, wholeDraft } from './fixtures_drafts.ts';
import { frontDoor, held, type Received, refuse } from './stand_in.ts';
import { expect, go, isTooWide, quiet, SHOTS, test, violations } from './support.ts';

const ID = wholeDraft().id;
const WAITING = '01DRAFTSALON000000000000002';
const WARNING = confirmation().warnings[0] as Confirmation['warnings'][number];
const SECOND = { ...WARNING, key: 'weekday', code: 'weekday_mismatch' as const, message: '曜日が違います。' };
const OPEN = { approval_needed: false, warnings: [], blocked_by: [] };
const MOVED = 'ほかの人が先に変更しました';
const JIRO = { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' };
const AGREED = '違うところを確かめたので、新しい内容を表示する';
const send = (page: Page) => page.getByRole('button', { name: /への配信を予約する/ });

/** Somebody comes back to the page, and the line comes back as well. */
const comeBack = (page: Page) =>
  page.evaluate(() => {
    for (const name of ['visibilitychange', 'focus', 'offline', 'online'])
      window.dispatchEvent(new Event(name));
  });
const warned =
  (...warnings: Confirmation['warnings']) =>
  ({ acknowledged }: Draft): Partial<Confirmation> => {
    const known = warnings.map((one) => ({ ...one, acknowledged: acknowledged.includes(one.key) }));
    const open = known.some((one) => !one.acknowledged);
    return { ...OPEN, warnings: known, blocked_by: open ? ['warnings'] : [] };
  };

test('what a colleague changed meanwhile does not take the place of what is read, and is not sent unseen', async ({
  page,
  api,
}) => {
  const one = desk(api, wholeDraft(), () => ({ ...OPEN, typed_count_needed: false }));
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  await expect(page.getByText('火の元に気をつけましょう。')).toBeVisible();
  await expect(send(page)).toBeVisible();
  one.change({ messages: [JSON.stringify({ type: 'text', text: '中止します。' })] });
  const read = api.sent(`GET drafts/${ID}`).length;
  await comeBack(page);
  await quiet(page);
  expect(api.sent(`GET drafts/${ID}`)).toHaveLength(read);
  await send(page).click();
  const stop = page.getByRole('status').filter({ hasText: MOVED });
  await expect(stop).toBeVisible();
  expect(api.sent(`POST drafts/${ID}/send`)[0]?.body).toMatchObject({ version: 7, content_hash: 'c0ffee' });
  await quiet(page);
  await expect(page.getByText('届く内容')).toBeVisible();
  await expect(page.locator('[data-preview]').getByText('火の元に気をつけましょう。')).toBeVisible();
  await expect(send(page)).toHaveAccessibleDescription(/^ほかの人が先に変更しました。/);
  await send(page).click({ force: true });
  expect(api.sent(`POST drafts/${ID}/send`)).toHaveLength(1);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/confirm-moved-${width}.png`, fullPage: true });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
  await page.getByRole('button', { name: AGREED }).click();
  await expect(page.getByText(MOVED)).toHaveCount(0);
  await expect(page.locator('[data-preview]').getByText('中止します。')).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  await send(page).click();
  await expect(page).toHaveURL(/\/deliveries\//);
  expect(api.sent(`POST drafts/${ID}/send`)[1]?.body).toMatchObject({ version: 8, content_hash: 'hash 7' });
});

test('a tick leaves the page as it is: the focus, what was typed, and no button lives on the look before', async ({
  page,
  api,
}) => {
  const begun = wholeDraft({ emergency: true, start: { kind: 'now' } });
  const look = warned(WARNING, SECOND);
  const one = desk(api, begun, (draft) => ({
    ...look(draft),
    approval_needed: true,
    break_glass_allowed: true,
    typed_count_needed: true,
    blocked_by: [...(look(draft).blocked_by ?? []), 'approval'],
  }));
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  const typed = page.getByLabel(/と入力してください/);
  const why = page.getByLabel(/承認を待てない理由/);
  const note = page.getByLabel(/承認する人への連絡/);
  await typed.fill('4,321人に配信');
  await why.fill('夜間で承認者に連絡がつきません');
  await note.fill('急ぎです');
  const button = page.getByRole('button', { name: '4,321人に配信する' });
  for (const [name, version] of [
    [/リンクがあります/, 8],
    [/曜日/, 9],
  ] as const) {
    const box = page.getByRole('checkbox', { name });
    const answer = held();
    api.fail(`POST drafts/${ID}/confirmation`, answer);
    await box.focus();
    await page.keyboard.press('Space');
    await expect(button).toHaveAccessibleDescription('確認の内容を読み直しています');
    await expect(page.getByText('読み込んでいます')).toHaveCount(0);
    await expect(box).toBeFocused();
    answer.go();
    await expect(button).not.toHaveAccessibleDescription('確認の内容を読み直しています');
    await expect(box).toBeChecked();
    await expect(box).toBeFocused();
    expect(one.stands().version).toBe(version);
  }
  await expect(page.getByText(MOVED)).toHaveCount(0);
  await expect(typed).toHaveValue('4,321人に配信');
  await expect(why).toHaveValue('夜間で承認者に連絡がつきません');
  await expect(note).toHaveValue('急ぎです');
  await button.click();
  await expect(page).toHaveURL(/\/deliveries\//);
});

test('a tick over somebody else’s version is not kept, and the page says so until it is answered', async ({
  page,
  api,
}) => {
  const one = desk(api, wholeDraft(), warned(WARNING));
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  one.change({ title: '火災予防運動' });
  await page.getByRole('checkbox', { name: /リンクがあります/ }).click();
  await expect(page.getByText(MOVED).first()).toBeVisible();
  await quiet(page);
  await expect(page.getByRole('button', { name: AGREED })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: '確認：冬の火災予防運動' })).toBeVisible();
  await page.getByRole('button', { name: AGREED }).click();
  await expect(page.getByRole('heading', { level: 1, name: '確認：火災予防運動' })).toBeVisible();
  await page.getByRole('checkbox', { name: /リンクがあります/ }).click();
  await expect(page.getByRole('heading', { name: '確かめたところ' })).toBeVisible();
  expect(one.stands().acknowledged).toEqual(['http']);
});

test('who approves reads one version, and approves none that was not shown', async ({ page, api }) => {
  const begun = (api.answers[`GET drafts/${WAITING}`] ?? {}) as Draft;
  const one = desk(api, begun, () => ({ approval: 'requested', warnings: [] }));
  await go(page, api, `/approvals/${WAITING}`, /承認/);
  await page.getByLabel('差し戻す理由').fill('日付を確かめてください');
  one.change({ title: '子育てサロン 1月' });
  const read = api.sent(`GET drafts/${WAITING}`).length;
  await comeBack(page);
  await quiet(page);
  expect(api.sent(`GET drafts/${WAITING}`)).toHaveLength(read);
  const approve = page.getByRole('button', { name: /への配信を承認する/ });
  await approve.click();
  await expect(page.getByText(MOVED).first()).toBeVisible();
  await expect(approve).toHaveAccessibleDescription(/^ほかの人が先に変更しました。/);
  await expect(page.getByRole('heading', { level: 1, name: '承認：子育てサロン 12月' })).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/approval-moved-1366.png`, fullPage: true });
  await page.getByRole('button', { name: AGREED }).click();
  await expect(page.getByRole('heading', { level: 1, name: '承認：子育てサロン 1月' })).toBeVisible();
  await expect(page.getByLabel('差し戻す理由')).toHaveValue('日付を確かめてください');
  await approve.click();
  await expect(page).toHaveURL(/\/approvals$/);
  expect(api.sent(`POST drafts/${WAITING}/approval/approve`)[1]?.body).toEqual({
    version: 8,
    content_hash: 'hash 7',
    expected_count: 4321,
  });
});

test('who approves a number that is no longer true is shown the one that is', async ({ page, api }) => {
  const begun = (api.answers[`GET drafts/${WAITING}`] ?? {}) as Draft;
  let count = 90;
  desk(api, begun, () => ({ approval: 'requested', warnings: [], count }));
  await go(page, api, `/approvals/${WAITING}`, /承認/);
  api.fail(`POST drafts/${WAITING}/approval/approve`, refuse(409, 'count_changed', '届く人数が変わりました'));
  count = 900;
  await page.getByRole('button', { name: '90人への配信を承認する' }).click();
  await expect(page.getByText('届く人数が変わりました')).toBeVisible();
  await page.getByRole('button', { name: '900人への配信を承認する' }).click();
  await expect(page).toHaveURL(/\/approvals$/);
  const [first, second] = api.sent(`POST drafts/${WAITING}/approval/approve`);
  expect([first?.body?.expected_count, second?.body?.expected_count]).toEqual([90, 900]);
});

test('a request whose draft was sent meanwhile leads to the delivery', async ({ page, api }) => {
  const begun = (api.answers[`GET drafts/${WAITING}`] ?? {}) as Draft;
  const one = desk(api, begun);
  one.change({ state: 'sent_off', delivery_id: '01DELIVERYKUSURI00000000001' });
  await page.goto(`${api.url}/approvals/${WAITING}`);
  await expect(page.getByText('この下書きは配信になりました')).toBeVisible();
  await page.getByRole('link', { name: '配信の状況を見る' }).click();
  await expect(page).toHaveURL(/\/deliveries\/01DELIVERYKUSURI/);
});

test('a look that could not be renewed keeps the one before in sight, and nothing can be pressed', async ({
  page,
  api,
}) => {
  api.answers['GET session'] = session();
  desk(api, wholeDraft(), warned(WARNING));
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  api.fail(`POST drafts/${ID}/confirmation`, 'cut', 'cut', 'cut', 'cut', 'cut', 'cut');
  await page.getByRole('checkbox', { name: /リンクがあります/ }).click();
  await expect(page.getByText(/ネットワークにつながりません/)).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('届く人数')).toBeVisible();
  await expect(send(page)).toHaveAccessibleDescription('確認の内容を読み直しています');
  api.fail(`POST drafts/${ID}/confirmation`);
  await page.getByRole('button', { name: 'もう一度読み込む' }).click();
  await expect(page.getByRole('heading', { name: '確かめたところ' })).toBeVisible();
});

test('an own step whose answer was lost is not told as a colleague’s, and not as undone', async ({
  page,
  api,
}) => {
  desk(api, wholeDraft(), warned(WARNING));
  const path = `PUT drafts/${ID}/acknowledgements`;
  const done = api.answers[path] as (request: Received) => object;
  api.answers[path] = (request) => {
    done(request);
    return frontDoor(500);
  };
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  await page.getByRole('checkbox', { name: /リンクがあります/ }).click();
  const stop = page.getByRole('status').filter({ hasText: '内容が新しくなっています' });
  await expect(stop.getByText(/あなたの操作（または別の画面での変更）で、/)).toBeVisible();
  await expect(page.getByText('行われていません')).toHaveCount(0);
  await expect(page.getByText(MOVED)).toHaveCount(0);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/confirm-own-step-${width}.png`, fullPage: true });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
  await page.getByRole('button', { name: AGREED }).click();
  await expect(page.getByRole('heading', { name: '確かめたところ' })).toBeVisible();
});

test('a request for approval waits until what was ticked is saved, and carries what is then', async ({
  page,
  api,
}) => {
  const one = desk(api, wholeDraft(), (draft) => ({
    ...warned(WARNING, SECOND)(draft),
    approval_needed: true,
    approval: 'none',
  }));
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  const answer = held();
  api.fail(`PUT drafts/${ID}/acknowledgements`, answer);
  await page.getByRole('checkbox', { name: /リンクがあります/ }).click();
  await page.getByRole('checkbox', { name: /曜日/ }).click();
  await expect(page.getByRole('heading', { name: '確かめたところ' })).toBeVisible();
  const ask = page.getByRole('button', { name: '承認を依頼する' });
  await expect(ask).toHaveAccessibleDescription('確認の内容を読み直しています');
  answer.go();
  await ask.click();
  await expect.poll(() => api.sent(`POST drafts/${ID}/approval`).length).toBe(1);
  expect(one.stands().acknowledged).toEqual(expect.arrayContaining([WARNING.key, SECOND.key]));
  expect(api.sent(`POST drafts/${ID}/approval`)[0]?.body).toMatchObject({ version: 9 });
});

test('whoever waits for an approval hears of it without asking, and keeps their place', async ({
  page,
  api,
}) => {
  await page.clock.install();
  const begun = wholeDraft({
    state: 'approval_requested',
    approval: (api.answers[`GET drafts/${WAITING}`] as Draft).approval,
  });
  const one = desk(api, begun, ({ state }) => ({
    ...OPEN,
    approval_needed: true,
    approval: state === 'approved' ? 'approved' : 'requested',
  }));
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  await expect(page.getByText('承認を待っています')).toBeVisible();
  const withdraw = page.getByRole('button', { name: '依頼を取り下げる' });
  await withdraw.focus();
  one.change({
    state: 'approved',
    content_hash: begun.content_hash,
    approval: { ...begun.approval, state: 'approved', decided_by: JIRO } as Draft['approval'],
  });
  await page.clock.runFor(21_000);
  const told = page.getByRole('status').filter({ hasText: '「承認済み」になりました' });
  await expect(told.getByText(/^多摩 次郎さんが.*に変更しました。/)).toBeVisible();
  expect(api.sent(`GET drafts/${ID}`).at(-1)?.headers['x-kairan-background']).toBe('1');
  await expect(withdraw).toBeFocused();
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/confirm-approved-meanwhile-${width}.png`, fullPage: true });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
  await page.getByRole('button', { name: AGREED }).click();
  await expect(page.getByText('多摩 次郎さんが承認しました')).toBeVisible();
});
