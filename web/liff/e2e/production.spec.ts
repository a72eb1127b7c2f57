/** The build that citizens get, up to the door of LINE: the SDK starts under the page's policy, after the form is drawn. */

import { LIFF_ID } from './city.ts';
import { expect, test } from './support.ts';

const CONTEXT = ['e30', Buffer.from('{"type":"external"}').toString('base64url'), 'x'].join('.');

test('the form is drawn before LIFF has started, then whoever is not signed in is sent to LINE', async ({
  page,
  city,
}) => {
  city.build = 'production';
  let letStart = () => {};
  const started = new Promise<void>((resolve) => {
    letStart = resolve;
  });
  await page.route('https://*.line-scdn.net/**', (route) => route.fulfill({ json: {} }));
  await page.route('https://api.line.me/**', async (route) => {
    await started;
    await route.fulfill({ json: { contextToken: CONTEXT }, headers: { 'access-control-allow-origin': '*' } });
  });
  await page.route('https://access.line.me/**', (route) => route.fulfill({ body: 'LINE' }));
  await page.goto(`${city.url}/form/`);
  await expect(page.getByRole('radio', { name: '高津区' })).toBeVisible();
  await expect(page.getByRole('button', { name: '前の回答を読みこんでいます…' })).toBeVisible();
  letStart();
  await page.waitForURL(/^https:\/\/access\.line\.me\//);
  expect(decodeURIComponent(page.url())).toContain(LIFF_ID.split('-')[0]);
  expect(city.sent('POST session')).toHaveLength(0);
});

test('a form without a LIFF ID says what is missing', async ({ page, city }) => {
  city.build = 'production';
  await page.route('**/form/', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(LIFF_ID, '') });
  });
  await page.goto(`${city.url}/form/`);
  await expect(page.getByText('LIFF ID が設定されていません')).toBeVisible();
});

test('a LINE that cannot be reached is named in Japanese and tried again', async ({ page, city }) => {
  city.build = 'production';
  let asked = 0;
  await page.route('https://*.line-scdn.net/**', (route) => route.abort());
  await page.route('https://api.line.me/**', (route) => {
    asked += 1;
    return route.abort();
  });
  await page.goto(`${city.url}/form/`);
  await expect(page.getByText('LINE につながりません')).toBeVisible();
  await expect.poll(() => asked).toBeGreaterThan(1);
});
