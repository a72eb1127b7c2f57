/** Who else has a draft open is said calmly, by signs that keep no session alive and are taken back. */

import { session } from './fixtures.ts';
import { expect, go, jump, quiet, SHOTS, test, violations } from './support.ts';

const DRAFT = '01DRAFTKUSURI00000000000001';
const SIGN = `PUT drafts/${DRAFT}/presence`;
const GONE = `DELETE drafts/${DRAFT}/presence`;
const TARO = { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' };
const JIRO = { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' };

test('a colleague who has the same draft open is named within half a minute and until they are gone', async ({
  page,
  api,
}) => {
  await page.clock.install();
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await expect.poll(() => api.sent(SIGN).length).toBeGreaterThanOrEqual(1);
  await expect(page.getByText(/いまこの配信を開いています/)).toHaveCount(0);
  const title = page.getByLabel(/配信の名前/);
  await title.focus();
  api.answers[SIGN] = { others: [TARO], elsewhere: true };
  await jump(page, 25_000);
  const words = page.getByRole('status').filter({ hasText: '宮前 太郎さんも、いまこの配信を開いています' });
  await expect(words).toBeVisible();
  await expect(title).toBeFocused();
  const element = await words.elementHandle();
  const before = api.sent(SIGN).length;
  await jump(page, 25_000);
  await expect.poll(() => api.sent(SIGN).length).toBeGreaterThan(before);
  await quiet(page);
  expect(await element?.evaluate((one) => one.isConnected), 'said once').toBe(true);
  await page.screenshot({ path: `${SHOTS}/presence-1366.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/presence-390.png` });
  expect(await violations(page)).toEqual([]);
  api.answers[SIGN] = { others: [TARO, JIRO], elsewhere: false };
  await jump(page, 25_000);
  await expect(page.getByText('宮前 太郎さん、多摩 次郎さんも、いまこの配信を開いています')).toBeVisible();
  api.answers[SIGN] = { others: [], elsewhere: true };
  await jump(page, 25_000);
  await expect(page.getByText('あなたは、ほかの画面でもこの配信を開いています')).toBeVisible();
  await expect(page.getByText(/いまこの配信を開いています/)).toHaveCount(0);
  api.fail(SIGN, 'cut');
  await jump(page, 25_000);
  await expect(page.getByText(/ほかの画面でも/)).toHaveCount(0);
  for (const { headers, text } of api.sent(SIGN)) {
    expect([headers['x-kairan-background'], text]).toEqual(['1', '']);
  }
});

test('a sign is taken back by whoever goes to another screen and by a page that is left', async ({
  page,
  api,
}) => {
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await expect.poll(() => api.sent(SIGN).length).toBe(1);
  await page.getByRole('link', { name: 'ホーム' }).first().click();
  await expect.poll(() => api.sent(GONE).length).toBe(1);
  expect(api.sent(GONE)[0]?.headers['x-kairan-background']).toBe('1');
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await expect.poll(() => api.sent(SIGN).length).toBe(2);
  await page.goto('about:blank');
  await expect.poll(() => api.sent(GONE).length).toBe(2);
});

for (const [who, seen] of [
  ['looks through other eyes', { viewing_as: TARO }],
  ['may not write', { me: { ...session().me, permissions: ['deliveries_approve' as const] } }],
] as const) {
  test(`whoever ${who} leaves no sign`, async ({ page, api }) => {
    api.answers['GET session'] = session(seen);
    await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
    await quiet(page);
    expect(api.sent(SIGN)).toEqual([]);
  });
}

test('the list of drafts names whoever has one open', async ({ page, api }) => {
  const { drafts } = api.answers['GET drafts'] as { drafts: object[] };
  api.answers['GET drafts'] = {
    drafts: drafts.map((one, index) => (index ? one : { ...one, open_by: [TARO] })),
  };
  await go(page, api, '/deliveries?tab=drafts', '配信');
  await expect(page.getByRole('row').filter({ hasText: '宮前 太郎さんが開いています' })).toHaveCount(1);
  await page.screenshot({ path: `${SHOTS}/presence-list-1366.png` });
  expect(await violations(page)).toEqual([]);
});
