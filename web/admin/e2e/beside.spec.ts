/** What happens beside a draft while it is written: a colleague saves it, and another delivery takes the same minute. */

import { DAY_AHEAD } from './fixtures_drafts.ts';
import { expect, go, jump, SHOTS, test, violations } from './support.ts';

const DRAFT = '01DRAFTKUSURI00000000000001';

test('a colleague who saved the same draft is named before anything collides', async ({ page, api }) => {
  await page.clock.install();
  const stands = api.answers[`GET drafts/${DRAFT}`] as object;
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await expect(page.getByText(/さんが編集中です/)).toHaveCount(0);
  const taro = { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' };
  api.answers[`GET drafts/${DRAFT}`] = { ...stands, version: 8, updated_by: taro };
  await jump(page, 21_000);
  await expect(page.getByText(/宮前 太郎さんが編集中です（9:00）/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/others-writing-1366.png` });
  expect(await violations(page)).toEqual([]);
  api.answers[`GET drafts/${DRAFT}`] = { ...stands, version: 9, updated_by: taro, state: 'returned' };
  await jump(page, 21_000);
  await expect(page.getByText(/宮前 太郎さんが差し戻しました/)).toBeVisible();
  await page.getByRole('button', { name: '新しい内容を読み直す' }).click();
  await expect(page.getByText(/さんが差し戻しました（/)).toHaveCount(0);
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  delete api.answers[`GET drafts/${DRAFT}`];
  await jump(page, 21_000);
  await expect(page.getByText('この下書きは、ほかの人が削除しました')).toBeVisible();
});

test('other reservations of the same minute are named, and those of other departments counted', async ({
  page,
  api,
}) => {
  api.answers['GET deliveries/same-minute'] = ({ query }) => ({
    titles: query.get('at')?.includes('T10:00') ? ['水道工事', 'ほかの部署の配信'] : [],
  });
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await page.getByRole('tab', { name: '3 日時' }).click();
  await expect(page.getByText(/ほかの予約が2件あります/)).toBeVisible();
  await expect(page.getByText(/「水道工事」「ほかの部署の配信」と同じ時刻です/)).toBeVisible();
  await page.getByLabel(/配信する日時/).fill(`${DAY_AHEAD}T10:01`);
  await expect(page.getByText(/ほかの予約が/)).toHaveCount(0);
});

for (const [name, address] of [
  ['確認', `/drafts/${DRAFT}/confirm`],
  ['承認', '/approvals/01DRAFTSALON000000000000002'],
] as const)
  test(`the same minute is named on ${name} as well`, async ({ page, api }) => {
    api.answers['GET deliveries/same-minute'] = { titles: ['水道工事'] };
    await go(page, api, address, new RegExp(name));
    await expect(page.getByText(/ほかの予約が1件あります/)).toBeVisible();
    await expect(page.getByText(/「水道工事」と同じ時刻です/)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({
      path: `${SHOTS}/same-minute-${name === '確認' ? 'confirm' : 'approval'}-1366.png`,
    });
  });
