/** Steps that the console's tests take again and again: signing in, writing, choosing, confirming. */

import { quiet } from '../../../web/admin/e2e/support.ts';
import type { Locator, Page } from '../../../web/playwright.ts';
import { people } from './people.ts';
import {
  type Authenticator,
  enroll,
  expect,
  FIRST_CODE,
  PASSWORD,
  picture,
  type Signed,
  stepUp,
} from './support.ts';

export { people };

/** What the invented colleagues of the local city are invited with. */
const INVITATION = 'RENSHU-YOU-2026';

export const TITLE = '配信の名前（職員だけに見えます）';

export async function becomeAdministrator(page: Page): Promise<Authenticator> {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: '最初の管理者の登録' })).toBeVisible();
  await picture(page, 'first_administrator');
  await page.getByLabel('初期設定コード').fill(FIRST_CODE);
  await page.getByLabel('ログインID').fill('hanako');
  await page.getByRole('textbox', { name: '氏名※' }).fill('高津 花子');
  await choosePassword(page);
  const app = await enroll(page);
  await picture(page, 'authenticator');
  await page.getByRole('button', { name: '設定して始める' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ホーム' })).toBeVisible();
  return app;
}

async function choosePassword(page: Page): Promise<void> {
  await page.getByLabel('新しいパスワード', { exact: false }).first().fill(PASSWORD);
  await page.getByLabel('新しいパスワード（確認）').fill(PASSWORD);
  await page.getByRole('button', { name: 'パスワードを決めて進む' }).click();
}

/** Somebody who was invited sets a password and an authenticator app. */
export async function acceptInvitation(page: Page, login: string, code: string): Promise<Authenticator> {
  await page.goto('/');
  await page.getByRole('button', { name: /招待コードを受け取った方/ }).click();
  await page.getByLabel('招待コード').fill(code);
  await page.getByLabel('ログインID').fill(login);
  await choosePassword(page);
  const app = await enroll(page);
  await page.getByRole('button', { name: '設定して始める' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ホーム' })).toBeVisible();
  return app;
}

/** The browser of one of the invented colleagues, such as `kosodate1`. */
export async function colleague(visit: (signed?: Signed) => Promise<Page>, login: string): Promise<Page> {
  const page = await visit(people.colleagues[login]);
  if (people.colleagues[login] === undefined) {
    await acceptInvitation(page, login, INVITATION);
    people.colleagues[login] = await page.context().storageState();
  }
  return page;
}

export async function heading(page: Page, name: string | RegExp): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name, exact: typeof name === 'string' })).toBeVisible();
}

export async function write(page: Page, title: string, text: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: '配信を作成する' }).first().click();
  await page.getByRole('button', { name: '空の下書きから作成' }).click();
  await page.getByLabel(TITLE).fill(title);
  // What is still to be decided stands above the button, and comes with a part of the page that is read after it.
  await expect(page.getByText(/^配信するまでに決めること：\d+件/)).toBeVisible();
  await quiet(page);
  const kind = page.getByRole('dialog').getByRole('button', { name: /^テキスト/ });
  // On a machine that does much else, what arrives between the two halves of a press can take it away, as from anybody.
  await expect(async () => {
    await page.getByRole('button', { name: '吹き出しを足す' }).click();
    await expect(kind).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await kind.click();
  await page.getByRole('textbox', { name: /本文/ }).fill(text);
}

export async function choose(page: Page, ward: string): Promise<void> {
  await page.getByRole('tab', { name: '2 対象' }).click();
  await page.getByRole('radio', { name: '条件に当てはまる人' }).check();
  await page.getByRole('checkbox', { name: ward }).check();
  await expect(page.getByText(/いまの対象は\s*1人/)).toBeVisible();
}

/** The emergency switch: nothing has to be waited for. `confirm` ticks that it is meant. */
export async function atOnce(page: Page): Promise<void> {
  await page.getByRole('tab', { name: '3 日時' }).click();
  await page.getByRole('checkbox', { name: /緊急の配信/ }).check();
}

/** What is asked where an emergency's text has no word of one. */
export const MEANT = /緊急のときの言葉が見当たりません/;

export async function confirm(page: Page): Promise<void> {
  await page.getByRole('button', { name: '確認へ進む' }).click();
  await expect(page.getByText('届く人数', { exact: true })).toBeVisible();
  await expect(page.getByText('先に変更されています')).toHaveCount(0);
  await quiet(page);
  for (const meant of await page.getByRole('checkbox', { name: MEANT }).all()) await meant.check();
}

/** A picture begins with the screen's title. */
export const fromTop = (page: Page): Promise<void> => page.evaluate(() => window.scrollTo(0, 0));

/** Somebody else's browser is asked for the second factor unless it was shown a moment ago; then `done` stands there. */
export async function proveUntil(
  page: Page,
  app: Authenticator,
  done: Locator,
  timeout = 30_000,
): Promise<void> {
  const proof = page.getByRole('dialog', { name: 'ご本人の確認' });
  await expect(proof.or(done).first()).toBeVisible({ timeout });
  if (await proof.isVisible()) await stepUp(page, app);
  await expect(done).toBeVisible({ timeout });
}

/** The session has ended in the middle of work: password and second factor over the page, which stays as it is. */
export async function signInAgain(page: Page, app: Authenticator): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'ログインの時間が切れました' });
  const [password, retry] = [
    dialog.getByLabel('パスワード'),
    dialog.getByRole('button', { name: 'もう一度読み込む' }),
  ];
  await expect(password.or(retry).first()).toBeVisible({ timeout: 70_000 });
  if (await retry.isVisible()) await retry.click();
  await password.fill(PASSWORD);
  await dialog.getByRole('button', { name: '次へ' }).click();
  await dialog.getByLabel('認証コード').fill(await app.next());
  await dialog.getByRole('button', { name: 'ログイン' }).click();
  await expect(dialog).toHaveCount(0);
}

/** Asks for approval on the last look, and a second person gives it. */
export async function approved(writer: Page, approver: Page, title: string, count: string): Promise<void> {
  await writer.getByRole('button', { name: '承認を依頼する' }).click();
  await expect(writer.getByText('承認を待っています')).toBeVisible();
  await approver.goto('/approvals');
  await approver.getByRole('link', { name: title }).click();
  await heading(approver, `承認：${title}`);
  await quiet(approver);
  await approver.getByRole('button', { name: `${count}への配信を承認する` }).click();
  // Only then is it kept: the writer's page reads it once, and hears of what comes later only after a while.
  await expect(approver.getByText(`「${title}」を承認しました`)).toBeVisible();
  await writer.reload();
  await expect(writer.getByText('幸 京子さんが承認しました')).toBeVisible();
}

/** The numbers that stand on a delivery's screen, by their names. */
async function numbers(page: Page): Promise<Record<string, number>> {
  const box = page.locator('section', { has: page.getByRole('heading', { name: '進み具合' }) }).locator('dl');
  const pairs = await box.locator('> div').allInnerTexts();
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', count = ''] = pair.split('\n').filter((line) => line !== '');
      return [name, Number(count.replace(/[,人]/g, ''))];
    }),
  );
}

/** The screen's numbers are these, and together they are all who were planned. */
export async function addUp(page: Page, all: number, expected: Record<string, number>): Promise<void> {
  await expect.poll(() => numbers(page)).toMatchObject(expected);
  const { 対象: planned = 0, ...ends } = await numbers(page);
  expect(planned).toBe(all);
  expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(planned);
}
