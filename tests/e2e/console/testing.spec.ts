/** A tester by the code that was shown, and a draft on their phone and on no other; with whom `console.spec.ts` has brought in. */

import { heading, people, TITLE, write } from './steps.ts';
import { ahead, expect, onPhones, picture, say, test } from './support.ts';

test('a phone sends the code it was shown, sees a draft before the citizens do, and no other phone does', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await page.goto('/testers');
  await heading(page, 'テスター');
  await page.getByRole('button', { name: 'コードで登録する' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/この画面での名前/).fill('広報課の公用スマホ');
  await dialog.getByRole('button', { name: 'コードを作る' }).click();
  const code = await dialog.getByText(/^TEST-[A-Z2-9]{4}-[A-Z2-9]{4}$/).innerText();
  await picture(page, 'tester_code');
  await say(code.toLowerCase());
  await expect.poll(() => onPhones('テスト配信の受信者に登録されました'), { timeout: 30_000 }).toBe(1);
  await dialog.getByRole('button', { name: '閉じる' }).click();
  await page.reload();
  await expect(page.getByRole('rowheader', { name: '広報課の公用スマホ' })).toBeVisible();

  const words = `${await ahead(29)}から窓口を休みます。`;
  await write(page, '年末の窓口', words);
  await page.getByRole('tab', { name: '4 テスト' }).click();
  await page.getByRole('checkbox', { name: '広報課の公用スマホ' }).check();
  await page.getByRole('button', { name: 'テスト配信する' }).click();
  await expect(page.getByText('いまの内容と同じ')).toBeVisible({ timeout: 30_000 });
  await page.getByText('LINEが受け付けました').scrollIntoViewIfNeeded();
  await picture(page, 'test');
  expect(await onPhones('【テスト配信】')).toBe(1);
  expect(await onPhones(words)).toBe(1);
  await page.getByLabel(TITLE).fill('年末年始の窓口');
  await expect(page.getByText('このあと内容が変わりました')).toBeVisible();
});
