/** A passkey on a real city, in a device that Chromium plays; with whom `console.spec.ts` has brought in. */

import type { Page } from '../../../web/playwright.ts';
import { heading, people } from './steps.ts';
import { expect, PASSWORD, picture, stepUp, test } from './support.ts';

/** A computer with a fingerprint reader, whose owner always touches it. */
async function fingerprintReader(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test('a passkey is set up on one’s own page, lets its owner in, and is shown again before it goes', async ({
  visit,
}) => {
  const page = await visit(people.kyoko);
  await fingerprintReader(page);
  await page.goto('/');
  await page.getByRole('link', { name: '自分の設定' }).click();
  await heading(page, '自分の設定');
  for (const name of ['窓口のパソコン', '公用のスマートフォン']) {
    await page.getByRole('button', { name: 'パスキーを登録する' }).click();
    await page.getByLabel('パスキーの名前').fill(name);
    await page.getByRole('button', { name: '機器で確認して登録する' }).click();
    if (name === '窓口のパソコン') {
      await stepUp(page, people.kyokosApp);
      await expect(page.getByText(`「${name}」を登録しました`)).toBeVisible();
    }
  }
  // The same device has one passkey for one person.
  await expect(page.getByText('この機器のパスキーは、もう登録されています。')).toBeVisible();
  await page.getByRole('button', { name: 'やめる' }).click();
  await picture(page, 'passkeys');

  await page.getByRole('button', { name: 'ログアウト', exact: true }).click();
  await page.getByLabel('ログインID').fill('kyoko');
  await page.getByLabel('パスワード').fill(PASSWORD);
  await page.getByRole('button', { name: '次へ' }).click();
  await expect(page.getByRole('button', { name: 'パスキーで確認する' })).toBeVisible();
  await picture(page, 'passkey_sign_in');
  await page.getByRole('button', { name: 'パスキーで確認する' }).click();
  await expect(page.getByRole('link', { name: '自分の設定' })).toBeVisible();
  people.kyoko = await page.context().storageState();

  await page.getByRole('link', { name: '自分の設定' }).click();
  await page.getByRole('button', { name: '窓口のパソコンを削除する' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '削除する' }).click();
  await page
    .getByRole('dialog', { name: 'ご本人の確認' })
    .getByRole('button', { name: 'パスキーで確認する' })
    .click();
  await expect(page.getByText('「窓口のパソコン」を削除しました。')).toBeVisible();
  await expect(page.getByText('パスキーはまだありません。')).toBeVisible();
});

test('at a number instead of the console’s name there are no passkeys, and the page says why', async ({
  visit,
}) => {
  const page = await visit();
  const state = people.kyoko;
  await page.context().addCookies(state.cookies.map((cookie) => ({ ...cookie, domain: '127.0.0.1' })));
  const here = new URL(page.url() === 'about:blank' ? (process.env.STAFF_URL ?? '') : page.url());
  await page.goto(`http://127.0.0.1:${here.port}/account`);
  await heading(page, '自分の設定');
  await expect(page.getByText(/アドレスが「localhost」のときだけ使えます/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'パスキーを登録する' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
});
