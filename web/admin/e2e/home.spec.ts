/** ホーム: what waits for somebody has a heading of its own, and what went out today stays where it was. */

import { draft, home, summary } from './fixtures.ts';
import { refuse } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

test('what is held, what was stopped and what failed have headings that are seen, and today tells what went out', async ({
  page,
  api,
}) => {
  await go(page, api, '/', 'ホーム');
  const alarm = page.getByRole('region', { name: '緊急' });
  for (const title of ['保留になった配信', '止まっている配信', '届いたか分からない人がいる配信'])
    await expect(alarm.getByRole('heading', { name: title })).toBeVisible();
  await expect(
    alarm
      .getByRole('table', { name: '止まっている配信' })
      .getByRole('link', { name: '粗大ごみの受付を休みます' }),
  ).toBeVisible();
  await expect(page.getByRole('heading', { name: '届かなかった人がいる配信（7日間）' })).toBeVisible();
  const today = page.getByRole('table', { name: '今日の配信' });
  await expect(
    today.getByRole('row', { name: /ごみの収集日が変わります.*配信終了.*1,201／1,204（不達3）/ }),
  ).toBeVisible();
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/home-attention-${width}.png`, fullPage: true });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
});

test('whoever looks after the staff hears that one administrator alone is too few', async ({ page, api }) => {
  api.answers['GET home'] = home({ lasting_administrators: 1 });
  await go(page, api, '/', 'ホーム');
  await expect(page.getByText('期限のない管理者が1人だけです')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/home-alone-1366.png` });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: '利用者・権限を開く' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '利用者・権限' })).toBeVisible();
});

test('weakened guards are looked at by somebody else, who writes what they checked', async ({
  page,
  api,
}) => {
  const by = { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' };
  const review = { id: '7', by, at: '2026-11-30T09:00:00+09:00', weakened: ['approval'], found: null };
  api.answers['GET home'] = home({ guard_reviews: [review] });
  api.answers['POST guard-reviews/7'] = () => {
    api.answers['GET home'] = home();
    return { ...review, found: { by, note: 'x', at: review.at } };
  };
  await go(page, api, '/', 'ホーム');
  await expect(page.getByText('多摩 次郎さんがゆるめた確認：承認が必要な配信')).toBeVisible();
  await page.getByRole('button', { name: '多摩 次郎さんの変更について、確認した内容を書く' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '確認を記録する' }).click();
  await expect(dialog.getByText('確認した内容を入力してください。')).toBeVisible();
  await dialog.getByLabel('確認した内容').fill('課長の指示を確かめました');
  await page.screenshot({ path: `${SHOTS}/guard-review-1366.png` });
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: '確認を記録する' }).click();
  await expect(page.getByRole('heading', { name: /ゆるめた変更の、事後の確認/ })).toHaveCount(0);
  expect(api.sent('POST guard-reviews/7')[0]?.body).toEqual({ note: '課長の指示を確かめました' });
});

test('a quiet day has no alarm, and the log of operations opens on its own tab', async ({ page, api }) => {
  const none = { held: [], paused: [], failing: [], undecided: [], running: [] };
  api.answers['GET home'] = home({ ...none, today: [summary({ status: 'sent' })] });
  await go(page, api, '/', 'ホーム');
  await expect(page.getByRole('region', { name: '緊急' })).toHaveCount(0);
  await expect(page.getByText('今日の配信はありません。')).toHaveCount(0);
  await page.getByRole('link', { name: '操作ログを見る' }).click();
  await expect(page.getByRole('tab', { name: '操作ログ' })).toHaveAttribute('aria-selected', 'true');
});

test('what is being written about weakened guards stays when somebody else was faster', async ({
  page,
  api,
}) => {
  const by = { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' };
  const review = { id: '7', by, at: '2026-11-30T09:00:00+09:00', weakened: ['approval'], found: null };
  const current = { ...review, found: { by, note: '先に確かめました', at: review.at } };
  api.answers['GET home'] = home({ guard_reviews: [review] });
  api.answers['POST guard-reviews/7'] = refuse(409, 'state', '確認はもう記録されています', {
    current,
  });
  await page.clock.install();
  await go(page, api, '/', 'ホーム');
  await page.getByRole('button', { name: '多摩 次郎さんの変更について、確認した内容を書く' }).click();
  const note = page.getByRole('dialog').getByLabel('確認した内容');
  await note.fill('課長の指示を確かめました');
  api.answers['GET home'] = home();
  await page.clock.runFor(31_000);
  await expect(page.getByText('多摩 次郎さんがゆるめた確認：承認が必要な配信')).toHaveCount(0);
  await expect(note).toHaveValue('課長の指示を確かめました');
  await page.getByRole('dialog').getByRole('button', { name: '確認を記録する' }).click();
  await expect(page.getByRole('dialog').getByText(/先に確かめました/)).toBeVisible();
  await expect(note).toHaveValue('課長の指示を確かめました');
});

test('of many drafts of one’s own the latest stand here, and the rest one step away', async ({
  page,
  api,
}) => {
  const my_drafts = Array.from({ length: 8 }, (_, nth) =>
    draft({ id: `01DRAFT${nth}`, title: `下書き${nth}` }),
  );
  api.answers['GET home'] = home({ my_drafts });
  await go(page, api, '/', 'ホーム');
  const mine = page.getByRole('table', { name: 'わたしの下書き' });
  await expect(mine.getByRole('link', { name: '下書き4' })).toBeVisible();
  await expect(mine.getByRole('link', { name: '下書き5' })).toHaveCount(0);
  await page.getByRole('link', { name: 'わたしの書きかけをすべて見る' }).click();
  await expect(page.getByRole('checkbox', { name: '自分が作ったものだけ' })).toBeChecked();
});
