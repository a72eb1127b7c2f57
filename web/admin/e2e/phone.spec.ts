/** The phone beside the editor: how much a screen shows at once, large letters, and what is read before the talk is opened. */

import { expect, go, SHOTS, test, violations } from './support.ts';

const DRAFT = '01DRAFTKUSURI00000000000001';

test('a long phone shows more at once, large letters less, and both stay within the page', async ({
  page,
  api,
}) => {
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  const shown = page.getByRole('complementary', { name: '届いたときの見え方' });
  const talk = shown.locator('[data-preview]');
  // Beside the bubble's height: how many of them fit.
  const room = async () => {
    const [screen, bubble] = [
      await talk.boundingBox(),
      await talk.locator('.kp-message').first().boundingBox(),
    ];
    return (screen?.height ?? 0) / (bubble?.height ?? Number.NaN);
  };
  const normal = await room();
  await shown.getByLabel('端末').selectOption('縦長');
  const long = await room();
  await page.screenshot({ path: `${SHOTS}/phone-long.png` });
  await shown.getByLabel('文字の大きさ').selectOption('大きい');
  const large = await room();
  await page.screenshot({ path: `${SHOTS}/phone-long-large.png` });
  expect(long).toBeGreaterThan(normal * 1.15);
  expect(large).toBeLessThan(long * 0.9);
  expect(await violations(page)).toEqual([]);
});

test('notification and list of talks show the alternative text, or the text of the last bubble', async ({
  page,
  api,
}) => {
  const path = `GET drafts/${DRAFT}`;
  const flex = { type: 'flex', altText: '水道が止まります', contents: { type: 'bubble', body: {} } };
  api.answers[path] = { ...api.answers[path], messages: [JSON.stringify(flex)] };
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  const shown = page.getByRole('complementary', { name: '届いたときの見え方' });
  for (const name of ['通知', 'トーク一覧'])
    await expect(shown.getByRole('figure', { name, exact: true })).toContainText('水道が止まります');
  await page.getByRole('button', { name: /^吹き出しを足す/ }).click();
  await page.getByRole('button', { name: /^テキスト/ }).click();
  await page.getByLabel('本文').fill('お早めに\n水をためてください。');
  for (const name of ['通知', 'トーク一覧'])
    await expect(shown.getByRole('figure', { name, exact: true })).toContainText(
      'お早めに 水をためてください。',
    );
});
