/** Dialogs that have to be answered stay, however often Escape is pressed. */

import { session } from './fixtures.ts';
import { expect, go, pass, test } from './support.ts';

const around = { environment: 'local', notice: null, passkey_host: 'localhost' };

test('an invitation code, shown once, outlives Escape', async ({ page, api }) => {
  const path = 'staff/01STAFFTARO0000000000000002/reset';
  api.answers[`POST ${path}`] = { invitation_code: 'ABCD-EFGH-JKLM' };
  api.answers['GET session'] = session({ stepped_up_until: new Date(Date.now() + 240_000).toISOString() });
  await go(page, api, '/people/01STAFFTARO0000000000000002', '宮前 太郎');
  await page.getByRole('button', { name: '招待コードを作り直す' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '招待コードを作り直す' }).click();
  const dialog = page.getByRole('dialog', { name: /招待コード/ });
  await expect(dialog.getByText('ABCD-EFGH-JKLM')).toBeVisible();
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(100);
    await expect(dialog.getByText('ABCD-EFGH-JKLM')).toBeVisible();
  }
  expect(await page.evaluate(() => document.querySelector('dialog')?.contains(document.activeElement))).toBe(
    true,
  );
  await dialog.getByRole('button', { name: '書き留めたので閉じる' }).click();
  await expect(dialog).toHaveCount(0);
});

test('signing in again over the page outlives Escape', async ({ page, api }) => {
  await page.clock.install();
  api.answers['GET session'] = session({ idle_ends_at: new Date(Date.now() + 240_000).toISOString() });
  await page.goto(api.url);
  await expect(page.getByRole('dialog', { name: 'まもなく自動でログアウトします' })).toBeVisible();
  api.answers['GET session'] = { state: 'anonymous', first_administrator: false, ...around };
  await pass(page, api, 245_000);
  const dialog = page.getByRole('dialog', { name: 'ログインの時間が切れました' });
  await expect(dialog.getByLabel('パスワード')).toBeVisible();
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(100);
    await expect(dialog.getByLabel('パスワード')).toBeVisible();
  }
});
