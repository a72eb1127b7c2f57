/** What a page says, and what it keeps, when the server is busy, broken or out of reach; with whom `console.spec.ts` has brought in. */

import type { Page } from '../../../web/playwright.ts';
import { ask, control, ledgerOf } from './city.ts';
import { atOnce, choose, confirm, heading, people, write } from './steps.ts';
import { expect, onPhones, test } from './support.ts';

const BUSY = '操作が集中しています。20秒ほど待ってから、もう一度お試しください。';
const BROKEN = 'サーバーで問題が起きました。少し待ってから、もう一度お試しください。';

/** Calls of this kind are answered like that instead, until `page.unroute`. */
async function answers(page: Page, method: string, path: RegExp, status: number): Promise<void> {
  await page.unroute(path);
  await page.route(path, (route) => {
    if (route.request().method() !== method) return route.continue();
    const headers = { 'retry-after': '20', 'content-type': 'application/problem+json' };
    return route.fulfill({ status, headers, body: JSON.stringify({ status, title: 'x' }) });
  });
}

test.afterEach(() => control('DELETE', 'faults'));

test('a busy or broken server is told in plain words, nothing typed is lost, and a lost answer sends nothing twice', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  const words = '窓口の電話がつながりにくくなっています。';
  await write(page, '電話の不具合', '窓口の電話');
  await choose(page, '川崎区');
  await atOnce(page);
  await expect(page.getByText(/^保存済み/)).toBeVisible();

  await test.step('saving', async () => {
    const drafts = /\/api\/drafts\/\w+$/;
    await page.getByRole('tab', { name: '1 メッセージ' }).click();
    const text = page.getByRole('textbox', { name: /本文/ });
    const failed = page.getByText(/まだ保存できていません（この端末には残っています）/);
    await answers(page, 'PUT', drafts, 429);
    await text.fill(words);
    await text.blur();
    await expect(failed).toContainText(BUSY);
    await answers(page, 'PUT', drafts, 500);
    await text.blur();
    await page.keyboard.press('Control+s');
    await expect(failed).toContainText(BROKEN);
    await expect(text).toHaveValue(words);
    await page.unroute(drafts);
    await page.keyboard.press('Control+s');
    await expect(page.getByText(/^保存済み/)).toBeVisible();
  });

  await confirm(page);
  const send = page.getByRole('button', { name: '1人に配信する' });
  await test.step('sending', async () => {
    const sends = /\/api\/drafts\/\w+\/send$/;
    for (const [status, said] of [
      [429, BUSY],
      [500, BROKEN],
    ] as const) {
      await answers(page, 'POST', sends, status);
      await send.click();
      await expect(page.getByText(said)).toBeVisible();
    }
    await page.unroute(sends);
    await page.context().setOffline(true);
    await send.click();
    await expect(page.getByText(/^ネットワークにつながりません。/)).toBeVisible();
    await page.context().setOffline(false);
    expect(await onPhones(words)).toBe(0);
    // The first request arrives and its answer is lost: the second is the same wish.
    await control('POST', 'faults', [{ endpoint: 'multicast', kind: '429_rate', ms: 1000 }]);
    let lost = 0;
    await page.route(sends, async (route) => {
      lost += 1;
      if (lost > 1) return route.continue();
      await route.fetch();
      return route.abort('internetdisconnected');
    });
    await send.click();
    await expect.poll(() => lost).toBe(1);
    await expect(page.getByText(/^ネットワークにつながりません。/)).toBeVisible();
    await send.click();
    await heading(page, '電話の不具合');
  });

  await test.step('stopping', async () => {
    const stops = /\/api\/deliveries\/\w+\/stop$/;
    await page.getByRole('button', { name: '残りを停止' }).click();
    const dialog = page.getByRole('dialog', { name: '残りの配信を停止しますか' });
    for (const [status, said] of [
      [429, BUSY],
      [500, BROKEN],
    ] as const) {
      await answers(page, 'POST', stops, status);
      await dialog.getByRole('button', { name: '残りを停止する' }).click();
      await expect(dialog.getByText(said)).toBeVisible();
    }
    await page.unroute(stops);
    await dialog.getByRole('button', { name: '残りを停止する' }).click();
    await expect(page.getByText(/止まっています。まだだれにも/)).toBeVisible();
    await page.getByRole('button', { name: '残りを中止（再開しない）' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '中止する' }).click();
    await expect(page.getByText(/中止しました。だれにも送っていません。/)).toBeVisible();
  });
  const { body } = await ask<{ deliveries: { title: string }[] }>(page, 'GET', 'deliveries?view=all');
  expect(body.deliveries.filter(({ title }) => title === '電話の不具合')).toHaveLength(1);
  expect((await ledgerOf(page)).accepted).toBe(0);
  expect(await onPhones(words)).toBe(0);
});
