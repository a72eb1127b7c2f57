/** A delivery that stands still halfway: how many are left and who may have got it is said as it is, never as too few. */

import type { Delivery } from '../src/shared/api/types.ts';
import { at, delivery } from './fixtures.ts';
import { undecided } from './fixtures_unknown.ts';
import { refuse } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = '01DELIVERYKUSURI00000000001';
const path = `GET deliveries/${ID}`;
const counts = (more: Partial<Delivery['counts']>): Delivery['counts'] => ({
  planned: 0,
  waiting: 0,
  in_flight: 0,
  accepted: 0,
  failed: 0,
  unknown: 0,
  cancelled: 0,
  balanced: true,
  ...more,
});
const paused = (change: Partial<Delivery>): Delivery =>
  delivery({ status: 'paused', reason: '職員が残りの配信を止めました', at: at(-60_000), ...change });

test('while the recipients are still counted, every number of the rest is a least one', async ({
  page,
  api,
}) => {
  const half = counts({ planned: 1000, accepted: 500, waiting: 500 });
  api.answers[path] = paused({ plan_complete: false, counts: half });
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  const counting = '対象を数えている途中です。残りは500人以上です。';
  await expect(page.getByText('500人に配信済み、500人以上には送っていません。')).toBeVisible();
  await expect(page.getByText('職員が残りの配信を止めました。再開すると、')).toBeVisible();
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/halfway-paused-${width}.png`, fullPage: true });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole('button', { name: '残り500人以上への配信を再開' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(counting)).toBeVisible();
  await expect(dialog.getByRole('button', { name: '残り500人以上に配信する' })).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/halfway-resume-1366.png` });
  await dialog.getByRole('button', { name: '再開せずに戻る' }).click();
  await page.getByRole('button', { name: '残りを中止（再開しない）' }).click();
  await expect(dialog.getByText(counting)).toBeVisible();
  api.answers[path] = delivery({ status: 'dispatching', counts: half, plan_complete: false });
  await page.reload();
  await page.getByRole('button', { name: '残りを停止' }).click();
  await expect(dialog.getByText(counting)).toBeVisible();
});

test('whom LINE left open is counted among those whom a resume may reach', async ({ page, api }) => {
  const open = counts({ planned: 4321, accepted: 321, unknown: 4000 });
  api.answers[path] = paused({ counts: open });
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  const both =
    /まだ送っていない人に送ります。届いたか分からない.*は、初めて送ってから23時間のうちなら.*届いていた人に、もう一度届くことはありません。/;
  await expect(page.getByText(both)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/left-open-1366.png`, fullPage: true });
  await page.getByRole('button', { name: '残り最大4,000人への配信を再開' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(both)).toBeVisible();
  await expect(dialog.getByRole('button', { name: '残り最大4,000人に配信する' })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/left-open-resume-390.png` });
  await dialog.getByRole('button', { name: '再開せずに戻る' }).click();
  await page.getByRole('button', { name: '残りを中止（再開しない）' }).click();
  await expect(dialog.getByText('届いたか分からない4,000人は、分からないまま終わります。')).toBeVisible();
});

test('before anybody is counted, no number is said', async ({ page, api }) => {
  api.answers[path] = paused({ plan_complete: false, counts: counts({}) });
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  await page.getByRole('button', { name: '残りの配信を再開（人数を数えている途中）' }).click();
  const dialog = page.getByRole('dialog');
  await expect(
    dialog.getByText('対象を数えている途中です。残りが何人かは、まだ分かりません。'),
  ).toBeVisible();
  await expect(dialog.getByText(/0人/)).toHaveCount(0);
});

test('after a lost version the button tells of what stands now, and is there only where it can be done', async ({
  page,
  api,
}) => {
  const now = paused({ version: 11, plan_complete: true, counts: counts({ planned: 4321, waiting: 4321 }) });
  api.answers[path] = paused({
    plan_complete: true,
    counts: counts({ planned: 4321, accepted: 3821, waiting: 500 }),
  });
  api.fail(
    `POST deliveries/${ID}/resume`,
    refuse(409, 'stale_version', '', { current: now }),
    refuse(409, 'stale_version', '', { current: { ...now, version: 12, status: 'cancelled' } }),
  );
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  await page.getByRole('button', { name: '残り500人への配信を再開' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '残り500人に配信する' }).click();
  const again = dialog.getByRole('button', { name: 'いまの内容を確かめたので、残り4,321人に配信する' });
  await again.click();
  await expect(dialog.getByText('中止', { exact: true })).toBeVisible();
  await expect(dialog.getByRole('button', { name: /確かめたので/ })).toHaveCount(0);
  expect(api.sent(`POST deliveries/${ID}/resume`).map(({ body }) => body)).toEqual([
    { version: 3 },
    { version: 11 },
  ]);
});

const STOPPED: readonly [string, Partial<Delivery['counts']>, boolean, string][] = [
  ['nobody', { planned: 500, cancelled: 500 }, true, '中止しました。だれにも送っていません。'],
  [
    'in flight',
    { planned: 1000, in_flight: 500, cancelled: 500 },
    true,
    '中止しました。500人分はLINEへ送り始めています（このあと届くことがあります）、500人には送っていません。',
  ],
  [
    'unknown',
    { planned: 1000, unknown: 500, cancelled: 500 },
    true,
    '中止しました。500人は届いたか分かりません、500人には送っていません。',
  ],
  [
    'all of it',
    { planned: 2500, accepted: 500, failed: 500, in_flight: 500, unknown: 500, cancelled: 500 },
    false,
    '中止しました。500人に配信済み、500人は失敗、500人分はLINEへ送り始めています（このあと届くことがあります）、500人は届いたか分かりません、500人以上には送っていません。',
  ],
];
for (const [name, more, plan_complete, words] of STOPPED) {
  test(`cancelled: who may have got it is named (${name})`, async ({ page, api }) => {
    const begun = { status: 'cancelled' as const, started_at: '2026-11-28T09:00:00+09:00' };
    api.answers[path] = delivery({ ...begun, plan_complete, counts: counts(more) });
    await go(page, api, `/deliveries/${ID}`, /水道工事/);
    await expect(page.getByText(words)).toBeVisible();
  });
}

test('paused with some under way: they are not among those who were not sent it', async ({ page, api }) => {
  const some = counts({ planned: 1500, accepted: 500, in_flight: 500, waiting: 500 });
  api.answers[path] = paused({ plan_complete: true, counts: some });
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  await expect(
    page.getByText(
      '止まっています。500人に配信済み、500人分はLINEへ送り始めています（このあと届くことがあります）、500人には送っていません。',
    ),
  ).toBeVisible();
});

test('held: what was sent before is said, and reasons end as sentences do', async ({ page, api }) => {
  const moved = '確認のときは900人でしたが、配信の直前に数えると4321人でした';
  api.answers[path] = delivery({ status: 'held', reason: moved, counts: counts({ planned: 0 }) });
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  await expect(page.getByText('保留しています。まだだれにも送っていません。')).toBeVisible();
  await expect(
    page.getByText(`${moved}。「下書きに戻す」を押して、確認からやり直してください。`),
  ).toBeVisible();
  api.answers[path] = delivery({
    status: 'held',
    reason: moved,
    counts: counts({ planned: 1000, in_flight: 500, waiting: 500 }),
  });
  await page.reload();
  await expect(
    page.getByText(
      '保留しています。500人分はLINEへ送り始めています（このあと届くことがあります）、500人以上には送っていません。',
    ),
  ).toBeVisible();
});

test('nobody is counted twice while some are sent it once more, and a correction waits for the end', async ({
  page,
  api,
}) => {
  const by = { id: '01STAFFHANAKO00000000000001', name: '高津 花子' };
  api.answers[path] = undecided({
    id: ID,
    status: 'paused',
    settled: false,
    awaits_decision: false,
    undecided: null,
    reason: '職員が残りの配信を止めました',
    counts: counts({ planned: 4321, accepted: 3621, in_flight: 100, unknown: 600 }),
    decisions: [{ choice: 'send_again', by, at: at(0), reason: '断水は必ず伝えたいため', people: 700 }],
  });
  await go(page, api, `/deliveries/${ID}`, '断水のお知らせ');
  const count = (name: string) => page.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('+ dd');
  await expect(count('これから')).toHaveText('100人');
  await expect(count('結果が不明')).toHaveText('600人');
  await expect(page.getByText('届いたか分からない人（最大700人）に、もう一度送る途中です。')).toBeVisible();
  await expect(page.getByRole('button', { name: '残り最大700人への配信を再開' })).toBeVisible();
  await expect(page.getByRole('button', { name: '同じ対象に訂正を送る' })).toHaveCount(0);
  await expect(page.getByText('訂正は、この配信が終わるか、残りを中止してから送れます。')).toBeVisible();
});

test('what ends while somebody asks whether to stop it says so, and the button stops nothing', async ({
  page,
  api,
}) => {
  const sum = (accepted: number) => counts({ planned: 1000, accepted, waiting: 1000 - accepted });
  api.answers[path] = delivery({ status: 'sending', counts: sum(0) });
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  await page.getByRole('button', { name: '残りを停止' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('0人に配信済みです。まだ送っていない約1,000人')).toBeVisible();
  api.answers[path] = delivery({ status: 'sending', counts: sum(500), version: 9 });
  await expect(dialog.getByText('500人に配信済みです。まだ送っていない約500人')).toBeVisible();
  api.answers[path] = delivery({ status: 'sent', counts: sum(1000), settled: true, version: 10 });
  await expect(dialog.getByText('この配信は終わりました')).toBeVisible();
  await expect(dialog.getByText('1,000人に配信済みです。停止するものは残っていません。')).toBeVisible();
  const stop = dialog.getByRole('button', { name: '残りを停止する' });
  await expect(stop).toHaveAttribute('aria-disabled', 'true');
  await stop.click({ force: true });
  expect(api.sent(`POST deliveries/${ID}/stop`)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/halfway-ended-1366.png` });
});

test('a delivery that reached nobody says so, and of whom LINE left open nobody does', async ({
  page,
  api,
}) => {
  const words = page.getByText('だれにも届いていません');
  const ended = (more: Partial<Delivery['counts']>) =>
    delivery({ status: 'sent', settled: true, at: at(-60_000), counts: counts(more) });
  for (const [more, told] of [
    [{}, 1],
    [{ planned: 44, failed: 44 }, 1],
    [{ planned: 44, unknown: 44 }, 0],
    [{ planned: 44, accepted: 1, failed: 43 }, 0],
  ] as const) {
    api.answers[path] = ended(more);
    await go(page, api, `/deliveries/${ID}`, /水道工事/);
    await expect(page.getByText('配信終了', { exact: true }).first()).toBeVisible();
    await expect(words).toHaveCount(told);
  }
});
