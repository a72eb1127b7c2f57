/** What `through.spec.ts` stopped in the middle goes on, to those who did not have it, and to nobody twice. */

import { quiet } from '../../../web/admin/e2e/support.ts';
import { control, ledgerOf, violations } from './city.ts';
import { addUp, people, proveUntil } from './steps.ts';
import { expect, onPhones, test } from './support.ts';

test('a stopped delivery is resumed for those who are left, and in the end everybody has it once', async ({
  visit,
}) => {
  // What LINE asked to come later is left alone for a minute.
  await control('POST', 'clock', { advance_ms: 60_000 });
  const page = await visit(people.hanako);
  await page.goto(people.stopped);
  await expect(page.getByRole('button', { name: '残り1,000人への配信を再開' })).toBeVisible();
  await quiet(page); // what goes out is told above every screen, and moves it down once
  await page.getByRole('button', { name: '残り1,000人への配信を再開' }).click();
  const dialog = page.getByRole('dialog', { name: '残り1,000人への配信を再開しますか' });
  await expect(dialog).toContainText('すでに送った人に、もう一度送られることはありません。');
  await dialog.getByRole('button', { name: '残り1,000人に配信する' }).click();
  // About half of all: from the half on, whoever lets it go on is asked who they are, as for a first send of so many.
  await proveUntil(page, people.hanakosApp, page.getByText('2,000／2,000人に配信済み'), 90_000);
  await addUp(page, 2000, { 配信済み: 2000, これから: 0 });
  expect(await ledgerOf(page)).toEqual({ accepted: 2000, doubled: 0, requests: 4 });
  expect(await violations()).toEqual([]);
  // The tester's phone had it as a test; of the three phones only the one that answered nothing is among the two thousand.
  expect(await onPhones('登録フォームへのご回答をお願いします。')).toBe(2);
});
