/** One's own password, and the other browsers that are still in. */

import { at, session } from './fixtures.ts';
import { OPEN_SESSIONS } from './fixtures_trails.ts';
import { Reply, refuse } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

test('a password is changed by whoever knows the one that stands, and is told what that ends', async ({
  page,
  api,
}) => {
  api.answers['GET session'] = session({ stepped_up_until: at(4 * 60_000) });
  const wrong = { path: 'current', code: 'wrong', message: 'いまのパスワードが違います。' };
  api.fail('PUT session/password', refuse(422, 'invalid', '', { errors: [wrong] }));
  api.answers['PUT session/password'] = session({ stepped_up_until: at(4 * 60_000) });
  await go(page, api, '/account', '自分の設定');
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/account-${width}.png`, fullPage: true });
    expect(await isTooWide(page)).toBe(false);
  }
  await page.getByRole('button', { name: 'パスワードを変える' }).click();
  const dialog = page.getByRole('dialog', { name: 'パスワードの変更' });
  await dialog.getByRole('button', { name: 'パスワードを変える' }).click();
  await expect(dialog.getByText('＊いまのパスワードを入力してください。')).toBeVisible();
  await dialog.getByLabel('いまのパスワード').fill('umbrella tractor violet ten');
  await dialog.getByLabel('新しいパスワード※必須', { exact: true }).fill('lantern gravel mosquito');
  await dialog.getByLabel('新しいパスワード（確認）').fill('lantern gravel');
  await dialog.getByRole('button', { name: 'パスワードを変える' }).click();
  await expect(dialog.getByText('＊上のパスワードと同じものを入力してください。')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/own-password-390.png` });
  await dialog.getByLabel('新しいパスワード（確認）').fill('lantern gravel mosquito');
  await page.keyboard.press('Control+s');
  await expect(dialog.getByText('＊いまのパスワードが違います。')).toBeVisible();
  await dialog.getByRole('button', { name: 'パスワードを変える' }).click();
  await expect(page.getByText('パスワードを変えました。ほかの端末では')).toBeVisible();
  expect(api.sent('PUT session/password')).toHaveLength(2);
});

test('the other browsers are signed out after the second factor', async ({ page, api }) => {
  api.answers['POST session/step-up'] = session({ stepped_up_until: at(4 * 60_000) });
  api.answers['DELETE session/others'] = session({ stepped_up_until: at(4 * 60_000) });
  await go(page, api, '/account', '自分の設定');
  await page.getByRole('button', { name: 'ほかの端末からログアウトする' }).click();
  const proof = page.getByRole('dialog', { name: 'ご本人の確認' });
  await proof.getByLabel('認証コード').fill('123456');
  await proof.getByRole('button', { name: '確認して続ける' }).click();
  await expect(page.getByText('ほかの端末からログアウトしました')).toBeVisible();
  expect(api.sent('DELETE session/others')).toHaveLength(1);
});

test('open sessions are seen one by one, and one of them is ended after the second factor', async ({
  page,
  api,
}) => {
  const [own] = OPEN_SESSIONS;
  api.answers['POST session/step-up'] = session({ stepped_up_until: at(4 * 60_000) });
  api.answers['DELETE session/open/fedcba9876543210'] = () => {
    api.answers['GET session/open'] = { sessions: [own] };
    return new Reply(204);
  };
  await go(page, api, '/account', '自分の設定');
  const table = page.getByRole('table', { name: 'いまログインしている端末' });
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(table.getByRole('row').filter({ hasText: '192.0.2.17' })).toContainText('この画面');
  await page.screenshot({ path: `${SHOTS}/open-sessions-1366.png`, fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/open-sessions-390.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
  const row = table.getByRole('row').filter({ hasText: '192.0.2.18' });
  await row.getByRole('button', { name: /^ログアウトさせる/ }).click();
  const proof = page.getByRole('dialog', { name: 'ご本人の確認' });
  await proof.getByLabel('認証コード').fill('123456');
  await proof.getByRole('button', { name: '確認して続ける' }).click();
  await expect(page.getByText('その端末からログアウトしました')).toBeVisible();
  await expect(table.getByRole('row')).toHaveCount(2);
  expect(api.sent('DELETE session/open/fedcba9876543210')).toHaveLength(1);
});
