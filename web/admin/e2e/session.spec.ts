/** The session's clock, and its end in the middle of work: nothing that was typed is lost. */

import { at, STAFF, session } from './fixtures.ts';
import { refuse } from './stand_in.ts';
import { expect, go, pass, quiet, SHOTS, test, violations } from './support.ts';

const around = { environment: 'local', notice: null, passkey_host: 'localhost' };

test('a session that has ended asks for signing in over the page, and the same save then goes through', async ({
  page,
  api,
}) => {
  const ended = refuse(401, 'unauthorized', 'ログインし直してください');
  api.answers['POST session'] = { state: 'second_factor', methods: ['totp'], ...around };
  api.answers['POST session/totp'] = session();
  api.answers['PUT settings/maintenance'] = ({ body }) => {
    const saved = { name: 'maintenance', ...body, version: 3 };
    api.answers['GET settings/maintenance'] = saved;
    return saved;
  };
  await go(page, api, '/settings?tab=maintenance', '設定');
  await page.getByLabel('職員へのお知らせ').fill('12月1日の夜に止まります');
  api.answers['GET session'] = { state: 'anonymous', first_administrator: false, ...around };
  api.fail('PUT settings/maintenance', ended);
  await page.getByRole('button', { name: '保存する' }).click();
  const dialog = page.getByRole('dialog', { name: 'ログインの時間が切れました' });
  await expect(dialog.getByLabel('ログインID')).toHaveValue('hanako');
  await expect(page.getByRole('heading', { name: 'ログインの時間が切れました' })).toBeFocused();
  await page.screenshot({ path: `${SHOTS}/session-ended-1366.png` });
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('パスワード').fill('correct horse battery');
  await dialog.getByRole('button', { name: '次へ' }).click();
  await dialog.getByLabel('認証コード').fill('123456');
  await dialog.getByRole('button', { name: 'ログイン' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('保存しました')).toBeVisible();
  await expect(page.getByLabel('職員へのお知らせ')).toHaveValue('12月1日の夜に止まります');
  expect(api.sent('PUT settings/maintenance').map(({ body }) => body?.value)).toEqual(
    Array(2).fill({ staff: '12月1日の夜に止まります', citizens: null }),
  );
});

test('five minutes before the end the person is asked, and going on is one press', async ({ page, api }) => {
  await page.clock.install();
  api.answers['GET session'] = session({ idle_ends_at: at(10 * 60_000) });
  api.answers['POST session/extend'] = session();
  await go(page, api, '/settings?tab=maintenance', '設定');
  await page.getByLabel('職員へのお知らせ').fill('下書き');
  await pass(page, api, 5 * 60_000 + 2_000);
  const dialog = page.getByRole('dialog', { name: 'まもなく自動でログアウトします' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByText(/あと4分\d+秒で/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/session-warning-1366.png` });
  await dialog.getByRole('button', { name: '続ける' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel('職員へのお知らせ')).toHaveValue('下書き');
});

for (const [width, height] of [
  [1366, 768],
  [390, 844],
] as const) {
  test(`in the last minutes of the twelve hours the notice covers nothing that has the focus, ${width} px`, async ({
    page,
    api,
  }) => {
    api.answers['GET session'] = session({ ends_at: at(4 * 60_000), idle_ends_at: at(4 * 60_000) });
    await page.setViewportSize({ width, height });
    await go(page, api, '/drafts/01DRAFTKUSURI00000000000001', /./);
    await expect(
      page.getByText(/ログインから12時間がたつため、あと[34]分\d+秒でログアウトします/),
    ).toBeVisible();
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press('Tab');
      const [isCovered, what] = await page.evaluate(() => {
        const over = document.querySelector('.over-bottom')?.getBoundingClientRect();
        const focused = document.activeElement;
        const top = focused?.getBoundingClientRect().top;
        const hidden = over === undefined || top === undefined || top >= over.top;
        return [hidden, focused?.outerHTML.slice(0, 80)] as const;
      });
      expect(isCovered, what).toBe(false);
    }
    await page.screenshot({ path: `${SHOTS}/session-last-minutes-${width}.png` });
    expect(await violations(page)).toEqual([]);
  });
}

test('a session that runs out unattended shows signing in over the page', async ({ page, api }) => {
  await page.clock.install();
  api.answers['GET session'] = session({ idle_ends_at: at(4 * 60_000) });
  await page.goto(api.url);
  await expect(page.getByRole('dialog', { name: 'まもなく自動でログアウトします' })).toBeVisible();
  api.answers['GET session'] = { state: 'anonymous', first_administrator: false, ...around };
  await pass(page, api, 4 * 60_000);
  await expect(page.getByRole('dialog', { name: 'ログインの時間が切れました' })).toBeVisible();
});

test('a server that names an end gone by is not asked without a pause', async ({ page, api }) => {
  await page.clock.install();
  api.answers['GET session'] = session({ idle_ends_at: at(-60_000) });
  await page.goto(api.url);
  await expect.poll(() => api.sent('GET session').length).toBeGreaterThan(1);
  const before = api.sent('GET session').length;
  for (let second = 0; second < 4; second += 1) {
    await pass(page, api, 1_000);
  }
  await quiet(page);
  expect(api.sent('GET session').length - before).toBeLessThan(3);
});

test('what the page asks by itself does not keep the session alive', async ({ page, api }) => {
  await go(page, api, '/', 'ホーム');
  const asked = api.received.filter(({ what }) => ['GET home', 'GET deliveries'].includes(what));
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.map(({ headers }) => headers['x-kairan-background'])).toEqual(asked.map(() => '1'));
});

test('before something grave the second factor is shown again, and giving up changes nothing', async ({
  page,
  api,
}) => {
  const path = 'staff/01STAFFTARO0000000000000002/unlock';
  api.answers['POST session/step-up'] = session({ stepped_up_until: at(5 * 60_000) });
  api.answers[`POST ${path}`] = { ...STAFF[1], state: 'active', version: 3 };
  await go(page, api, '/people/01STAFFTARO0000000000000002', '宮前 太郎');
  const press = async () => {
    await page.getByRole('button', { name: 'ロックを解除する' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'ロックを解除する' }).click();
  };
  await press();
  const proof = page.getByRole('dialog', { name: 'ご本人の確認' });
  await proof.getByRole('button', { name: 'やめる' }).click();
  expect(api.sent(`POST ${path}`)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'ロックを解除する' }).click();
  await proof.getByLabel('認証コード').fill('123456');
  await page.screenshot({ path: `${SHOTS}/step-up-1366.png` });
  await proof.getByRole('button', { name: '確認して続ける' }).click();
  await expect(page.getByText('ロックを解除しました。')).toBeVisible();
  expect(api.sent(`POST ${path}`)).toHaveLength(1);
});

test('who looks through a colleague’s eyes is told so everywhere and can change nothing', async ({
  page,
  api,
}) => {
  const me = { ...session().me, permissions: ['deliveries_write' as const, 'testers' as const] };
  api.answers['GET session'] = session({
    viewing_as: { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' },
    me,
  });
  api.answers['DELETE session/view-as'] = session();
  await go(page, api, '/testers', 'テスター');
  await expect(page.getByText('さんに見える画面を表示しています')).toBeVisible();
  await expect(page.getByRole('button', { name: 'コードで登録する' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expect(page.getByRole('link', { name: '利用者・権限' })).toHaveCount(0);
  await page.screenshot({ path: `${SHOTS}/view-as-1366.png` });
  await page.getByRole('button', { name: '自分の画面に戻る' }).click();
  await expect(page.getByText('さんに見える画面を表示しています')).toHaveCount(0);
  await expect(page.getByRole('link', { name: '利用者・権限' })).toBeVisible();
});
