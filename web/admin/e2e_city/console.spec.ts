/** The staff console on a real city: from the deploy's code to a message on a phone. */

import type { Page } from '@playwright/test';
import {
  type Authenticator,
  enroll,
  expect,
  FIRST_CODE,
  onPhones,
  PASSWORD,
  picture,
  stepUp,
  test,
  untaken,
} from './support.ts';

test.describe.configure({ mode: 'serial' });

async function becomeAdministrator(page: Page): Promise<Authenticator> {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: '最初の管理者の登録' })).toBeVisible();
  await picture(page, 'first_administrator');
  await page.getByLabel('初期設定コード').fill(FIRST_CODE);
  await page.getByLabel('ログインID').fill('hanako');
  await page.getByRole('textbox', { name: '氏名※' }).fill('高津 花子');
  await page.getByLabel('新しいパスワード', { exact: false }).first().fill(PASSWORD);
  await page.getByLabel('新しいパスワード（確認）').fill(PASSWORD);
  await page.getByRole('button', { name: 'パスワードを決めて進む' }).click();
  const app = await enroll(page);
  await picture(page, 'authenticator');
  await page.getByRole('button', { name: '設定して始める' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ホーム' })).toBeVisible();
  return app;
}

async function write(page: Page, title: string, text: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: '配信を作成する' }).first().click();
  await page.getByLabel('配信の名前').fill(title);
  await page.getByRole('button', { name: '吹き出しを足す' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^テキスト/ })
    .click();
  await page.getByRole('textbox', { name: /本文/ }).fill(text);
}

async function choose(page: Page, ward: string): Promise<void> {
  await page.getByRole('tab', { name: '2 対象' }).click();
  await page.getByRole('radio', { name: '条件に当てはまる人' }).check();
  await page.getByRole('checkbox', { name: ward }).check();
  await expect(page.getByText(/1人/).first()).toBeVisible();
}

async function confirm(page: Page): Promise<void> {
  await page.getByRole('button', { name: '確認へ進む' }).click();
  await expect(page.getByText('届く人数')).toBeVisible();
  await expect(page.getByText('先に変更されています')).toHaveCount(0);
}

test('the first administrator signs in with a second factor, writes, chooses, takes back, sends and watches', async ({
  page,
}) => {
  const app = await becomeAdministrator(page);
  await picture(page, 'home');
  await write(page, '水道工事のお知らせ', '川崎区の皆さまへ。12月10日（木）の9時から、水道工事を行います。');
  await picture(page, 'compose');
  await choose(page, '川崎区');
  await picture(page, 'target');
  await page.getByRole('tab', { name: '3 日時' }).click();
  await picture(page, 'when');
  await confirm(page);
  await picture(page, 'confirm');
  await page.getByRole('button', { name: '1人に配信する' }).click();
  await expect(page.getByText(/あと.*で配信を始めます/)).toBeVisible();
  await picture(page, 'undo');
  await page.getByRole('button', { name: '取り消して下書きに戻す' }).click();
  await expect(page.getByLabel('配信の名前')).toHaveValue('水道工事のお知らせ');
  expect(await onPhones('水道工事')).toBe(0);

  await page.getByRole('tab', { name: '3 日時' }).click();
  await page.getByRole('checkbox', { name: /緊急の配信/ }).check();
  await confirm(page);
  await picture(page, 'confirm_emergency');
  await page.getByRole('button', { name: '1人に配信する' }).click();
  await expect(page.getByText('1／1人に配信済み')).toBeVisible({ timeout: 60_000 });
  await picture(page, 'delivered');
  expect(await onPhones('水道工事')).toBe(1);
  await page.goto('/people');
  await expect(page.getByRole('heading', { level: 1, name: '利用者・権限' })).toBeVisible();
  await page.getByRole('button', { name: /追加/ }).first().click();
  await page.getByRole('textbox', { name: 'ログインID' }).fill('kyoko');
  await page.getByRole('textbox', { name: '氏名※' }).fill('幸 京子');
  await page.getByRole('checkbox', { name: '広報課' }).check();
  await picture(page, 'invite');
  await page.getByRole('button', { name: '追加して招待コードを作る' }).click();
  await stepUp(page, app);
  const code = await page.getByRole('dialog').locator('dd').nth(1).innerText();
  expect(code).toMatch(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){3}$/);
  await picture(page, 'invitation');
  await page.getByRole('button', { name: '書き留めたので閉じる' }).click();
  await expect(page.getByRole('link', { name: '幸 京子' })).toBeVisible();
  await picture(page, 'people');
});

test.afterAll('the manual shows only what was on these screens', () => {
  expect(untaken()).toEqual([]);
});
