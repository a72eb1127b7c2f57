/** What would reach the wrong people is asked about, shown or not filled in by itself. */

import { wholeDraft } from './fixtures_drafts.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

const DRAFT = wholeDraft();
const BOTH = [1366, 390];

test('one touch of 全員 throws no condition away', async ({ page, api }) => {
  api.answers[`PUT drafts/${DRAFT.id}`] = ({ body }) => ({ ...DRAFT, ...body, version: 8 });
  await go(page, api, `/drafts/${DRAFT.id}`, DRAFT.title);
  await page.getByRole('tab', { name: '2 対象' }).click();
  const [some, all] = [/条件に当てはまる人/, /全員/].map((name) => page.getByRole('radio', { name }));
  const ward = page.getByRole('checkbox', { name: '高津区' });
  await all?.click();
  const dialog = page.getByRole('dialog', { name: '対象を全員に変えますか' });
  for (const width of BOTH) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/deliberate-everyone-${width}.png` });
    expect(await violations(page)).toEqual([]);
  }
  await dialog.getByRole('button', { name: 'いまの条件のままにする' }).click();
  await expect(ward).toBeChecked();
  await all?.click();
  await dialog.getByRole('button', { name: '全員に変える' }).click();
  await expect(page.getByText('全員に届きます')).toBeVisible();
  await some?.click();
  await expect(ward, 'the way back is the same touch').toBeChecked();
});

test('全員 is asked about also where nothing was chosen before', async ({ page, api }) => {
  const draft = wholeDraft({ target: null });
  api.answers[`GET drafts/${DRAFT.id}`] = draft;
  api.answers[`PUT drafts/${DRAFT.id}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
  await go(page, api, `/drafts/${DRAFT.id}`, DRAFT.title);
  await page.getByRole('tab', { name: /^2 対象/ }).click();
  const everyone = page.getByRole('radio', { name: '全員' });
  await everyone.click();
  const dialog = page.getByRole('dialog', { name: '全員を対象にしますか' });
  await expect(dialog.getByText(/すべての友だち/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/deliberate-everyone-first-1366.png` });
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'やめる' }).click();
  await expect(everyone).not.toBeChecked();
  await everyone.click();
  await dialog.getByRole('button', { name: '全員を対象にする' }).click();
  await expect(everyone).toBeChecked();
});

test('a place has no position before somebody gives one, and is looked at on the map', async ({
  page,
  api,
}) => {
  const message = { type: 'location', title: '多摩市民館', address: '川崎市多摩区登戸1775-1' };
  const draft = wholeDraft({ messages: [JSON.stringify(message)] });
  api.answers[`GET drafts/${DRAFT.id}`] = draft;
  api.answers[`PUT drafts/${DRAFT.id}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
  await go(page, api, `/drafts/${DRAFT.id}`, DRAFT.title);
  const field = page.getByLabel('地図の位置');
  await expect(field).toHaveValue('');
  await field.fill('多摩市民館');
  await expect(page.getByText(/＊位置を読み取れません/)).toBeVisible();
  await field.fill('139.5622, 35.6186');
  await expect(page.getByText(/＊位置を読み取れません/)).toBeVisible();
  await field.fill('35.6186, 139.5622');
  await expect(page.getByRole('link', { name: /この位置を地図で確かめる/ })).toHaveAttribute(
    'href',
    'https://www.google.com/maps?q=35.6186,139.5622',
  );
  const saved = () => {
    const body = api.sent(`PUT drafts/${DRAFT.id}`).at(-1)?.body as { messages: string[] } | undefined;
    return JSON.parse(body?.messages[0] ?? '{}') as unknown;
  };
  await expect.poll(saved).toEqual({ ...message, latitude: 35.6186, longitude: 139.5622 });
  for (const width of BOTH) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/deliberate-place-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
  }
});

test('an emergency says so above the steps, and is given up there', async ({ page, api }) => {
  const draft = wholeDraft({ emergency: true });
  api.answers[`GET drafts/${DRAFT.id}`] = draft;
  api.answers[`PUT drafts/${DRAFT.id}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
  await go(page, api, `/drafts/${DRAFT.id}`, DRAFT.title);
  const band = page.getByRole('region', { name: '緊急' });
  await expect(band).toBeVisible();
  for (const width of BOTH) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/deliberate-emergency-${width}.png` });
    expect(await violations(page)).toEqual([]);
  }
  await band.getByRole('button', { name: '緊急をやめる' }).click();
  await expect(band).toHaveCount(0);
  await expect.poll(() => api.sent(`PUT drafts/${DRAFT.id}`).at(-1)?.body?.emergency).toBe(false);
});

test('on a narrow screen the message stands above the button that sends it', async ({ page, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await go(page, api, `/drafts/${DRAFT.id}/confirm`, /確認/);
  const top = async (name: RegExp, role: 'heading' | 'button') =>
    (await page.getByRole(role, { name }).first().boundingBox())?.y ?? 0;
  expect(await top(/届く内容/, 'heading')).toBeLessThan(await top(/4,321人/, 'button'));
});
