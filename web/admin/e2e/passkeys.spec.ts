/** One's own passkeys: what is asked before one goes, and what is said where there are none. */

import { at, session } from './fixtures.ts';
import { refuse } from './stand_in.ts';
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
  expect(api.sent('DELETE session/passkeys/AQID').map(({ body }) => body)).toEqual([{ version: 1 }]);
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

test('whoever has a passkey alone sets an app up beside it', async ({ page, api }) => {
  const alone = { ...session().me, second_factors: ['passkey' as const] };
  api.answers['GET session'] = session({ me: alone, stepped_up_until: at(4 * 60_000) });
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>';
  const secret = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  api.answers['POST session/authenticator'] = { secret, uri: 'otpauth://totp/x', qr_svg: svg };
  const wrong = { path: 'code', code: 'wrong_code', message: '数字が合いません。' };
  api.fail('PUT session/authenticator', refuse(422, 'invalid', '', { errors: [wrong] }));
  api.answers['PUT session/authenticator'] = session({
    me: { ...alone, second_factors: ['totp', 'passkey'] },
  });
  await go(page, api, '/account', '自分の設定');
  await page.getByRole('button', { name: '認証アプリを設定する' }).click();
  const dialog = page.getByRole('dialog', { name: '認証アプリの設定' });
  await expect(dialog.getByText('ABCD EFGH IJKL MNOP')).toBeVisible();
  await dialog.getByRole('button', { name: '設定する' }).click();
  await expect(dialog.getByText('＊6けたの数字を入力してください。')).toBeVisible();
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/authenticator-add-${width}.png` });
    expect(await violations(page)).toEqual([]);
  }
  await dialog.getByLabel('認証コード').fill('１２３４５６');
  await dialog.getByRole('button', { name: '設定する' }).click();
  await expect(dialog.getByText('＊数字が合いません。')).toBeVisible();
  await dialog.getByRole('button', { name: '設定する' }).click();
  await expect(page.getByText('認証アプリを設定しました')).toBeVisible();
  await expect(page.getByText('認証アプリ、パスキー')).toBeVisible();
  expect(api.sent('PUT session/authenticator').map(({ body }) => body)).toEqual([
    { code: '123456' },
    { code: '123456' },
  ]);
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
