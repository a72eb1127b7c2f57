/** The keyboard alone, and large letters. */

import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

test('the first press of Tab leads past the navigation', async ({ page, api }) => {
  await go(page, api, '/', 'ホーム');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '本文へ移動' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
});

test('a change of screen moves the focus to its title, and tabs go by arrows', async ({ page, api }) => {
  await go(page, api, '/', 'ホーム');
  await page.getByRole('link', { name: '配信', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '配信' })).toBeFocused();
  await page.getByRole('tab', { name: '下書き' }).focus();
  for (const _ of ['承認待ち', '承認済み', '予約']) await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: '予約' })).toBeFocused();
  await expect(page).toHaveURL(/tab=upcoming/);
  await page.keyboard.press('End');
  await expect(page.getByRole('tab', { name: 'カレンダー' })).toHaveAttribute('aria-selected', 'true');
});

test('a question mark opens the help, Escape closes it and gives the focus back', async ({ page, api }) => {
  await go(page, api, '/deliveries?tab=past', '配信');
  await page.getByRole('tab', { name: '履歴' }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('heading', { name: 'ヘルプ' })).toBeFocused();
  await expect(page.getByText(/「職員用の手引き」/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tab', { name: '履歴' })).toBeFocused();
  await page.getByLabel('配信の名前').focus();
  await page.keyboard.type('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('Ctrl+K finds a screen, a draft and a delivery, and goes there', async ({ page, api }) => {
  await go(page, api, '/', 'ホーム');
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('名前の一部')).toBeFocused();
  await expect(dialog.getByRole('link', { name: 'ひな形' })).toBeVisible();
  await page.keyboard.type('火災');
  const draft = dialog.getByRole('listitem').filter({ hasText: '冬の火災予防運動' });
  await expect(draft.filter({ hasText: '作成中' })).toContainText(/更新 .*\d+:\d\d/);
  await expect(dialog.getByRole('link', { name: 'ひな形' })).toHaveCount(0);
  await expect
    .poll(() => api.sent('GET deliveries').some(({ query }) => query.get('q') === '火災'))
    .toBe(true);
  await page.screenshot({ path: `${SHOTS}/search-1366.png` });
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('link', { name: '冬の火災予防運動' }).first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/drafts\//);
  await expect(dialog).toHaveCount(0);
});

test('a button that cannot be pressed is reached, says why, and does nothing', async ({ page, api }) => {
  await go(page, api, '/settings', '設定');
  const button = page.getByRole('button', { name: '保存する' });
  await button.focus();
  await expect(button).toBeFocused();
  await expect(button).toHaveAccessibleDescription('変更はありません');
  await page.keyboard.press('Enter');
  expect(api.sent('PUT settings/guards')).toEqual([]);
});

test('with letters twice as large nothing has to be scrolled sideways', async ({ page, api }) => {
  for (const address of [
    '/',
    '/deliveries',
    '/drafts/01DRAFTKUSURI00000000000001',
    '/drafts/01DRAFTKUSURI00000000000001/confirm',
    '/approvals/01DRAFTSALON000000000000002',
    '/items',
    '/items/topics',
    '/templates',
    '/segments',
    '/segments/new',
    '/bin',
    '/people',
    '/trails?tab=operations',
    '/settings',
  ]) {
    await go(page, api, address, /./);
    await page.locator('html').evaluate((html) => {
      html.style.fontSize = '200%';
    });
    expect(await isTooWide(page), address).toBe(false);
  }
});
