/**
 * How fast the console answers, as a report: 10 Mbps with 40 ms and half the processor, an ordinary city PC. Machines
 * differ, so nothing fails on a figure; bytes are what the build checks.
 */

import { anOrdinaryPc, best, TARGETS, until } from './measure.ts';
import { expect, go, test } from './support.ts';

const DRAFT = '01DRAFTKUSURI00000000000001';
const RUNS = 3;

test('first load, route change, count and preview are reported', async ({ page, api }) => {
  await anOrdinaryPc(page);
  const load: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await go(page, api, '/', 'ホーム');
    load.push(await page.evaluate(() => performance.getEntriesByName('home')[0]?.startTime ?? Number.NaN));
  }

  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const route: number[] = [];
  await until(page, 'h1', '配信', () => link('配信').click());
  for (let run = 0; run < RUNS; run += 1) {
    await until(page, 'h1', 'ホーム', () => link('ホーム').click());
    route.push(await until(page, 'h1', '配信', () => link('配信').click()));
  }

  api.answers['POST segments/count'] = ({ text }) => {
    const count = text.includes('kawasaki') ? 2002 : 1001;
    return { count, since_yesterday: null, compared_with: null, description: '', parts: [], samples: [] };
  };
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await page.getByRole('tab', { name: '2 対象' }).click();
  await expect(page.locator('strong', { hasText: '1,001人' }).first()).toBeVisible();
  const box = page.getByRole('checkbox', { name: '川崎区' });
  const count = await until(page, 'strong', '2,002人', () => box.click());

  await page.getByRole('tab', { name: '1 メッセージ' }).click();
  await page.getByLabel('本文').first().focus();
  await page.keyboard.press('Control+End');
  const preview: number[] = [];
  for (let letters = 'x'; letters.length <= RUNS; letters += 'x')
    preview.push(await until(page, '[data-preview]', `。${letters}`, () => page.keyboard.press('x')));

  test.info().annotations.push({
    type: 'report',
    description:
      `10 Mbps (40 ms), CPU 2x, no compression, best of ${RUNS}: first load ${best(load, TARGETS.load)}, ` +
      `route change from cache ${best(route, TARGETS.route)}, count after a click (answered at once) ` +
      `${best([count], TARGETS.count)}, preview after a key ${best(preview, TARGETS.preview)}`,
  });
});
