/** Beginning, keeping, copying and deleting drafts: nothing typed is lost, whoever types, leaves or goes away. */

import type { Draft } from '../src/shared/api/types.ts';
import { DAY_AHEAD, wholeDraft } from './fixtures_drafts.ts';
import { Reply, refuse, type StandIn } from './stand_in.ts';
import { expect, go, isTooWide, quiet, SHOTS, test, violations } from './support.ts';

const ID = wholeDraft().id;
const TITLE = '配信の名前（職員だけに見えます）';

/** Saves as the server does: each save is the next version, and another one is refused. */
function saves(api: StandIn): () => Draft {
  let stands = wholeDraft();
  api.answers[`GET drafts/${ID}`] = () => stands;
  api.answers[`PUT drafts/${ID}`] = ({ body }) => {
    const { version, ...content } = body as unknown as Draft;
    if (version !== stands.version)
      return refuse(409, 'stale_version', '先に変更されています', { current: stands });
    const hash =
      JSON.stringify(content) === JSON.stringify(contentOf(stands)) ? stands.content_hash : 'changed';
    stands = { ...stands, ...content, version: version + 1, content_hash: hash };
    return stands;
  };
  return () => stands;
}

const contentOf = ({ title, department, target, messages, emergency, silent, start }: Draft) => ({
  title,
  department,
  target,
  messages,
  emergency,
  silent,
  start,
});

test('a new delivery begins as a copy, from a template, or with nothing', async ({ page, api }) => {
  api.answers['POST drafts'] = () => wholeDraft();
  await go(page, api, '/', 'ホーム');
  const open = async () => {
    await page.getByRole('button', { name: '配信を作成する' }).click();
    await expect(page.getByRole('dialog').getByRole('heading', { level: 2 })).toBeFocused();
  };
  await open();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { level: 3 }).first()).toHaveText('前の配信を複製して作成');
  await expect(dialog.getByRole('button', { name: '「子育てサロン」を使って作成' })).toBeVisible();
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/new-delivery-${width}.png` });
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  }
  await dialog.getByLabel(/名前でさがす/).fill('消防');
  await expect(dialog.getByRole('button', { name: '「子育てサロン」を使って作成' })).toHaveCount(0);
  await expect
    .poll(() => api.sent('GET deliveries').some(({ query }) => query.get('q') === '消防'))
    .toBe(true);
  await dialog.getByRole('button', { name: '「ごみの収集日が変わります」を複製して作成' }).click();
  await expect(page).toHaveURL(/\/drafts\//);
  for (const name of ['「消防訓練のお知らせ」を使って作成', '空の下書きから作成']) {
    await go(page, api, '/deliveries', '配信');
    await open();
    await dialog.getByRole('button', { name }).click();
    await expect(page).toHaveURL(/\/drafts\//);
  }
  expect(api.sent('POST drafts').map(({ body }) => body)).toEqual([
    { copy_of: { delivery: '01DELIVERYSENT0000000000004' } },
    { copy_of: { template: '01TEMPLATEKUNREN00000000001' } },
    {},
  ]);
});

test('a draft is copied with what was typed a moment ago, and deleted only after a question', async ({
  page,
  api,
}) => {
  const stands = saves(api);
  const copied = { ...wholeDraft(), id: '01DRAFTCOPY0000000000000009', title: '写し' };
  api.answers['POST drafts'] = copied;
  api.answers[`GET drafts/${copied.id}`] = copied;
  api.answers[`DELETE drafts/${ID}`] = new Reply(204);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByLabel(TITLE).fill('火の用心');
  await page.getByText('この下書きの操作').click();
  await page.getByRole('button', { name: '複製して作成' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '写し' })).toBeVisible();
  expect(api.sent('POST drafts')[0]?.body).toEqual({ copy_of: { draft: ID } });
  expect(stands().title).toBe('火の用心');
  await go(page, api, `/drafts/${ID}`, '火の用心');
  await page.getByText('この下書きの操作').click();
  await page.getByRole('button', { name: '下書きを削除' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading')).toBeFocused();
  await page.screenshot({ path: `${SHOTS}/draft-delete-1366.png` });
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'やめる' }).click();
  expect(api.sent(`DELETE drafts/${ID}`)).toEqual([]);
  await page.getByLabel(TITLE).fill('もう要らない');
  await page.getByRole('button', { name: '下書きを削除' }).click();
  await dialog.getByRole('button', { name: '下書きを削除する' }).click();
  await expect(page).toHaveURL(/\/deliveries$/);
  expect(api.sent(`DELETE drafts/${ID}`)[0]?.body).toEqual({ version: stands().version });
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test('where reading the draft again fails, what is being written stays', async ({ page, api }) => {
  saves(api);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  api.answers[`GET drafts/${ID}`] = refuse(403, 'forbidden', 'いまは読めません');
  api.answers['POST drafts'] = refuse(403, 'forbidden', 'いまは作れません');
  const read = api.sent(`GET drafts/${ID}`).length;
  await page.getByLabel(TITLE).fill('火の用心');
  await page.getByText('この下書きの操作').click();
  await page.getByRole('button', { name: '複製して作成' }).click();
  await expect(page.getByText('いまは作れません')).toBeVisible();
  await expect.poll(() => api.sent(`GET drafts/${ID}`).length).toBeGreaterThan(read);
  await quiet(page);
  await expect(page.getByLabel(TITLE)).toHaveValue('火の用心');
});

test('who types without a pause is saved all the same, every three seconds', async ({ page, api }) => {
  const stands = saves(api);
  await page.clock.install();
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByLabel(TITLE).focus();
  const now = () => page.evaluate(() => Date.now());
  const begun = await now();
  // Due at 3, 6.x and 9.x seconds.
  while ((await now()) - begun < 11_000) {
    await page.keyboard.insertText('あ');
    await page.clock.runFor(150);
  }
  const saved = api.sent(`PUT drafts/${ID}`).length;
  expect(saved).toBeGreaterThanOrEqual(2);
  expect(saved).toBeLessThanOrEqual(5);
  expect(stands().title).toContain('あああ');
});

test('leaving a field saves at once, and so does hiding the page', async ({ page, api }) => {
  saves(api);
  await page.clock.install();
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await quiet(page);
  // Nothing is saved for the time that has gone by.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
  await page.getByLabel(TITLE).fill('火の用心');
  await page.keyboard.press('Tab');
  await expect.poll(() => api.sent(`PUT drafts/${ID}`).length).toBe(1);
  await expect(page.getByText(/^保存済み/)).toBeVisible();
  await page.getByLabel(TITLE).fill('火の用心です');
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(() => api.sent(`PUT drafts/${ID}`).length).toBe(2);
});

test('a page that is closed in the middle of a word is found again as it was', async ({ page, api }) => {
  saves(api);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  api.fail(`PUT drafts/${ID}`, 'cut', 'cut', 'cut');
  await page.getByLabel(TITLE).fill('書きかけ');
  await page.goto('about:blank');
  await go(page, api, `/drafts/${ID}`, '書きかけ');
  await expect(page.getByText('保存できていなかった内容を、この端末から戻しました')).toBeVisible();
});

test('what was taken back after a save that failed is forgotten, here and at the next opening', async ({
  page,
  api,
}) => {
  const stands = saves(api);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  api.fail(`PUT drafts/${ID}`, 'cut');
  await page.getByLabel(TITLE).fill('まちがい');
  await page.keyboard.press('Control+s');
  const bad = page.getByText(/^まだ保存できていません/);
  await expect(bad).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByLabel(TITLE)).toHaveValue('冬の火災予防運動');
  await expect(bad).toHaveCount(0);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '冬の火災予防運動' })).toBeVisible();
  expect(stands().title).toBe('冬の火災予防運動');
});

test('a copy of what the server has is forgotten, and does not come back over newer text', async ({
  page,
  api,
}) => {
  saves(api);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const content = contentOf(wholeDraft());
  await page.evaluate(
    ([key, text]) => localStorage.setItem(key ?? '', text ?? ''),
    [`kairan draft 01STAFFHANAKO00000000000001 ${ID}`, JSON.stringify({ version: 6, content })],
  );
  await page.reload();
  await expect(page.getByLabel(TITLE)).toHaveValue('冬の火災予防運動');
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test('the head says on every tab whether this version was tested', async ({ page, api }) => {
  saves(api);
  const tested = (state: 'accepted' | 'refused') => ({
    id: '01TEST000000000000000000001',
    at: '2026-11-28T14:10:00+09:00',
    by: { id: '01STAFFTARO0000000000000002', name: '田中' },
    content_hash: wholeDraft().content_hash,
    done: true,
    recipients: [{ tester: '1', name: '田中のスマホ', state, message: '' }],
  });
  api.answers[`GET drafts/${ID}/tests`] = { tests: [tested('accepted')] };
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  for (const name of ['2 対象', '3 日時', '4 テスト', '1 メッセージ']) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByText(/^テスト配信：テスト済み .*14:10 田中（この版）$/)).toBeVisible();
  }
  await page.getByLabel(TITLE).fill('火の用心');
  await expect(
    page.getByText(/^テスト配信：未テスト（.*田中のテストのあとで内容が変わりました）$/),
  ).toBeVisible();
  api.answers[`GET drafts/${ID}/tests`] = { tests: [tested('refused')] };
  await page.reload();
  await expect(page.getByText('テスト配信：未テスト', { exact: true })).toBeVisible();
});

test('the keys of undo do nothing to what stands behind a dialog', async ({ page, api }) => {
  saves(api);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByLabel(TITLE).fill('火の用心');
  await page.getByText('この下書きの操作').click();
  await page.getByRole('button', { name: '下書きを削除' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Control+z');
  await page.getByRole('dialog').getByRole('button', { name: 'やめる' }).click();
  await expect(page.getByLabel(TITLE)).toHaveValue('火の用心');
});

test('somebody else’s change: mine is kept as a new draft, or put over theirs, as I say', async ({
  page,
  api,
}) => {
  const theirs = wholeDraft({ version: 9, title: '消防署の版', updated_by: { id: 'x', name: '宮前 太郎' } });
  const stale = refuse(409, 'stale_version', '先に変更されています', { current: theirs });
  const copied = wholeDraft({ id: '01DRAFTCOPY0000000000000009', version: 1, title: '' });
  const write = async () => {
    api.fail(`PUT drafts/${ID}`, stale);
    await page.getByLabel(TITLE).fill('わたしの版');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('dialog').getByRole('cell', { name: '消防署の版' })).toBeVisible();
  };
  api.answers['POST drafts'] = copied;
  api.answers[`PUT drafts/${copied.id}`] = ({ body }) => ({ ...copied, ...body, version: 2 });
  api.answers[`GET drafts/${copied.id}`] = { ...copied, title: 'わたしの版', version: 2 };
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await write();
  await page.getByRole('button', { name: '自分の内容を別の下書きとして残す' }).click();
  await expect(page).toHaveURL(new RegExp(copied.id));
  expect(api.sent(`PUT drafts/${copied.id}`)[0]?.body).toMatchObject({ title: 'わたしの版', version: 1 });
  api.answers[`PUT drafts/${ID}`] = ({ body }) => ({ ...theirs, ...body, version: 10 });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await write();
  await page.getByRole('button', { name: '自分の内容で上書きする' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'わたしの版' })).toBeVisible();
  expect(api.sent(`PUT drafts/${ID}`).at(-1)?.body).toMatchObject({ title: 'わたしの版', version: 9 });
});

test('Ctrl+Z takes back, Ctrl+Y and Ctrl+Shift+Z do again', async ({ page, api }) => {
  saves(api);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const title = page.getByLabel(TITLE);
  const emergency = page.getByRole('checkbox', { name: /緊急の配信/ });
  await title.fill('火の用心');
  await page.getByRole('tab', { name: '3 日時' }).click();
  await emergency.check();
  await page.keyboard.press('Control+z');
  await expect(emergency).not.toBeChecked();
  await page.keyboard.press('Control+z');
  await expect(title).toHaveValue('冬の火災予防運動');
  await page.keyboard.press('Control+y');
  await expect(title).toHaveValue('火の用心');
  await page.keyboard.press('Control+Shift+Z');
  await expect(emergency).toBeChecked();
});

test('where one writes, 配信 is marked in the list of screens, which stays in sight', async ({
  page,
  api,
}) => {
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const here = page
    .getByRole('navigation', { name: '画面' })
    .getByRole('link', { name: '配信', exact: true });
  await expect(here).toHaveAttribute('aria-current', 'true');
  await page.getByRole('button', { name: '次へ：2 対象' }).scrollIntoViewIfNeeded();
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await expect(here).toBeInViewport();
  await go(page, api, '/deliveries', '配信');
  await expect(here).toHaveAttribute('aria-current', 'page');
});

test('what a reader may stumble over is told while it is written, judged for the planned day, and leads to its field', async ({
  page,
  api,
}) => {
  let stands = wholeDraft({ acknowledged: ['looked at'] });
  api.answers[`GET drafts/${ID}`] = () => stands;
  api.answers[`PUT drafts/${ID}`] = ({ body }) => {
    stands = { ...stands, ...body, version: stands.version + 1 };
    return stands;
  };
  const told = (key: string, path: string, quote: string, message: string) => ({
    key,
    code: 'placeholder',
    path,
    quote,
    message,
  });
  api.answers['POST messages/check'] = ({ body }) => ({
    ok: true,
    errors: [],
    warnings: JSON.stringify(body).includes('○時')
      ? [
          told('hour', '/messages/1/text', '○時', '「○時」が残っています。書き入れてください。'),
          told('looked at', '/messages/0/text', 'XX', '「XX」が残っています。'),
        ]
      : [],
  });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const notice = page.getByText('確認の前に見ておくところ：1件');
  await expect(page.getByText('確認の前に見ておくところ：なし')).toBeVisible();
  await page.getByLabel('本文').nth(1).fill('○時に集まってください。');
  await notice.click();
  await expect(page.getByText('このままでよいものは、')).toBeVisible();
  // Also where one goes on, with the list out of sight.
  await expect(page.getByText('上に、確認の前に見ておくところが1件あります。')).toBeVisible();
  const asked = api.sent('POST messages/check').at(-1)?.body ?? {};
  expect(asked.start).toContain(DAY_AHEAD);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/draft-warnings-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  }
  await page.getByRole('tab', { name: '3 日時' }).click();
  await expect(page.getByRole('checkbox', { name: /○時/ })).toHaveCount(0);
  await page.getByRole('link', { name: '2つ目：「○時」が残っています。書き入れてください。' }).click();
  await expect(page.getByRole('tab', { name: '1 メッセージ' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByLabel('本文').nth(1)).toBeFocused();
  await page.getByLabel('本文').nth(1).fill('9時に集まってください。');
  await expect(notice).toHaveCount(0);
});
