/** The JSON editor under the front door's own policy: problems on their line, nothing lost, nothing rewritten, no trap. */

import type { Page } from '@playwright/test';
import { draftFixtures } from './fixtures_drafts.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = '01DRAFTKUSURI00000000000001';
const BUBBLE =
  '{ "type":"bubble", "size":"giga",\n  "body": {"type":"box","layout":"vertical","contents":[\n    {"type":"text","text":"粗大ごみの受付","weight":"bold"},\n    {"type":"text","text":""}\n  ]}\n}';
const MESSAGE = `{\n  "altText": "以前の文",\n  "type": "flex",\n  "contents": ${BUBBLE}\n}`;

type Api = Parameters<typeof go>[1];

async function open(page: Page, api: Api, message: string) {
  const draft = { ...draftFixtures()[`GET drafts/${ID}`], messages: [message] };
  api.answers[`GET drafts/${ID}`] = draft;
  api.answers[`PUT drafts/${ID}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await expect(page.getByRole('textbox', { name: 'JSON' })).toBeVisible();
  return page.getByRole('textbox', { name: 'JSON' });
}

/** The bubble as it was last saved. */
const last = (api: Api): string | undefined =>
  (api.sent(`PUT drafts/${ID}`).at(-1)?.body as { messages: string[] } | undefined)?.messages[0];

/** Saves; where the keys came before the page had taken note of a change, it saves by itself after three seconds. */
async function expectSaved(
  page: Page,
  api: Api,
  wanted: string | ((text: string) => boolean),
): Promise<string> {
  await page.keyboard.press('Control+s');
  const isIt = () => {
    const text = last(api);
    return text !== undefined && (typeof wanted === 'string' ? text === wanted : wanted(text));
  };
  await expect.poll(isIt, { message: `${wanted}` }).toBe(true);
  await expect(page.getByText(/^保存済み/)).toBeVisible();
  return last(api) ?? '';
}

/** Whether the line numbers stand beside their lines. */
const isAligned = (page: Page): Promise<boolean> =>
  page.locator('.json-editor').evaluate((host) => {
    const topOf = (element: Element) => element.getBoundingClientRect().top;
    const all = (selector: string) => [...(host.shadowRoot?.querySelectorAll(selector) ?? [])];
    const lines = all('.cm-line').map(topOf);
    const numbers = all('.cm-lineNumbers .cm-gutterElement').slice(1).map(topOf);
    return lines.length > 1 && lines.every((top, line) => Math.abs(top - (numbers[line] ?? 0)) < 2);
  });

/** Pastes over everything that stands in the editor. */
async function pasteOver(page: Page, text: string) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.getByRole('textbox', { name: 'JSON' }).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
}

test('what the check found stands under its line and in a list that leads there', async ({ page, api }) => {
  const path = 'messages[0].contents.body.contents[1].text';
  const message = '1件目のFlexの内容のボディの2番目の要素のテキストを入力してください';
  api.answers['POST messages/check'] = {
    ok: false,
    errors: [{ path, code: 'empty', message }],
    warnings: [],
  };
  const editor = await open(page, api, MESSAGE);
  await expect(page.locator('.cm-line:has(.json-wrong) + .json-problem')).toHaveText(`＊${message}`);
  await expect(page.locator('.cm-line:has(.json-wrong)')).toHaveText('    {"type":"text","text":""}');
  await expect(editor).toHaveAttribute('aria-invalid', 'true');
  for (const size of [
    { width: 1366, height: 768 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    // What is out of sight is not measured, so the editor is looked at where it is seen.
    await page.getByText('JSONに直すところが1件あります').evaluate((element) => element.scrollIntoView());
    await expect.poll(() => isAligned(page)).toBe(true);
    await page.screenshot({ path: `${SHOTS}/json-${size.width}.png` });
    expect(await violations(page), `${size.width} px`).toEqual([]);
    expect(await isTooWide(page), `${size.width} px`).toBe(false);
  }
  await page.getByRole('link', { name: `7行目：${message}` }).click();
  await expect(editor).toBeFocused();
  await page.keyboard.type('"どうぞ"');
  await expectSaved(page, api, MESSAGE.replace('"text":""', '"text":"どうぞ"'));
});

test('the editor has its styles, and no style stands in the page itself', async ({ page, api }) => {
  await open(page, api, MESSAGE);
  const look = (selector: string, what: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), what);
  expect(await look('.cm-scroller', 'display')).toBe('flex');
  expect(await look('.cm-gutters', 'background-color')).toBe('rgb(242, 242, 242)');
  await expect(page.locator('.cm-lineNumbers .cm-gutterElement', { hasText: /^9$/ })).toBeVisible();
  expect(await page.locator('style').count()).toBe(0);
});

test('broken JSON is shown on its line, survives reloading, and undo brings back what was there', async ({
  page,
  api,
}) => {
  const editor = await open(page, api, MESSAGE);
  await editor.getByText('"type": "flex"').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  const words = 'この前に「,」が必要です。';
  await expect(page.locator('.json-problem')).toHaveText(`＊${words}`);
  await expect(page.getByRole('link', { name: `4行目：${words}` })).toBeVisible();
  const broken = MESSAGE.replace('"flex",', '"flex"');
  await expectSaved(page, api, broken);
  // The server is away: what is typed is kept in the browser.
  api.fail(`PUT drafts/${ID}`, ...Array.from({ length: 9 }, () => 'cut' as const));
  await page.keyboard.type(' {{');
  await page.waitForTimeout(300);
  await page.reload();
  await expect(page.getByText('この端末から戻しました')).toBeVisible();
  await expect(page.locator('.cm-content')).toContainText('"flex" {{');
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.locator('.json-problem')).toHaveText('＊JSONがまだありません。');
  await page.keyboard.press('Control+z');
  await expect(page.locator('.cm-content')).toContainText('"flex" {{');
});

test('Tab leads out of the editor, before and after Escape, and a question mark is a letter', async ({
  page,
  api,
}) => {
  const editor = await open(page, api, MESSAGE);
  await editor.focus();
  await page.keyboard.press('Tab');
  await expect(editor).not.toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(editor).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor).not.toBeFocused();
  await editor.focus();
  await page.keyboard.type('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expectSaved(page, api, `?${MESSAGE}`);
});

test('a card from the simulator becomes a message, and not a letter of it changes', async ({ page, api }) => {
  await open(page, api, MESSAGE);
  await pasteOver(page, BUBBLE);
  await expect(page.getByText('この吹き出しの中身にしました')).toBeVisible();
  const text = await expectSaved(page, api, (one) => one.includes(BUBBLE));
  expect(JSON.parse(text)).toEqual({ type: 'flex', altText: '以前の文', contents: JSON.parse(BUBBLE) });
  // One step of undo gives back what was there.
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expectSaved(page, api, MESSAGE);
  const whole = MESSAGE.replace('以前の文', '別の文');
  await pasteOver(page, whole);
  await expect(page.getByText('そのまま使います。代替テキストが')).toBeVisible();
  await expectSaved(page, api, whole);
  await page.getByRole('button', { name: '読みやすく改行する' }).click();
  const wrapped = await expectSaved(page, api, (one) => one !== whole);
  expect(JSON.parse(wrapped)).toEqual(JSON.parse(whole));
});

test('lines that end as in Windows stay so', async ({ page, api }) => {
  const text = MESSAGE.replaceAll('\n', '\r\n');
  const editor = await open(page, api, text);
  await editor.getByText('粗大ごみの受付').click();
  await page.keyboard.press('Home');
  await page.keyboard.type(' ');
  const changed = await expectSaved(page, api, (one) => one.length === text.length + 1);
  expect(
    changed.replace(' {"type":"text","text":"粗', '{"type":"text","text":"粗').replaceAll(/ +/g, ' '),
  ).toBe(text.replace(' {"type":"text","text":"粗', '{"type":"text","text":"粗').replaceAll(/ +/g, ' '));
});

test('nothing that is written into the JSON runs', async ({ page, api }) => {
  const evil = '<img src=x onerror="window.__ran=1">"><script>window.__ran=1</script>';
  const flex = { type: 'flex', altText: evil, contents: { type: 'bubble', [evil]: evil, hero: evil } };
  const errors = [{ path: `messages[0].contents.${evil}`, code: 'unknown_key', message: evil }];
  api.answers['POST messages/check'] = { ok: false, errors, warnings: [] };
  await open(page, api, JSON.stringify(flex));
  await expect(page.locator('.json-problem')).toHaveText(`＊${evil}`);
  await pasteOver(page, `${evil}${JSON.stringify(flex)}`);
  await expect(page.locator('.json-problem').first()).toBeVisible();
  await page.waitForTimeout(200);
  expect(await page.evaluate(() => (window as unknown as { __ran?: number }).__ran)).toBeUndefined();
  expect(await page.locator('script:not([src]), [onerror]').count()).toBe(0);
});

test('JSON that is nested without end is one problem, and its draft opens', async ({ page, api }) => {
  for (const deep of ['['.repeat(8000), '['.repeat(8000) + ']'.repeat(8000)]) {
    await open(page, api, deep);
    await expect(page.getByRole('link', { name: '1行目：入れ子が深すぎます。' })).toBeVisible();
  }
});
