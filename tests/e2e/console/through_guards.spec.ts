/** To everybody on a real city: each warning by itself, a second person, the count by hand; and without approval, looked at afterwards. */

import type { Page } from '../../../web/playwright.ts';
import { broadcasts, friends, violations } from './city.ts';
import { approved, atOnce, confirm, people, proveUntil, write } from './steps.ts';
import { ahead, expect, onPhones, test } from './support.ts';

const FRIENDS = 2002;

async function everybody(page: Page): Promise<void> {
  await page.getByRole('tab', { name: '2 対象' }).click();
  await page.getByRole('radio', { name: '全員' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '全員を対象にする' }).click();
  await expect(page.getByText('全員に届きます')).toBeVisible();
  await expect(page.getByText(/いまの対象は\s*2,002人/)).toBeVisible();
}

/** Marks the open warnings, one after the other; says how many there were. */
async function acknowledge(page: Page): Promise<number> {
  const title = page.getByRole('heading', { name: /^確かめてほしいところ（あと\d+件）$/ });
  const open = Number(/\d+/.exec(await title.innerText())?.[0]);
  const send = page.getByRole('button', { name: '2,002人に配信する' });
  for (let left = open; left > 0; left -= 1) {
    await expect(page.getByRole('heading', { name: `確かめてほしいところ（あと${left}件）` })).toBeVisible();
    await expect(send).toHaveAttribute('aria-disabled', 'true');
    await page.locator('li').getByRole('checkbox', { checked: false }).first().click();
  }
  await expect(page.getByRole('heading', { name: '確かめたところ' })).toBeVisible();
  return open;
}

test('to everybody: each warning is marked, a second person agrees, the count is typed, and only then it goes', async ({
  visit,
}) => {
  const [writer, approver] = [await visit(people.hanako), await visit(people.kyoko)];
  const before = await broadcasts();
  await writer.goto('/');
  await friends(writer, FRIENDS);
  const title = '市制記念のお知らせ';
  await write(
    writer,
    title,
    `${await ahead(11)}の○時から式典を行います。くわしくは http://kawasaki.invalid/ をご覧ください。`,
  );
  await everybody(writer);
  await atOnce(writer);
  await confirm(writer);
  await expect(writer.getByText(/リンクが開けるか確かめています/)).toHaveCount(0, { timeout: 30_000 });
  await expect(writer.locator('li', { hasText: '○時' }).getByRole('checkbox')).toBeVisible();
  await expect(writer.locator('li', { hasText: 'http://' }).getByRole('checkbox').first()).toBeVisible();
  expect(await acknowledge(writer)).toBeGreaterThanOrEqual(2);
  await approved(writer, approver, title, '2,002人');
  const count = writer.getByLabel('大切な配信です。「2,002人に配信」と入力してください');
  await count.fill('2,000人に配信');
  await count.blur();
  await expect(writer.getByText(/「2,002人に配信」と違います/)).toBeVisible();
  await count.fill('2,002人に配信');
  await writer.getByRole('button', { name: '2,002人に配信する' }).click();
  await proveUntil(
    writer,
    people.hanakosApp,
    writer.getByRole('heading', { level: 1, name: title, exact: true }),
  );
  await expect(writer.getByText('2,002／2,002人に配信済み')).toBeVisible({ timeout: 60_000 });
  expect(await onPhones('式典を行います')).toBe(3);
  expect(await broadcasts()).toBe(before + 1);
});

test('in an emergency it goes out without approval, and the approver writes down what they found', async ({
  visit,
}) => {
  const [writer, approver] = [await visit(people.hanako), await visit(people.kyoko)];
  const title = '高潮のお知らせ';
  await write(writer, title, '海の近くから離れてください。');
  await everybody(writer);
  await atOnce(writer);
  await confirm(writer);
  await writer.getByLabel(/^大切な配信です/).fill('2002');
  const send = writer.getByRole('button', { name: '2,002人に配信する' });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  const why = '高潮が迫り、承認者に連絡がつきません。';
  await writer.getByLabel('承認を待てない理由（10文字以上）').fill(why);
  await send.click();
  await proveUntil(
    writer,
    people.hanakosApp,
    writer.getByRole('heading', { level: 1, name: title, exact: true }),
  );
  await expect(writer.getByText('2,002／2,002人に配信済み')).toBeVisible({ timeout: 60_000 });
  await expect(writer.getByText(`承認なし（理由：${why}）`)).toBeVisible();
  await expect(writer.getByText('まだ確認されていません')).toBeVisible();

  await approver.goto('/');
  const task = approver.locator('li', { hasText: title }).filter({ hasText: why });
  await task.getByRole('button', { name: '確認した内容を書く' }).click();
  const dialog = approver.getByRole('dialog', { name: `「${title}」の事後の確認` });
  await dialog.getByLabel('確認した内容').fill('気象台の発表どおりでした。連絡先を2つに増やします。');
  await dialog.getByRole('button', { name: '確認を記録する' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(task).toHaveCount(0);
  await approver.reload();
  await expect(approver.getByRole('heading', { name: 'わたしの下書き' })).toBeVisible();
  await expect(task).toHaveCount(0);
  // Whoever sent it reads what was found.
  await writer.reload();
  await expect(writer.getByText('気象台の発表どおりでした。連絡先を2つに増やします。')).toBeVisible();
  expect(await violations()).toEqual([]);
});
