/** The lists of 配信: nothing is said to be empty before all of it is there, and trying again asks for all of it. */

import { session, summary } from './fixtures.ts';
import { frontDoor, refuse } from './stand_in.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

const EMPTY = '配信中・停止中の配信はありません。';
const HELD = summary({ id: '01DELIVERYHELD0000000000003', title: '子育てサロンのご案内', status: 'held' });

test('what waits for a person is waited for, and asked for again', async ({ page, api }) => {
  let asked = 0;
  api.answers['GET deliveries'] = ({ query }) => {
    if (query.get('view') !== 'held') return { deliveries: [], next: null };
    asked += 1;
    return asked > 3 ? { deliveries: [HELD], next: null } : frontDoor(500);
  };
  await page.goto(`${api.url}/deliveries?tab=running`);
  await expect(page.getByText(/サーバーで問題が起きました/).first()).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText(EMPTY)).toHaveCount(0);
  await page.getByRole('button', { name: 'もう一度読み込む' }).click();
  await expect(page.getByRole('link', { name: '子育てサロンのご案内' })).toBeVisible();
  await expect(page.getByText(/サーバーで問題が起きました/)).toHaveCount(0);
});

test('a month holds what is held as well, and can be asked for again', async ({ page, api }) => {
  let isUp = false;
  api.answers['GET deliveries'] = ({ query }) => {
    if (query.get('view') === 'held' && !isUp) return refuse(403, 'forbidden', 'いまは見られません。');
    if (query.get('view') !== 'upcoming')
      return { deliveries: query.get('view') === 'held' ? [HELD] : [], next: null };
    // More of them than one answer holds.
    return query.get('cursor')
      ? {
          deliveries: [summary({ id: '01DELIVERYLAST0000000000009', title: '次のページの予約' })],
          next: null,
        }
      : { deliveries: [summary({})], next: 'more' };
  };
  await page.goto(`${api.url}/deliveries?tab=calendar`);
  await expect(page.getByText('いまは見られません。')).toBeVisible();
  isUp = true;
  await page.getByRole('button', { name: 'もう一度読み込む' }).click();
  await expect(page.getByRole('link', { name: /【保留】子育てサロンのご案内/ }).first()).toBeVisible();
  await expect(page.getByText('危機管理課').first()).toBeVisible();
  await expect(page.getByRole('link', { name: /【予約】次のページの予約/ }).first()).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/calendar-held-1366.png` });
  expect(await violations(page)).toEqual([]);
});

test('who looks after all departments can choose among all of them', async ({ page, api }) => {
  const me = { ...session().me, departments: [] };
  api.answers['GET session'] = session({ me });
  await go(page, api, '/deliveries?tab=past', '配信');
  await page.getByLabel('部署').selectOption({ label: '子育て支援課' });
  await expect(page).toHaveURL(/department=01DEPARTMENTKOSODATE0000002/);
  api.answers['GET session'] = session({ me: { ...me, scope: 'own' } });
  await go(page, api, '/deliveries?tab=past', '配信');
  await expect(page.getByLabel('部署')).toHaveCount(0);
});

test('an empty page of the trail says up to which day was looked, and what is older is looked through further on', async ({
  page,
  api,
}) => {
  api.answers['GET trails/operations'] = ({ query }) =>
    query.get('cursor') === '2026-05-03.7'
      ? { operations: [], next: null, stopped_on: null }
      : { operations: [], next: '2026-05-03.7', stopped_on: '2026-05-03' };
  await go(page, api, '/trails?tab=operations&object=窓口', 'ログイン履歴・操作ログ');
  await expect(page.getByText(/^調べたところまでには、条件に合う記録はありません。/)).toBeVisible();
  await expect(page.getByText(/2026年5月3日\(日\)\s*の途中まで調べました/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/trails-stopped-1366.png` });
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/trails-stopped-390.png`, fullPage: true });
  await page.getByRole('button', { name: '次のページへ' }).click();
  await expect(page.getByText('これより古い記録の中には、条件に合うものはありません。')).toBeVisible();
  await expect(page.getByText(/の途中まで調べました/)).toHaveCount(0);
});

test('an empty page of the history does not say that there is no such delivery while there is more to look through', async ({
  page,
  api,
}) => {
  const older = '01DELIVERYOLDER000000000004';
  api.answers['GET deliveries'] = ({ query }) => ({
    deliveries: [],
    next: query.get('cursor') === older ? null : older,
  });
  await go(page, api, '/deliveries?tab=past&q=水道', '配信');
  await expect(page.getByText(/^調べたところまでには、条件に合う配信はありません。/)).toBeVisible();
  await page.getByRole('button', { name: '次のページへ' }).click();
  await expect(page.getByText('これより古い配信の中には、条件に合うものはありません。')).toBeVisible();
});

test('what is told unasked says where its look stopped', async ({ page, api }) => {
  api.answers['GET trails/notable'] = { events: [], more: true, stopped_on: '2026-11-27' };
  api.answers['GET session/history'] = { events: [], more: true, stopped_on: '2026-11-27' };
  await go(page, api, '/', 'ホーム');
  await expect(page.getByText(/2026年11月27日\(金\)の途中まで調べました/)).toBeVisible();
  await go(page, api, '/account', '自分の設定');
  await expect(page.getByText(/2026年11月27日\(金\)の途中まで調べました/)).toBeVisible();
});

test('a list that shows one’s own only does not say that there is nothing at all', async ({ page, api }) => {
  api.answers['GET drafts'] = { drafts: [] };
  await go(page, api, '/deliveries?tab=approval', '配信');
  await expect(page.getByText('承認待ちの配信はありません。')).toBeVisible();
  await page.getByRole('checkbox', { name: '自分が作ったものだけ' }).check();
  await expect(page.getByText('自分が作ったものはありません。')).toBeVisible();
  await expect(page.getByText('承認待ちの配信はありません。')).toHaveCount(0);
});
