/** The other side where no version is named: a table of staff, and a review. */

import type { Locator, Page } from '@playwright/test';
import { at, session } from './fixtures.ts';
import { refuse, type StandIn } from './stand_in.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

const JIRO = { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' };
const button = (page: Page | Locator, name: string | RegExp) => page.getByRole('button', { name });
const inDialog = (page: Page, name: string | RegExp) => button(page.getByRole('dialog'), name);
const stands = (api: StandIn, what: string) => api.answers[what] as Record<string, unknown>;

test('a table of staff that came second shows what it would do now, and does only that', async ({
  page,
  api,
}) => {
  const row = {
    line: 2,
    login: 'taro',
    name: '宮前 太郎',
    action: 'change',
    changes: ['役割'],
    message: null,
  };
  const now = { digest: 'd2', rows: [{ ...row, changes: ['役割', '部署'] }] };
  api.answers['GET session'] = session({ stepped_up_until: at(4 * 60_000) });
  api.answers['POST staff/csv/preview'] = { digest: 'd1', rows: [row] };
  api.answers['POST staff/csv/apply'] = { applied: 1, invitations: [], lapsed: [], stopped: null };
  api.fail('POST staff/csv/apply', refuse(409, 'changed_since_preview', '変わりました', { current: now }));
  await go(page, api, '/people?tab=csv', '利用者・権限');
  const file = { name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from('login,name\r\n') };
  await page.getByLabel('CSVファイル').setInputFiles(file);
  await button(page, '1人の変更を反映する').click();
  await expect(page.getByText('読み込んだあとで、利用者の情報が変わりました')).toBeVisible();
  const differs = page.getByRole('table', { name: '違うところ' }).getByRole('row', { name: /宮前 太郎/ });
  await expect(differs).toContainText('変更：役割、部署');
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/conflict-csv-1366.png`, fullPage: true });
  await button(page, '1人の変更を反映する').click();
  await expect(page.getByText('1人の変更を反映しました')).toBeVisible();
  expect(api.sent('POST staff/csv/apply').map(({ body }) => body?.digest)).toEqual(['d1', 'd2']);
});

test('whoever reviews second reads what the first one found', async ({ page, api }) => {
  const review = (stands(api, 'GET home') as { reviews: { id: string }[] }).reviews[0];
  const found = { by: JIRO, note: '文面に誤りはありませんでした。', at: at(-60_000) };
  const refused = refuse(409, 'state', 'この配信は、すでに確認されています。', {
    current: { ...review, found },
  });
  api.fail(`POST reviews/${review?.id}`, refused);
  await go(page, api, '/', 'ホーム');
  await button(page, '確認した内容を書く').click();
  await page.getByRole('dialog').getByLabel('確認した内容').fill('確かめました');
  await inDialog(page, '確認を記録する').click();
  await expect(
    page.getByRole('dialog').getByText(/多摩 次郎さんが.*文面に誤りはありませんでした。/),
  ).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/conflict-review-1366.png` });
});
