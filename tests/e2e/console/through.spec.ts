/**
 * One delivery's whole way on a real city, stopped in the middle of two thousand people; with whom `console.spec.ts` has
 * brought in. `unfinished.spec.ts` resumes it: what LINE asked to come later is left alone for a minute.
 */

import type { Page } from '../../../web/playwright.ts';
import { control, friends, ledgerOf } from './city.ts';
import { addUp, approved, atOnce, confirm, people, proveUntil, TITLE, write } from './steps.ts';
import { expect, onPhones, test } from './support.ts';

/** Everybody but the two phones that have answered the form: four full batches. */
const OTHERS = 2000;
const REGISTERED = 2;

test.afterEach(() => control('DELETE', 'faults'));

async function unregistered(page: Page): Promise<void> {
  await page.getByRole('tab', { name: '2 対象' }).click();
  await page.getByRole('radio', { name: '条件に当てはまる人' }).check();
  await page.getByLabel('条件1', { exact: true }).selectOption({ label: '登録フォームに回答した' });
  await page.getByRole('checkbox', { name: /^回答していない人にする/ }).check();
  await expect(page.getByText(/いまの対象は\s*2,000人/)).toBeVisible();
}

test('written, tested, approved, reserved, taken back, sent, watched and stopped halfway: the numbers add up', async ({
  visit,
}) => {
  const [writer, approver] = [await visit(people.hanako), await visit(people.kyoko)];
  const title = '登録フォームのご案内';
  const words = '登録フォームへのご回答をお願いします。';
  await writer.goto('/');
  await friends(writer, OTHERS + REGISTERED);

  await test.step('write and test', async () => {
    await write(writer, title, words);
    await unregistered(writer);
    await writer.getByRole('tab', { name: '3 日時' }).click();
    await writer.getByRole('radio', { name: '日時を決めて予約する' }).check();
    await writer.getByRole('tab', { name: '4 テスト' }).click();
    await writer.getByRole('checkbox', { name: '広報課の公用スマホ' }).check();
    await writer.getByRole('button', { name: 'テスト配信する' }).click();
    await expect(writer.getByText('いまの内容と同じ')).toBeVisible({ timeout: 30_000 });
    expect(await onPhones(words)).toBe(1);
  });

  await test.step('approve, reserve and take back', async () => {
    await confirm(writer);
    await expect(writer.getByText(/テスト済み.*（この版）/)).toBeVisible();
    await approved(writer, approver, title, '2,000人');
    await expect(writer.getByText(/テスト済み.*（この版）/), 'an approval is no edit').toBeVisible();
    await writer.getByLabel(/^大切な配信です/).fill('２０００人に配信');
    await writer.getByRole('button', { name: /2,000人への配信を予約する/ }).click();
    const back = writer.getByRole('button', { name: '予約を解除して下書きに戻す' });
    await proveUntil(writer, people.hanakosApp, back);
    await back.click();
    const field = writer.getByLabel(TITLE);
    const again = writer.getByRole('button', { name: '承認をやり直すことにして、内容を直す' });
    await expect(again.or(field)).toBeVisible();
    if (await again.isVisible()) await again.click();
    await expect(field).toHaveValue(title);
  });

  // LINE takes two batches, then asks to come again later, until it is told otherwise.
  await control('POST', 'faults', [
    { endpoint: 'multicast', kind: 'slow', ms: 1, times: 2 },
    { endpoint: 'multicast', kind: '429_rate', ms: 1000 },
  ]);
  await test.step('send, watch and stop', async () => {
    await writer.getByRole('tab', { name: '3 日時' }).click();
    await writer.getByRole('radio', { name: '確認のあとすぐ' }).check();
    await atOnce(writer);
    await confirm(writer);
    await approved(writer, approver, title, '2,000人');
    await writer.getByLabel(/^大切な配信です/).fill('2,000人に配信');
    await writer.getByRole('button', { name: '2,000人に配信する' }).click();
    const half = writer.getByText('1,000／2,000人に配信済み');
    await proveUntil(writer, people.hanakosApp, writer.getByRole('button', { name: '残りを停止' }));
    await expect(half).toBeVisible({ timeout: 60_000 });
    await writer.getByRole('button', { name: '残りを停止' }).click();
    const dialog = writer.getByRole('dialog', { name: '残りの配信を停止しますか' });
    await expect(dialog).toContainText(
      '1,000人に配信済みです。まだ送っていない約1,000人への配信を止めます。',
    );
    await dialog.getByRole('button', { name: '残りを停止する' }).click();
    await expect(
      writer.getByText('止まっています。1,000人に配信済み、1,000人には送っていません。'),
    ).toBeVisible();
    await addUp(writer, OTHERS, { 配信済み: 1000, これから: 1000 });
    expect(await ledgerOf(writer)).toEqual({ accepted: 1000, doubled: 0, requests: 2 });
  });
  people.stopped = new URL(writer.url()).pathname;
});
