/** Drives the real page: phones, talk of every message type, actions, rich menu, live updates, accessibility. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { SIMPLE, TEMPLATES } from './gallery.ts';
import { FLEX } from './gallery_flex.ts';
import { answerPictures, drawMenu, line, push, reachPage, userIdOf } from './support.ts';

const SHOTS = `${import.meta.dirname}/screenshots`;
const RUN = Date.now().toString(36);
let address = '';
let complaints: string[] = [];

test.beforeAll(async () => {
  address = await reachPage();
});

test.beforeEach(async ({ page }) => {
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (/content security policy|trusted ?type/i.test(line.text())) complaints.push(line.text());
  });
  await answerPictures(page);
  await page.goto(address);
  await expect(page.getByText('接続中')).toBeVisible();
});

test.afterEach(() => expect(complaints).toEqual([]));

const phone = (page: Page, number: number) =>
  page.getByRole('region', { name: `電話${number}`, exact: true });

/** A new citizen on the given phone; returns the phone and the citizen's id. */
async function addFriend(page: Page, number: number, name: string): Promise<{ on: Locator; id: string }> {
  const on = phone(page, number);
  const displayName = `${name} ${RUN}`.slice(0, 20);
  await on.getByRole('button', { name: '友だちを追加' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('表示名').fill(displayName);
  await dialog.getByRole('button', { name: '友だち追加する' }).click();
  await expect(dialog).toBeHidden();
  await expect(on.getByRole('combobox')).toHaveValue(/^U/);
  await expect(on.getByRole('combobox').getByRole('option', { selected: true })).toContainText(
    `${displayName}（友だち）`,
  );
  return { on, id: await userIdOf(address, displayName) };
}

test('every message type is drawn, and pictures of the page can be looked at', async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 2500 });
  const [simple, templates, flex] = [
    await addFriend(page, 1, 'やさしい'),
    await addFriend(page, 2, 'ひな型'),
    await addFriend(page, 3, 'フレックス'),
  ];
  await push(simple.id, SIMPLE);
  await push(templates.id, TEMPLATES);
  await push(flex.id, FLEX);
  await expect(simple.on.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  await expect(simple.on.getByText('かわさき防災')).toBeVisible();
  await expect(simple.on.getByRole('button', { name: '高津区' })).toBeVisible();
  await expect(templates.on.getByRole('group', { name: 'カルーセル（3枚）' })).toHaveCount(2);
  await expect(templates.on.getByRole('link', { name: '子育て' })).toBeVisible();
  await expect(flex.on.getByRole('group', { name: '受付票' })).toBeVisible();
  await expect(flex.on.getByRole('button', { name: '参加する' })).toBeVisible();
  for (const broken of ['画像を表示できません', 'URLが使えません', '未対応'])
    await expect(page.getByText(broken)).toHaveCount(0);
  await page.screenshot({ path: `${SHOTS}/gallery.png` });
  await flex.on.getByRole('log').evaluate((log) => log.scrollTo({ top: 0 }));
  await templates.on.getByRole('log').evaluate((log) => log.scrollTo({ top: 0 }));
  await simple.on.getByRole('log').evaluate((log) => log.scrollTo({ top: 0 }));
  await page.screenshot({ path: `${SHOTS}/gallery-top.png` });
});

test('a typed message appears on the right and is kept after a reload', async ({ page }) => {
  const { on } = await addFriend(page, 2, '話す人');
  await on.getByRole('textbox').fill(`こんにちは ${RUN}`);
  await on.getByRole('textbox').press('Enter');
  const bubble = on.locator('.entry-user').getByText(`こんにちは ${RUN}`, { exact: true });
  await expect(bubble).toBeVisible();
  const [log, box] = [await on.getByRole('log').boundingBox(), await bubble.boundingBox()];
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeGreaterThan((log?.x ?? 0) + (log?.width ?? 0) / 2);
  await expect(on.getByRole('textbox')).toHaveValue('');
  await page.reload();
  await expect(bubble).toBeVisible();
});

test('a push shows up without a reload, and its quick reply answers once', async ({ page }) => {
  const { on, id } = await addFriend(page, 1, '選ぶ人');
  await push(id, SIMPLE);
  await expect(on.getByRole('button', { name: '中原区' })).toBeVisible();
  const hidden = () =>
    on.getByRole('log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  expect(await on.getByRole('log').evaluate((log) => log.scrollHeight > log.clientHeight)).toBe(true);
  await expect.poll(hidden).toBeLessThan(2);
  await on.getByRole('button', { name: '中原区' }).click();
  await expect(on.locator('.entry-user').getByText('中原区', { exact: true })).toBeVisible();
  await expect(on.getByRole('button', { name: '中原区' })).toHaveCount(0);
});

test('blocking and unblocking change the phone', async ({ page }) => {
  const { on } = await addFriend(page, 3, '離れる人');
  await on.getByRole('button', { name: 'ブロック', exact: true }).click();
  await expect(on.getByText('ブロック中です。メッセージは届きません。')).toBeVisible();
  await expect(on.getByRole('combobox').getByRole('option', { selected: true })).toContainText(
    '（ブロック中）',
  );
  await page.screenshot({ path: `${SHOTS}/blocked.png` });
  await on.getByRole('button', { name: 'ブロック解除' }).click();
  await expect(on.getByText('ブロック中です')).toHaveCount(0);
});

test('postback, date picker and link actions do what they say', async ({ page }) => {
  const { on, id } = await addFriend(page, 1, '押す人');
  await push(id, TEMPLATES.slice(1, 3));
  await on.getByRole('button', { name: 'はい', exact: true }).click();
  await expect(on.locator('.entry-user').getByText('はい', { exact: true })).toBeVisible();
  const picked = page.waitForRequest((request) => request.url().endsWith('/postback'));
  await on.getByRole('button', { name: '日時を選ぶ' }).click();
  const dialog = page.getByRole('dialog', { name: '日時を選ぶ' });
  await expect(dialog.getByLabel('日付と時刻')).toHaveValue('2026-12-01T10:00');
  await page.screenshot({ path: `${SHOTS}/date.png` });
  await dialog.getByRole('button', { name: '決定して送る' }).click();
  expect((await picked).postDataJSON()).toEqual({
    data: 'reserve',
    params: { datetime: '2026-12-01T10:00' },
  });
  await on.getByRole('link', { name: '市のページを見る' }).click();
  await expect(page.getByRole('dialog', { name: 'リンクを開く' })).toContainText('https://www.city.example/');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.context().route('https://www.city.example/**', (route) => route.fulfill({ body: '市のページ' }));
  const clicked = page.waitForRequest((request) => request.url().endsWith('/click'));
  const opened = page.waitForEvent('popup');
  await on.getByRole('link', { name: '市のページを見る' }).click();
  await page.getByRole('button', { name: '新しいタブで開く' }).click();
  expect((await clicked).postDataJSON()).toEqual({ url: 'https://www.city.example/' });
  await (await opened).close();
  await expect(on.getByRole('alert')).toHaveCount(0);
});

/** As much of a form as asks for a token, and shows that it got one. */
const FORM_PAGE = `<!doctype html><html lang="ja"><title>form</title><h1>見本のフォーム</h1><p id="said">-</p>
<button onclick="parent.postMessage({ kairan: 'liff', ask: 'close' }, '*')">トークに戻る</button>
<script>addEventListener('message', ({ data, source }) => {
  if (source === parent) said.textContent = data.id + ' ' + (typeof data.token === 'string' && data.token !== '');
});
parent.postMessage({ kairan: 'liff', ask: 'token', id: 'q1' }, '*');</script></html>`;

test("a link to the citizens' form opens it over the phone, with a token for whoever holds it", async ({
  page,
}) => {
  const url = 'http://127.0.0.1:9/form/';
  await page.route('**/control/form', (route) => route.fulfill({ json: { url } }));
  await page.route(url, (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', body: FORM_PAGE }),
  );
  const { on, id } = await addFriend(page, 1, '登録する人');
  const actions = [{ type: 'uri', label: '登録フォーム', uri: 'https://liff.line.me/2000000002-kairan' }];
  await push(id, [
    { type: 'template', altText: '登録', template: { type: 'buttons', text: '登録できます', actions } },
  ]);
  const link = on.getByRole('link', { name: '登録フォーム' });
  const minted = page.waitForRequest((request) => request.url().endsWith(`/users/${id}/id-token`));
  await link.click();
  await minted;
  const frame = on.getByRole('dialog', { name: /^登録する人.*さんのフォーム$/ });
  const form = on.frameLocator('iframe');
  await expect(form.getByText('q1 true')).toBeVisible();
  await expect(frame.getByRole('heading')).toBeFocused();
  await expect(on.locator('.phone-below')).toHaveJSProperty('inert', true);
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/form.png` });
  await page.keyboard.press('Escape');
  await expect(frame).toHaveCount(0);
  await expect(link).toBeFocused();
  await link.click();
  await frame.getByRole('button', { name: 'フォームを閉じる' }).click();
  await link.click();
  await form.getByRole('button', { name: 'トークに戻る' }).click();
  await expect(frame).toHaveCount(0);
});

test('a form that does not run is said in a sentence', async ({ page }) => {
  await page.route('**/control/form', (route) => route.fulfill({ json: { url: null } }));
  const { on, id } = await addFriend(page, 1, '待つ人');
  const actions = [{ type: 'uri', label: '登録フォーム', uri: 'https://liff.line.me/2000000002-kairan' }];
  await push(id, [
    { type: 'template', altText: '登録', template: { type: 'buttons', text: '登録できます', actions } },
  ]);
  await on.getByRole('link', { name: '登録フォーム' }).click();
  await expect(on.getByRole('alert')).toContainText('登録フォームは、いま動いていません');
});

test('the rich menu opens, switches tabs and sends', async ({ page }) => {
  const { on, id } = await addFriend(page, 2, 'メニューの人');
  const menus = await Promise.all([0, 1].map((tab) => createMenu(page, tab)));
  await line(`/v2/bot/user/${id}/richmenu/${menus[0]}`, {});
  await expect(on.getByRole('button', { name: 'くらしメニュー' })).toHaveAttribute('aria-expanded', 'true');
  await expect(on.locator('.kp-areas-picture')).toHaveJSProperty('complete', true);
  await page.screenshot({ path: `${SHOTS}/rich-menu.png` });
  await on.getByRole('button', { name: '防災を見る' }).click();
  await expect(on.getByRole('button', { name: '防災メニュー' })).toHaveAttribute('aria-expanded', 'true');
  await expect(on.locator('.kp-areas-picture')).toHaveJSProperty('complete', true);
  await on.getByRole('button', { name: '避難所', exact: true }).click();
  await expect(on.locator('.entry-user').getByText('避難所', { exact: true })).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/rich-menu-switched.png` });
  await on.getByRole('button', { name: '防災メニュー' }).click();
  await expect(on.getByRole('button', { name: '避難所', exact: true })).toHaveCount(0);
});

async function createMenu(page: Page, tab: number): Promise<string> {
  const labels =
    [
      ['ごみの日', '子育て', '施設予約'],
      ['避難所', 'ハザード', '気象警報'],
    ][tab] ?? [];
  const alias = (index: number) => `e2e-${RUN}-${index}`;
  const switchTo = (index: number) => ({
    type: 'richmenuswitch',
    label: ['くらしを見る', '防災を見る'][index],
    data: `tab=${index}`,
    richMenuAliasId: alias(index),
  });
  const menu = {
    size: { width: 1200, height: 810 },
    selected: true,
    name: `e2e ${tab}`,
    chatBarText: ['くらしメニュー', '防災メニュー'][tab],
    areas: [
      ...[0, 1].map((index) => ({
        bounds: { x: index * 600, y: 0, width: 600, height: 140 },
        action: switchTo(index),
      })),
      ...labels.map((label, index) => ({
        bounds: { x: index * 400, y: 140, width: 400, height: 670 },
        action: { type: 'message', label, text: label },
      })),
    ],
  };
  const { richMenuId } = await line('/v2/bot/richmenu', menu);
  await line(`/v2/bot/richmenu/${richMenuId}/content`, await drawMenu(page, tab, labels), 'image/png');
  await line('/v2/bot/richmenu/alias', { richMenuAliasId: alias(tab), richMenuId });
  return String(richMenuId);
}

test('at least three phones stand side by side and more can be added', async ({ page }) => {
  for (const number of [1, 2, 3]) await expect(phone(page, number)).toBeVisible();
  const tops = await Promise.all(
    [1, 2, 3].map(async (number) => (await phone(page, number).boundingBox())?.y),
  );
  expect(new Set(tops).size).toBe(1);
  await page.getByRole('button', { name: '電話を増やす' }).click();
  await expect(phone(page, 4)).toBeVisible();
  await page.getByRole('button', { name: '電話を減らす' }).click();
  await expect(phone(page, 4)).toHaveCount(0);
});

test('a narrow window shows one phone below the other and never scrolls sideways', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const { on, id } = await addFriend(page, 1, '狭い人');
  await push(id, [...TEMPLATES.slice(3, 4), ...FLEX.slice(0, 1)]);
  await expect(on.getByRole('button', { name: '参加する' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.screenshot({ path: `${SHOTS}/narrow.png` });
});

test('everything can be reached by keyboard and the focus is visible', async ({ page }) => {
  const { on } = await addFriend(page, 1, '鍵盤の人');
  await on.getByRole('combobox').focus();
  const seen: string[] = [];
  for (let step = 0; step < 6; step++) {
    seen.push(
      await page.evaluate(
        () =>
          document.activeElement?.textContent?.trim().slice(0, 8) || document.activeElement?.tagName || '',
      ),
    );
    expect(
      await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle),
    ).not.toBe('none');
    await page.keyboard.press('Tab');
  }
  expect(seen).toContain('ブロック');
  expect(seen).toContain('友だちを追加');
});

test("axe finds nothing in the page's own chrome, also with an open dialog", async ({ page }) => {
  const { on } = await addFriend(page, 1, '検査の人');
  await on.getByRole('textbox').fill('検査');
  expect(await violations(page)).toEqual([]);
  await on.getByRole('button', { name: '友だちを追加' }).click();
  expect(await violations(page)).toEqual([]);
});

/** Messages are drawn in LINE's colours, some below 4.5:1 by LINE's choice or the sender's; they are left out. */
async function violations(page: Page): Promise<string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: source });
  return page.evaluate(async () => {
    const axe = (
      globalThis as unknown as {
        axe: {
          run: (...args: unknown[]) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
        };
      }
    ).axe;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const result = await axe.run(
      { exclude: [['[data-preview]']] },
      { runOnly: { type: 'tag', values: tags } },
    );
    return result.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
