/** One's own passkeys: what is asked before one goes, and what is said where there are none. */

import { at, session } from './fixtures.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

test('a passkey goes after a question and the second factor', async ({ page, api }) => {
  api.answers['POST session/step-up'] = session({ stepped_up_until: at(4 * 60_000) });
  api.answers['DELETE session/passkeys/AQID'] = { passkeys: [] };
  await go(page, api, '/account', '自分の設定');
  await page.getByRole('button', { name: '窓口のパソコンを削除する' }).click();
  const dialog = page.getByRole('dialog', { name: '「窓口のパソコン」の削除' });
  await page.screenshot({ path: `${SHOTS}/passkey-remove-1366.png` });
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: '削除する' }).click();
  const proof = page.getByRole('dialog', { name: 'ご本人の確認' });
  await proof.getByLabel('認証コード').fill('123456');
  await proof.getByRole('button', { name: '確認して続ける' }).click();
  await expect(page.getByText('「窓口のパソコン」を削除しました。')).toBeVisible();
  expect(api.sent('DELETE session/passkeys/AQID')).toHaveLength(1);
});

test('a passkey needs a name before anything is asked of a device', async ({ page, api }) => {
  await go(page, api, '/account', '自分の設定');
  await page.getByRole('button', { name: 'パスキーを登録する' }).click();
  await page.getByRole('button', { name: '機器で確認して登録する' }).click();
  await expect(page.getByText('＊パスキーの名前を入力してください。')).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/passkey-add-390.png` });
  expect(await violations(page)).toEqual([]);
  expect(api.sent('POST session/passkeys/options')).toEqual([]);
});

test('where the console has no name, or another one, the button says why', async ({ page, api }) => {
  for (const [host, words] of [
    [null, /名前（ドメイン）が決まっていない/],
    ['haishin.example.jp', /アドレスが「haishin.example.jp」のときだけ使えます/],
  ] as const) {
    api.answers['GET session'] = session({ passkey_host: host });
    await go(page, api, '/account', '自分の設定');
    await expect(page.getByText(words)).toBeVisible();
    const add = page.getByRole('button', { name: 'パスキーを登録する' });
    await expect(add).toHaveAttribute('aria-disabled', 'true');
    await page.screenshot({ path: `${SHOTS}/passkey-not-here-1366.png` });
  }
});
