/** The build that citizens get, up to the door of LINE: the SDK starts under the page's policy, after the form is drawn. */

import { LIFF_ID } from './city.ts';
import { playLine, signIn } from './line.ts';
import { expect, test } from './support.ts';

test('the form is drawn before LIFF has started, then whoever is not signed in is sent to LINE', async ({
  page,
  city,
}) => {
  city.build = 'production';
  let letStart = () => {};
  const started = new Promise<void>((resolve) => {
    letStart = resolve;
  });
  await playLine(page.context(), () => started);
  await page.goto(`${city.url}/form/`);
  await expect(page.getByRole('radio', { name: '高津区' })).toBeVisible();
  await expect(page.getByRole('button', { name: '前の回答を読みこんでいます…' })).toBeVisible();
  letStart();
  await page.waitForURL(/^https:\/\/access\.line\.me\//);
  expect(decodeURIComponent(page.url())).toContain(LIFF_ID.split('-')[0]);
  expect(city.sent('POST session')).toHaveLength(0);
});

test('whoever is signed in is known, by the token that the SDK gives', async ({ page, city }) => {
  city.build = 'production';
  city.stored = { answers: { ward: ['w2'] }, consent: 3 };
  await playLine(page.context(), async () => {});
  const token = await signIn(page.context(), city.url, 60);
  await page.goto(`${city.url}/form/`);
  await expect(page.getByText('登録ずみです')).toBeVisible();
  await expect(page.getByRole('radio', { name: '中原区' })).toBeChecked();
  expect(city.sent('POST session').map(({ body }) => body.id_token)).toEqual([token]);
});

test('a token that the server would find too old is renewed by signing in again, once', async ({
  page,
  city,
}) => {
  city.build = 'production';
  await playLine(page.context(), async () => {});
  const token = await signIn(page.context(), city.url, 600);
  await page.goto(`${city.url}/form/`);
  await page.waitForURL(/^https:\/\/access\.line\.me\//);
  expect(city.sent('POST session')).toHaveLength(0);
  await page.goto(`${city.url}/form/`);
  await expect(page.getByText('まだ登録していません')).toBeVisible();
  expect(city.sent('POST session').map(({ body }) => body.id_token)).toEqual([token]);
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
