/** Settings: two who save at once see both sides, and what is announced stands above every screen. */

import { session } from './fixtures.ts';
import { refuse } from './stand_in.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

test('a setting that somebody else has saved shows both sides, and is overwritten only on purpose', async ({
  page,
  api,
}) => {
  const theirs = { staff: '22時から止まります', citizens: null };
  const current = { name: 'maintenance', value: theirs, version: 3 };
  api.fail('PUT settings/maintenance', refuse(409, 'stale_version', '', { current_version: 3, current }));
  api.answers['PUT settings/maintenance'] = ({ body }) => ({ name: 'maintenance', ...body, version: 4 });
  await go(page, api, '/settings?tab=maintenance', '設定');
  await page.getByLabel('職員へのお知らせ').fill('23時から止まります');
  await page.getByRole('button', { name: '保存する' }).click();
  const row = page.getByRole('row', { name: /職員へのお知らせ/ });
  await expect(row.getByText('22時から止まります')).toBeVisible();
  await expect(row.getByText('23時から止まります')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/settings-conflict-1366.png`, fullPage: true });
  await page.getByRole('button', { name: '自分の入力で上書きする' }).click();
  await expect(page.getByText('保存しました')).toBeVisible();
  expect(api.sent('PUT settings/maintenance').map(({ body }) => body?.version)).toEqual([2, 3]);
});

test('what is announced stands above every screen and before signing in', async ({ page, api }) => {
  api.answers['GET session'] = session({ notice: '今夜22時から止まります' });
  for (const [address, title] of [
    ['/', 'ホーム'],
    ['/items', '登録項目'],
    ['/people', '利用者・権限'],
  ] as const) {
    await go(page, api, address, title);
    await expect(page.getByText('今夜22時から止まります')).toBeVisible();
  }
  const around = {
    environment: 'local',
    notice: '今夜22時から止まります',
    first_administrator: false,
    passkey_host: null,
  };
  api.answers['GET session'] = { state: 'anonymous', ...around };
  await page.goto(api.url);
  await expect(page.getByText('今夜22時から止まります')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
