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
    return { deliveries: query.get('view') === 'held' ? [HELD] : [], next: null };
  };
  await page.goto(`${api.url}/deliveries?tab=calendar`);
  await expect(page.getByText('いまは見られません。')).toBeVisible();
  isUp = true;
  await page.getByRole('button', { name: 'もう一度読み込む' }).click();
  await expect(page.getByRole('link', { name: /【保留】子育てサロンのご案内/ }).first()).toBeVisible();
  await expect(page.getByText('危機管理課').first()).toBeVisible();
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
