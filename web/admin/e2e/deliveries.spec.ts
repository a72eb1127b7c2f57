/** Watching a delivery: it moves by itself, can be taken back, stopped and resumed, and says so with numbers. */

import { at, delivery, summary } from './fixtures.ts';
import { wholeDraft } from './fixtures_drafts.ts';
import { frontDoor, held, refuse } from './stand_in.ts';
import { expect, go, quiet, SHOTS, test, violations } from './support.ts';

const ID = '01DELIVERYKUSURI00000000001';
const path = `GET deliveries/${ID}`;
const counts = (accepted: number, more: object = {}) => ({
  planned: 4321,
  accepted,
  waiting: 4321 - accepted,
  in_flight: 0,
  failed: 0,
  unknown: 0,
  cancelled: 0,
  balanced: true,
  ...more,
});

test('within the undo window it counts down and is taken back into its draft', async ({ page, api }) => {
  const soon = { status: 'scheduled' as const, at: at(4 * 60_000 + 30_000) };
  api.answers[path] = delivery({ ...soon, undo_until: soon.at });
  api.answers['GET deliveries'] = ({ query }) => ({
    deliveries: query.get('view') === 'upcoming' ? [summary(soon)] : [],
    next: null,
  });
  api.answers[`POST deliveries/${ID}/unschedule`] = wholeDraft();
  await go(page, api, '/', 'ホーム');
  await expect(page.getByText(/あと[34]分\d+秒で配信します/)).toBeVisible();
  await page.getByRole('link', { name: '内容を見る', exact: true }).click();
  await expect(page.getByText(/あと[34]分\d+秒で配信を始めます/)).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: /水道工事/ })).toBeFocused();
  await page.screenshot({ path: `${SHOTS}/delivery-undo-1366.png`, fullPage: true });
  await page.getByRole('button', { name: '取り消して下書きに戻す' }).click();
  await expect(page).toHaveURL(/\/drafts\/01DRAFTKUSURI/);
  expect(api.sent(`POST deliveries/${ID}/unschedule`)[0]?.body).toEqual({ version: 3 });
});

test('what is about to go out is taken back on any screen, and what ended lately is told there', async ({
  page,
  api,
}) => {
  const soon = { status: 'scheduled' as const, at: at(4 * 60_000) };
  const ended = summary({
    id: '01DELIVERYENDED0000000000009',
    title: 'ごみの日',
    status: 'sent',
    counts: counts(4318, { failed: 3, unknown: 500, waiting: 0 }),
  });
  api.answers['GET deliveries'] = ({ query }) => ({
    deliveries: { upcoming: [summary(soon)], lately: [ended] }[query.get('view') ?? ''] ?? [],
    next: null,
  });
  api.answers[`POST deliveries/${ID}/unschedule`] = wholeDraft();
  await go(page, api, '/templates', 'ひな形');
  await expect(page.getByText(/あと3分\d\d秒で配信します/)).toBeVisible();
  await page.getByText('この3時間に終わった配信：1件').click();
  await expect(page.getByText(/配信終了、4,318人に配信、3人に届いていません/)).toBeVisible();
  await expect(page.getByText(/3人に届いていません、500人は結果が不明$/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/soon-1366.png` });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: /の配信を取り消す$/ }).click();
  await expect(page).toHaveURL(/\/drafts\/01DRAFTKUSURI/);
  expect(api.sent(`POST deliveries/${ID}/unschedule`)[0]?.body).toEqual({ version: 3 });
});

test('taken back on the page of its own draft, that page is the draft again and says what was done', async ({
  page,
  api,
}) => {
  const soon = { status: 'scheduled' as const, at: at(4 * 60_000) };
  const draft = wholeDraft({ start: { kind: 'now' } });
  const isBack = () => api.sent(`POST deliveries/${ID}/unschedule`).length > 0;
  api.answers[`GET drafts/${draft.id}`] = () =>
    isBack() ? { ...draft, version: 9 } : { ...draft, state: 'sent_off', delivery_id: ID };
  api.answers['GET deliveries'] = ({ query }) => ({
    deliveries: query.get('view') === 'upcoming' && !isBack() ? [summary(soon)] : [],
    next: null,
  });
  api.answers[`POST deliveries/${ID}/unschedule`] = { ...draft, version: 9 };
  await go(page, api, `/drafts/${draft.id}`, '冬の火災予防運動');
  await expect(page.getByText('この下書きは配信になりました')).toBeVisible();
  await page.getByRole('button', { name: /の配信を取り消す$/ }).click();
  await expect(page.getByRole('tab', { name: '1 メッセージ' })).toBeVisible();
  await expect(page.getByText('配信を取り消しました。だれにも届いていません。')).toBeVisible();
  await expect(page.getByText('この下書きは配信になりました')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: '冬の火災予防運動' })).toBeFocused();
});

test('live: the counts move by themselves, stopping and resuming say their numbers', async ({
  page,
  api,
}) => {
  let accepted = 700;
  const running = () => {
    accepted += 500;
    return delivery({ status: 'sending', at: at(-60_000), undo_until: null, counts: counts(accepted) });
  };
  const paused = () =>
    delivery({
      status: 'paused',
      reason: '職員が残りの配信を止めました',
      at: at(-60_000),
      counts: counts(1700),
      version: 9,
      stopped: {
        by: { id: '01STAFF0000000000000000001', name: '川崎 花子' },
        at: at(-30_000),
        reason: '日付をまちがえていました',
      },
    });
  api.answers[path] = running;
  api.answers['GET deliveries'] = { deliveries: [], next: null };
  api.answers[`POST deliveries/${ID}/stop`] = () => {
    api.answers[path] = paused;
    return paused();
  };
  api.answers[`POST deliveries/${ID}/resume`] = () => {
    api.answers[path] = running;
    return running();
  };
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  await expect(page.getByText(/毎秒およそ\d+人、残り1分未満/)).toBeVisible();
  await page.getByRole('button', { name: '残りを停止' }).click();
  await page.getByRole('textbox', { name: '停止する理由' }).fill('日付をまちがえていました');
  await page.screenshot({ path: `${SHOTS}/delivery-stop-1366.png` });
  await page.getByRole('dialog').getByRole('button', { name: '残りを停止する' }).click();
  await expect(
    page.getByText('止まっています。1,700人に配信済み、2,621人には送っていません。'),
  ).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/delivery-stopped-1366.png`, fullPage: true });
  expect(api.sent(`POST deliveries/${ID}/stop`)[0]?.body).toEqual({ reason: '日付をまちがえていました' });
  await page.getByRole('button', { name: '残り2,621人への配信を再開' }).click();
  await expect(page.getByRole('dialog').getByText('日付をまちがえていました')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/delivery-resume-1366.png` });
  await page.getByRole('dialog').getByRole('button', { name: '残り2,621人に配信する' }).click();
  await expect(page.getByText('止まっています。')).toHaveCount(0);
  expect(api.sent(`POST deliveries/${ID}/resume`)[0]?.body).toEqual({ version: 9 });
});

test('a correction begins with those who got it, whatever happens to the first answer', async ({
  page,
  api,
}) => {
  api.answers[path] = delivery({ status: 'sent', settled: true, counts: counts(4321) });
  api.answers['POST drafts'] = wholeDraft({ id: '01DRAFTCORRECTION0000000001' });
  api.fail('POST drafts', 'cut');
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  await page.getByRole('button', { name: '同じ対象に訂正を送る' }).click();
  await expect(page.getByText(/ネットワークにつながりません/)).toBeVisible();
  await page.getByRole('button', { name: '同じ対象に訂正を送る' }).click();
  await expect(page).toHaveURL(/\/drafts\/01DRAFTCORRECTION/);
  const sent = api.sent('POST drafts');
  expect(sent.map(({ body }) => body)).toEqual(sent.map(() => ({ correction_of: ID })));
  expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
});

for (const [refusal, words] of [
  [frontDoor(429, { 'retry-after': '7' }), /操作が集中しています。7秒ほど待って/],
  [frontDoor(500), /サーバーで問題が起きました。少し待ってから/],
  [refuse(403, 'forbidden', 'この配信を見る権限がありません。'), /見る権限がありません/],
  [refuse(409, 'state', ''), /ほかの人が先に変更しました/],
] as const) {
  test(`an answer ${refusal.status} is told in words, and the page stays`, async ({ page, api }) => {
    api.answers[path] = delivery({ status: 'sending', at: at(-60_000), counts: counts(700) });
    await go(page, api, `/deliveries/${ID}`, /水道工事/);
    api.fail(`POST deliveries/${ID}/stop`, refusal);
    await page.getByRole('button', { name: '残りを停止' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '残りを停止する' }).click();
    await expect(page.getByRole('dialog').getByText(words)).toBeVisible();
  });
}

test('offline the page says so, keeps what it shows, and goes on when the line is back', async ({
  page,
  api,
  context,
}) => {
  await go(page, api, '/deliveries?tab=past', '配信');
  await context.setOffline(true);
  await page.getByLabel('配信の名前').fill('ごみ');
  await page.getByRole('button', { name: '絞り込む' }).click();
  await expect(page.getByText(/ネットワークにつながりません/)).toBeVisible();
  await context.setOffline(false);
  await page.getByRole('button', { name: 'もう一度読み込む' }).click();
  await expect(page.getByRole('link', { name: 'ごみの収集日が変わります' })).toBeVisible();
  await expect(page).toHaveURL(/q=%E3%81%94%E3%81%BF/);
});

test('what was held behind its beginning is not offered as a draft, but to be given up', async ({
  page,
  api,
}) => {
  const begun = { status: 'held' as const, batches: 3, reason: '対象の条件が使えなくなりました' };
  api.answers[path] = delivery({ ...begun, counts: counts(500) });
  api.answers[`POST deliveries/${ID}/cancel`] = delivery({ status: 'cancelled', counts: counts(500) });
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  await expect(page.getByText('配信が途中まで進んでいたため、下書きには戻せません')).toBeVisible();
  await expect(page.getByRole('button', { name: '下書きに戻す' })).toHaveCount(0);
  await page.screenshot({ path: `${SHOTS}/delivery-held-halfway-1366.png` });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: '残りを中止（再開しない）' }).click();
  await page.getByRole('button', { name: '中止する', exact: true }).click();
  await expect.poll(() => api.sent(`POST deliveries/${ID}/cancel`).length).toBe(1);
});

test('what LINE did not take yet says why it waits and until when', async ({ page, api }) => {
  const until = at(3 * 60_000);
  const sending = { status: 'sending' as const, at: at(-60_000), emergency: true, counts: counts(500) };
  api.answers[path] = delivery({ ...sending, waits: { people: 1500, until } });
  await go(page, api, `/deliveries/${ID}`, /水道工事/);
  const why = page.getByText('1,500人への配信は、LINEが混み合っているか、つながらないため、待っています');
  await expect(why).toBeVisible();
  const [hour, minute] = until.slice(11, 16).split(':');
  await expect(page.getByText(`${Number(hour)}:${minute}ごろ、自動でもう一度送ります。`)).toBeVisible();
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/delivery-waits-${width}.png` });
    expect(await violations(page), `${width} px`).toEqual([]);
  }
  api.answers[path] = delivery({ ...sending, counts: counts(4321, { waiting: 0 }) });
  await expect(why).toHaveCount(0, { timeout: 15_000 });
});

test('what is told above every screen does not push the screen away once it is seen', async ({
  page,
  api,
}) => {
  await page.addInitScript(() => {
    const at = window as unknown as { __shift: number };
    at.__shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) at.__shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const late = held();
  api.fail('GET deliveries', late, late, late);
  const asked = page.waitForRequest(/\/api\/deliveries\?/);
  await page.goto(`${api.url}/templates`);
  await asked;
  await page.waitForTimeout(100);
  late.go();
  await expect(page.getByText('この3時間に終わった配信：1件')).toBeVisible();
  await quiet(page);
  const shift = await page.evaluate(() => (window as unknown as { __shift: number }).__shift);
  expect(shift).toBeLessThan(0.01);
});
