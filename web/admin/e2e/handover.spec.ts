/** One browser, several people or tabs: nothing of one is done in another's name, and nobody is kept signed in by a page. */

import { session } from './fixtures.ts';
import { draftFixtures, wholeDraft } from './fixtures_drafts.ts';
import { held, refuse } from './stand_in.ts';
import { expect, go, quiet, test } from './support.ts';

const around = { environment: 'local', notice: null, passkey_host: 'localhost' };
const ANONYMOUS = { state: 'anonymous', first_administrator: false, ...around };
const ID = wholeDraft().id;
const TITLE = '配信の名前（職員だけに見えます）';
const taro = () =>
  session({ me: { ...session().me, id: '01STAFFTARO0000000000000002', login: 'taro', name: '宮前 太郎' } });

test('what one person typed is never saved in the name of the next', async ({ page, api }) => {
  const ended = refuse(401, 'unauthorized', 'ログインし直してください');
  api.answers[`PUT drafts/${ID}`] = ended;
  const refusal = held();
  api.fail(`PUT drafts/${ID}`, refusal);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByLabel(TITLE).fill('花子の書きかけ');
  api.answers['POST session'] = taro();
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await page.getByLabel('ログインID').fill('taro');
  await page.getByLabel('パスワード').fill('correct horse battery');
  api.answers['GET session'] = taro();
  await expect.poll(() => api.sent(`PUT drafts/${ID}`).length).toBeGreaterThan(0);
  const before = api.sent(`PUT drafts/${ID}`).length;
  await page.getByRole('button', { name: '次へ' }).click();
  await expect(page.getByText('宮前 太郎').first()).toBeVisible();
  refusal.go();
  await quiet(page);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(api.sent(`PUT drafts/${ID}`)).toHaveLength(before);
});

test('whoever goes in the middle of a word has it saved first', async ({ page, api }) => {
  api.answers[`PUT drafts/${ID}`] = ({ body }) => ({ ...wholeDraft(), ...body, version: 8 });
  const answer = held();
  api.fail(`PUT drafts/${ID}`, answer);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByLabel(TITLE).fill('花子の書きかけ');
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await expect.poll(() => api.sent(`PUT drafts/${ID}`).length).toBe(1);
  expect(api.sent('DELETE session')).toEqual([]);
  answer.go();
  await expect(page.getByLabel('ログインID')).toBeVisible();
  const order = api.received.map(({ what }) => what);
  expect(order.indexOf('DELETE session')).toBeGreaterThan(order.indexOf(`PUT drafts/${ID}`));
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test('the dialog of an ended session asks who is there as the page, not as a person', async ({
  page,
  api,
}) => {
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  api.answers['GET session'] = ANONYMOUS;
  api.fail(`PUT drafts/${ID}`, refuse(401, 'unauthorized', 'ログインし直してください'));
  await page.getByLabel(TITLE).fill('書きかけ');
  await expect(page.getByRole('dialog', { name: 'ログインの時間が切れました' })).toBeVisible();
  await expect.poll(() => api.sent('GET session').length).toBeGreaterThan(1);
  expect(api.sent('GET session').at(-1)?.headers['x-kairan-background']).toBe('1');
});

test('a save that was refused is not tried again by itself; one that met a fault is, as the page', async ({
  page,
  api,
}) => {
  const put = `PUT drafts/${ID}`;
  api.answers[put] = ({ body }) => ({ ...draftFixtures()[`GET drafts/${ID}`], ...body, version: 8 });
  await page.clock.install();
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const tries = () => api.sent(put).length;
  const after = async (seconds: number) => {
    await page.clock.runFor(seconds * 1000);
    await new Promise((done) => setTimeout(done, 300));
  };
  api.fail(put, refuse(403, 'forbidden', 'この操作をする権限がありません'));
  await page.getByLabel(TITLE).fill('権限がない');
  await after(4);
  await expect.poll(tries).toBe(1);
  await after(30);
  expect(tries()).toBe(1);
  api.fail(put, refuse(503, 'unavailable', '混んでいます', {}, { 'retry-after': '120' }));
  await page.getByLabel(TITLE).fill('混んでいる');
  await after(4);
  await expect.poll(tries).toBe(2);
  await after(100);
  expect(tries()).toBe(2);
  await after(40);
  await expect.poll(tries).toBe(3);
  expect(api.sent(put).map(({ headers }) => headers['x-kairan-background'])).toEqual([
    undefined,
    undefined,
    '1',
  ]);
});

test('whoever else signs in over the page gets a page of their own, which no question holds', async ({
  page,
  api,
}) => {
  let questions = 0;
  page.on('dialog', (dialog) => {
    questions += 1;
    void dialog.dismiss();
  });
  await go(page, api, '/settings?tab=maintenance', '設定');
  await page.getByLabel('職員へのお知らせ').click();
  await page.keyboard.type('hanako');
  api.answers['GET session'] = ANONYMOUS;
  api.answers['POST session'] = taro();
  api.fail('PUT settings/maintenance', refuse(401, 'unauthorized', 'ログインし直してください'));
  await page.getByRole('button', { name: '保存する' }).click();
  const dialog = page.getByRole('dialog', { name: 'ログインの時間が切れました' });
  await dialog.getByLabel('パスワード').fill('correct horse battery');
  api.answers['GET session'] = taro();
  await dialog.getByRole('button', { name: '次へ' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ホーム' })).toBeVisible();
  await expect(page.getByText('宮前 太郎').first()).toBeVisible();
  expect(questions).toBe(0);
  expect(api.sent('PUT settings/maintenance')).toHaveLength(1);
});
