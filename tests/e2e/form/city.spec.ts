/** The whole way in the local city: greeting, phone, form, citizen_api and back. */

import { expect, type Locator, type Page, test } from '../../../web/playwright.ts';

const complaints: string[] = [];

test.beforeEach(async ({ page }) => {
  const address = process.env.PHONES_URL;
  if (!address)
    throw new Error('PHONES_URL is not set: scripts/e2e.sh starts a city and says where its phones are');
  complaints.length = 0;
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (/content security policy|trusted ?(type|html|script)/i.test(line.text()))
      complaints.push(line.text());
  });
  await page.goto(address);
  await expect(page.getByText('接続中')).toBeVisible();
});

test.afterEach(() => expect(complaints).toEqual([]));

/** Somebody who has just added the account opens the form by the link of the greeting. */
async function newcomer(page: Page, number: number, name: string): Promise<Locator> {
  const on = page.getByRole('region', { name: `電話${number}`, exact: true });
  await on.getByRole('button', { name: '友だちを追加' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('表示名').fill(name);
  await dialog.getByRole('button', { name: '友だち追加する' }).click();
  await openForm(on);
  return on;
}

async function openForm(on: Locator) {
  await on
    .getByRole('link', { name: /^https:\/\/liff\.line\.me\// })
    .first()
    .click();
}

test('somebody new registers from the greeting, changes, and takes it back; a neighbour sees nothing of it', async ({
  page,
}) => {
  const on = await newcomer(page, 1, '登録 花子');
  const form = on.frameLocator('iframe');
  await expect(form.getByText('まだ登録していません')).toBeVisible();
  await form.getByRole('radio', { name: '高津区' }).check();
  await form.getByRole('checkbox', { name: '防災' }).check();
  await form.getByRole('checkbox', { name: '読みました。同意します' }).check();
  await form.getByRole('button', { name: '2つの回答で登録する' }).click();
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeVisible();
  await form.getByRole('button', { name: 'トークに戻る' }).click();
  await expect(on.locator('iframe')).toHaveCount(0);

  const neighbour = (await newcomer(page, 2, '登録 次郎')).frameLocator('iframe');
  await expect(neighbour.getByText('まだ登録していません')).toBeVisible();
  await expect(neighbour.getByRole('radio', { name: '高津区' })).not.toBeChecked();

  await openForm(on);
  await expect(form.getByText('登録ずみです')).toBeVisible();
  await expect(form.getByRole('radio', { name: '高津区' })).toBeChecked();
  await form.getByRole('radio', { name: '麻生区' }).check();
  await form.getByRole('button', { name: '「お住まいの区」の変更を保存する' }).click();
  await form.getByRole('button', { name: '回答をもう一度見る・変える' }).click();
  await expect(form.getByRole('radio', { name: '麻生区' })).toBeChecked();

  await form.getByRole('button', { name: '登録をやめて、わたしの情報を消す' }).click();
  await form.getByRole('button', { name: '登録をやめて、情報を消す' }).click();
  await expect(form.getByRole('heading', { name: '登録をやめました' })).toBeVisible();
  await on.getByRole('button', { name: 'フォームを閉じる' }).click();
  await openForm(on);
  await expect(form.getByText('まだ登録していません')).toBeVisible();
  await expect(form.getByRole('radio', { name: '麻生区' })).not.toBeChecked();
});
