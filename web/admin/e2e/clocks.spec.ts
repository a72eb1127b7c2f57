/** The clock of this computer is wrong by far: what can be taken back stays so, and the session is counted by the server's. */

import { at, delivery, session, summary } from './fixtures.ts';
import { wholeDraft } from './fixtures_drafts.ts';
import { expect, go, jump, SHOTS, test, violations } from './support.ts';

const ID = '01DELIVERYKUSURI00000000001';
const path = `GET deliveries/${ID}`;
const MINUTE = 60_000;
const soon = (ms: number) => ({ status: 'scheduled' as const, at: at(ms) });
const undoable = (ms: number) => ({ ...soon(ms), undo_until: at(ms) });

for (const ahead of [27 * MINUTE, 40 * MINUTE, -25 * MINUTE]) {
  test(`${ahead / MINUTE} minutes off: the countdown and the way back are the server's`, async ({
    page,
    api,
  }) => {
    await page.clock.install({ time: Date.now() + ahead });
    api.answers[path] = delivery(undoable(4 * MINUTE + 30_000));
    api.answers['GET deliveries'] = ({ query }) => ({
      deliveries: query.get('view') === 'upcoming' ? [summary(soon(4 * MINUTE + 30_000))] : [],
      next: null,
    });
    api.answers['POST session/extend'] = session();
    await go(page, api, '/', 'ホーム');
    await expect(page.getByText(/あと[34]分\d+秒で配信します/)).toBeVisible();
    await page.getByRole('link', { name: '内容を見る', exact: true }).click();
    await expect(page.getByText(/あと[34]分\d+秒で配信を始めます/)).toBeVisible();
    await expect(page.getByRole('button', { name: '取り消して下書きに戻す' })).toBeVisible();
    await jump(page, 3_000);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(api.sent('POST session/extend')).toEqual([]);
    expect(api.sent('GET session').length).toBeLessThan(3);
  });
}

test('when its time has come and it has not begun, it can still be taken back', async ({ page, api }) => {
  const late = soon(-20_000);
  api.answers[path] = delivery({ ...late, undo_until: late.at });
  api.answers['GET deliveries'] = ({ query }) => ({
    deliveries: query.get('view') === 'upcoming' ? [summary(late)] : [],
    next: null,
  });
  api.answers[`POST deliveries/${ID}/unschedule`] = wholeDraft();
  await go(page, api, '/', 'ホーム');
  await expect(page.getByText('「高津区の皆さまへ 水道工事のお知らせ」は、まもなく始まります')).toBeVisible();
  await expect(page.getByRole('button', { name: /の配信を取り消す$/ })).toBeVisible();
  await page.getByRole('link', { name: '内容を見る', exact: true }).click();
  await expect(page.getByText('まもなく始まります')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/delivery-late-1366.png` });
  await page.getByRole('button', { name: '取り消して下書きに戻す' }).click();
  await expect(page).toHaveURL(/\/drafts\/01DRAFTKUSURI/);
});

test('who may write but not send is told whom to call', async ({ page, api }) => {
  const me = { ...session().me, permissions: ['deliveries_write' as const] };
  api.answers['GET session'] = session({ me });
  api.answers[path] = delivery(undoable(4 * MINUTE));
  api.answers['GET deliveries'] = ({ query }) => ({
    deliveries: query.get('view') === 'upcoming' ? [summary(soon(4 * MINUTE))] : [],
    next: null,
  });
  await go(page, api, '/', 'ホーム');
  const call = 'のは、配信する権限のある人です。すぐに連絡してください';
  await expect(page.getByRole('button', { name: /の配信を取り消す$/ })).toHaveAccessibleDescription(
    `取り消せる${call}`,
  );
  await page.getByRole('link', { name: '内容を見る', exact: true }).click();
  await expect(page.getByRole('button', { name: '取り消して下書きに戻す' })).toHaveAccessibleDescription(
    `取り消せる${call}（配信した人：高津 花子）`,
  );
  await page.screenshot({ path: `${SHOTS}/delivery-undo-writer-1366.png` });
  expect(await violations(page)).toEqual([]);
});

test('a colleague’s is taken back from the band only after a question that names them', async ({
  page,
  api,
}) => {
  const other = { id: '01STAFFKYOKO000000000000001', name: '幸 京子' };
  api.answers['GET deliveries'] = ({ query }) => ({
    deliveries: query.get('view') === 'upcoming' ? [summary({ ...soon(4 * MINUTE), author: other })] : [],
    next: null,
  });
  api.answers[`POST deliveries/${ID}/unschedule`] = wholeDraft();
  await go(page, api, '/', 'ホーム');
  await page.getByRole('button', { name: /の配信を取り消す$/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('幸 京子さんの配信です。')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/band-colleague-1366.png` });
  await dialog.getByRole('button', { name: '取り消さずに戻る' }).click();
  expect(api.sent(`POST deliveries/${ID}/unschedule`)).toEqual([]);
  await page.getByRole('button', { name: /の配信を取り消す$/ }).click();
  await dialog.getByRole('button', { name: '配信を取り消す', exact: true }).click();
  await expect(page).toHaveURL(/\/drafts\/01DRAFTKUSURI/);
});
