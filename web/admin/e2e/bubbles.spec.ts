/** What single kinds of bubbles offer beside their fields: emoji where the caret stands, and a mark at a video. */

import { KINDS } from '../src/features/composer/spec.ts';
import { draftFixtures } from './fixtures_drafts.ts';
import type { StandIn } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = '01DRAFTKUSURI00000000000001';
const VIDEO = {
  type: 'video',
  originalContentUrl: 'https://example.com/a.mp4',
  previewImageUrl: 'https://example.com/a.jpg',
};

/** The draft with this bubble; tells it as it was last saved. */
function holding(api: StandIn, message: object): () => unknown {
  const draft = { ...draftFixtures()[`GET drafts/${ID}`], messages: [JSON.stringify(message)] };
  api.answers[`GET drafts/${ID}`] = draft;
  api.answers[`PUT drafts/${ID}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
  return () => {
    const body = api.sent(`PUT drafts/${ID}`).at(-1)?.body as { messages: string[] } | undefined;
    return body && JSON.parse(body.messages[0] ?? '');
  };
}

test('an emoji is put where the caret stands, by the keyboard alone, and undo takes it back', async ({
  page,
  api,
}) => {
  const saved = holding(api, { type: 'text', text: '雨です' });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const text = page.getByRole('textbox', { name: /^本文/ });
  await text.focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowRight');
  const summary = page.getByText('絵文字を入れる');
  await summary.focus();
  await page.keyboard.press('Enter');
  const rain = page.getByRole('button', { name: '雨', exact: true });
  await rain.focus();
  await page.keyboard.press('Enter');
  await expect(text).toHaveValue('雨☔です');
  await expect(rain).toBeFocused();
  await expect(page.getByText('雨を入れました')).toBeVisible();
  await page.keyboard.press('Space');
  await expect(text).toHaveValue('雨☔☔です');
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await summary.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${SHOTS}/emoji-${width}.png` });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
  await page.keyboard.press('Control+s');
  await expect.poll(saved).toEqual({ type: 'text', text: '雨☔☔です' });
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(text).not.toHaveValue('雨☔☔です');
});

test('a fresh bubble is not wrong: what it lacks is told, and turns red where somebody goes there', async ({
  page,
  api,
}) => {
  holding(api, KINDS.buttons?.fresh() ?? {});
  const errors = [
    ['altText', 'empty'],
    ['template.text', 'empty'],
    ['template.actions[0].label', 'empty'],
    ['template.actions[0].uri', 'bad_url'],
  ].map(([path, code]) => ({ path: `messages[0].${path}`, code, message: '1件目が空です' }));
  api.answers['POST messages/check'] = { ok: false, errors, warnings: [] };
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const told = page.getByRole('link', {
    name: '1つ目の吹き出しに、まだ入れていないところが4つあります。',
  });
  await page.getByText('配信するまでに決めること：1件').click();
  await expect(told).toBeVisible();
  await expect(page.getByRole('tab', { name: '1 メッセージ（まだ）' })).toBeVisible();
  await expect(page.getByText('直すところ：なし')).toBeVisible();
  await expect(page.locator('main [aria-invalid]')).toHaveCount(0);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/bubble-fresh-${width}.png` });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
  await told.click();
  await expect(page.getByRole('textbox', { name: /^代替テキスト/ })).toBeFocused();
  await expect(page.getByText('直すところ：4件')).toBeVisible();
  await expect(page.getByRole('tab', { name: '1 メッセージ（要修正）' })).toBeVisible();
});

test('a text needs no JSON, and whoever wants it finds it folded up', async ({ page, api }) => {
  const saved = holding(api, { type: 'text', text: '雨です' });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await expect(page.getByRole('textbox', { name: /^本文/ })).toHaveValue('雨です');
  await expect(page.getByRole('tab', { name: 'JSON' })).toHaveCount(0);
  await page.getByText('くわしい人向け（JSON）').click();
  const editor = page.getByRole('textbox', { name: 'JSON' });
  await editor.focus();
  await page.keyboard.press('Control+a');
  // Half of it is no JSON, and the editor stays.
  await page.keyboard.insertText('{"type":"text",');
  await expect(page.getByText('かんたん入力では編集できません')).toBeVisible();
  await page.keyboard.insertText('"text":"雪です"}');
  await expect(page.getByRole('textbox', { name: /^本文/ })).toHaveValue('雪です');
  await page.screenshot({ path: `${SHOTS}/text-json-1366.png` });
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Control+s');
  await expect.poll(saved).toEqual({ type: 'text', text: '雪です' });
});

test('a video can be marked, so that those who saw it to the end can be asked for', async ({ page, api }) => {
  const saved = holding(api, VIDEO);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const box = page.getByRole('checkbox', { name: '最後まで見た人を記録する' });
  await expect(box).not.toBeChecked();
  await box.check();
  await page.keyboard.press('Control+s');
  await expect.poll(saved).toEqual({ ...VIDEO, trackingId: 'kairan:opened:{delivery}' });
  await page.screenshot({ path: `${SHOTS}/video-mark-1366.png` });
  await box.uncheck();
  await page.keyboard.press('Control+s');
  await expect.poll(saved).toEqual(VIDEO);
});
