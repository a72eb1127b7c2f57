/** What the pages say is so: when a delivery went out, what ran out, where a mistake is mended, and whose eyes these are. */

import { at, DAY, delivery, draft, HOUR, home, session, summary } from './fixtures.ts';
import { confirmation, wholeDraft } from './fixtures_drafts.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = wholeDraft().id;
const DELIVERY = delivery().id;
const WAITING = '01DRAFTSALON000000000000002';

const fact = (name: string) => `dt:text-is("${name}") + dd`;

test('a delivery tells its plan, its begin, its end and its last moment apart', async ({ page, api }) => {
  api.answers[`GET deliveries/${DELIVERY}`] = delivery({
    status: 'sent',
    settled: true,
    created_at: '2026-11-25T15:00:00+09:00',
    starts_at: '2026-11-28T09:00:00+09:00',
    started_at: '2026-11-28T09:12:00+09:00',
    ended_at: '2026-11-28T09:15:00+09:00',
    not_later_than: '2026-11-28T09:30:00+09:00',
  });
  await go(page, api, `/deliveries/${DELIVERY}`, /水道工事/);
  for (const [name, words] of [
    ['配信の予定', /11月28日\(土\) 9:00/],
    ['開始', /11月28日\(土\) 9:12/],
    ['終了', /11月28日\(土\) 9:15/],
    ['この時刻を過ぎたら送らない', /11月28日\(土\) 9:30/],
  ] as const)
    await expect(page.locator(fact(name))).toContainText(words);
  await expect(page.getByText(/11月25日/)).toHaveCount(0);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/delivery-moments-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  }
});

test('what was taken back before it began is said to be just that, in page, list and calendar', async ({
  page,
  api,
}) => {
  const back = {
    status: 'cancelled' as const,
    starts_at: at(-HOUR),
    listed_at: at(-HOUR),
    ended_at: at(-HOUR - 60_000),
    confirmed: 4321,
  };
  api.answers[`GET deliveries/${DELIVERY}`] = delivery(back);
  api.answers['GET deliveries'] = ({ query }) => ({
    deliveries: query.get('view') === 'past' ? [summary(back)] : [],
    next: null,
  });
  await go(page, api, `/deliveries/${DELIVERY}`, /水道工事/);
  await expect(page.getByText('配信前に取り消し', { exact: true }).first()).toBeVisible();
  await expect(page.locator(fact('取り消し'))).toBeVisible();
  await expect(page.locator(fact('開始'))).toHaveCount(0);
  await expect(page.locator(fact('確認のときの人数'))).toHaveText('4,321人');
  await expect(page.getByText('配信前に取り消しました。だれにも送っていません。')).toBeVisible();
  await go(page, api, '/deliveries?tab=past', '配信');
  const row = page.getByRole('row', { name: /水道工事/ });
  await expect(row).toContainText(/予定 .*取り消し /);
  await page.screenshot({ path: `${SHOTS}/history-moments-1366.png`, fullPage: true });
  await go(page, api, '/deliveries?tab=calendar', '配信');
  await expect(page.getByRole('link', { name: /【取り消し】.*水道工事/ }).first()).toBeVisible();
});

test('a request that ran out is told apart from those that wait, with the deadline of each', async ({
  page,
  api,
}) => {
  const approval = {
    requested_by: { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' },
    requested_at: at(-73 * HOUR),
    note: '',
    decided_by: null,
    decided_at: null,
    reason: null,
  };
  const asked = { state: 'approval_requested' as const, author: approval.requested_by };
  const open = draft({
    ...asked,
    id: WAITING,
    title: '待っている',
    approval: { ...approval, state: 'requested', expires_at: at(2 * DAY) },
  });
  const over = draft({
    ...asked,
    id: '01DRAFTOVER0000000000000003',
    title: '切れている',
    approval: { ...approval, state: 'expired', expires_at: at(-HOUR) },
  });
  const early = draft({
    ...asked,
    id: '01DRAFTEARLY000000000000004',
    title: '予約が先に来る',
    start: { kind: 'at', at: '2099-12-01T15:00:00+09:00', not_later_than: null },
    approval: { ...approval, state: 'requested', expires_at: '2099-12-01T15:00:00+09:00' },
  });
  api.answers['GET drafts'] = { drafts: [open, over, early] };
  api.answers['GET home'] = home({ awaiting_approval: [open, over] });
  await go(page, api, '/approvals', '承認');
  await expect(page.getByRole('listitem').filter({ hasText: '待っている' })).toContainText(
    /配信する日時：.*（3日後）.*期限は.*（2日後）です/,
  );
  await expect(page.getByRole('listitem').filter({ hasText: '予約が先に来る' })).toContainText(
    /配信する日時：2099年12月1日.*期限は配信の予定（2099年12月1日\(火\) 15:00）までです/,
  );
  const expired = page
    .getByRole('region', { name: '期限切れの依頼' })
    .or(page.locator('section', { has: page.getByRole('heading', { name: '期限切れの依頼' }) }));
  await expect(expired.first()).toContainText(/切れている[\s\S]*期限切れ：/);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/approvals-expired-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  }
  await go(page, api, '/', 'ホーム');
  const waits = page.getByRole('table', { name: '承認を待っている配信' });
  await expect(waits).toContainText('待っている');
  await expect(waits).not.toContainText('切れている');
  const ran = page.getByRole('table', { name: '承認の期限が切れた配信' });
  await expect(ran).toContainText(/切れている[\s\S]*承認の期限切れ/);
});

test('a draft without name, target and a time that is ahead says so at the top, and each leads to its place', async ({
  page,
  api,
}) => {
  const empty = wholeDraft({
    title: '',
    target: null,
    start: { kind: 'at', at: '2020-01-01T09:00:00+09:00', not_later_than: null },
  });
  api.answers[`GET drafts/${ID}`] = empty;
  api.answers['GET items'] = { version: 1, items: [] };
  api.answers['GET segments'] = { segments: [] };
  await go(page, api, `/drafts/${ID}`, '名前のない下書き');
  await page.getByText('配信するまでに決めること：2件').click();
  await page.getByText('直すところ：1件').click();
  await page.screenshot({ path: `${SHOTS}/draft-unfinished-1366.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/draft-unfinished-390.png` });
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole('link', { name: '対象を選んでください。' }).click();
  await expect(page.getByRole('tab', { name: '2 対象' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('radio', { name: '条件に当てはまる人' })).toBeFocused();
  await page.getByRole('link', { name: /予約は1分より先の時刻に/ }).click();
  await expect(page.getByRole('tab', { name: '3 日時' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByLabel('配信する日時（日本時間）')).toBeFocused();
  await page.getByRole('link', { name: '配信の名前を入力してください。' }).click();
  await expect(page.getByLabel(/^配信の名前/)).toBeFocused();
});

for (const [path, message, label] of [
  ['title', '配信の名前を入力してください。', /^配信の名前/],
  ['target', '対象を選んでください。', '条件に当てはまる人'],
  ['at', '予約は1分より先の時刻にしてください。', '配信する日時（日本時間）'],
] as const) {
  test(`from 確認 a mistake in ${path} leads back to where it is mended`, async ({ page, api }) => {
    api.answers[`GET drafts/${ID}`] = wholeDraft(path === 'target' ? { target: null } : {});
    api.answers['GET items'] = { version: 1, items: [] };
    api.answers['GET segments'] = { segments: [] };
    api.answers[`POST drafts/${ID}/confirmation`] = confirmation({ errors: [{ path, code: 'x', message }] });
    await go(page, api, `/drafts/${ID}/confirm`, /確認/);
    await page.getByRole('link', { name: message }).click();
    await expect(page.getByLabel(label)).toBeFocused();
  });
}

test('the last moment is on the last look also where nobody chose one', async ({ page, api }) => {
  api.answers[`GET drafts/${ID}`] = wholeDraft({
    start: { kind: 'at', at: '2027-01-15T10:00:00+09:00', not_later_than: null },
  });
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation({
    not_later_than: '2027-01-15T10:30:00+09:00',
  });
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  await expect(page.locator(fact('この時刻を過ぎたら送らない'))).toContainText('10:30');
  api.answers[`GET drafts/${ID}`] = wholeDraft({ start: { kind: 'now' } });
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation({
    starts_at: '2026-11-29T10:05:00+09:00',
    not_later_than: '2026-11-29T10:35:00+09:00',
  });
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  await expect(page.locator(fact('この時刻までに始まらなければ送らない'))).toContainText(
    '配信する日時から30分後',
  );
});

test('through a colleague’s eyes the pages are the colleague’s, and no button can be pressed', async ({
  page,
  api,
}) => {
  const me = session().me;
  api.answers['GET session'] = session({
    viewing_as: { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' },
    me: { ...me, permissions: ['deliveries_write', 'deliveries_approve', 'groups'] },
  });
  await go(page, api, '/', 'ホーム');
  const begin = page.getByRole('button', { name: '配信を作成する' });
  await expect(begin).toHaveAttribute('aria-disabled', 'true');
  await expect(begin).toHaveAccessibleDescription('ほかの人の目で見ている間は、変更できません');
  await page.screenshot({ path: `${SHOTS}/view-as-home-1366.png` });
  await expect(page.getByRole('link', { name: '子育てサロン 12月' })).toHaveAttribute(
    'href',
    `/approvals/${WAITING}`,
  );
  await go(page, api, `/approvals/${WAITING}`, /承認/);
  const approve = page.getByRole('button', { name: '4,321人への配信を承認する' });
  await expect(approve).toHaveAccessibleDescription('ほかの人の目で見ている間は、変更できません');
  await approve.click({ force: true });
  await page.screenshot({ path: `${SHOTS}/view-as-approval-1366.png`, fullPage: true });
  api.answers[`GET drafts/${WAITING}`] = wholeDraft({
    id: WAITING,
    author: { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' },
    hands: [{ id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' }],
  });
  await go(page, api, `/approvals/${WAITING}`, /承認/);
  await expect(approve).toBeVisible();
  const written = api.received.filter(({ what }) => /^(POST|PUT|DELETE)/.test(what));
  expect(written.map(({ what }) => what).filter((what) => !what.endsWith('/confirmation'))).toEqual([]);
});

test('the log says itself which deliveries nobody had agreed to', async ({ page, api }) => {
  const log = api.answers['GET trails/operations'] as { operations: object[] };
  const sent = {
    ...log.operations[1],
    number: 299,
    detail: { without_approval: true },
    hash: 'c'.repeat(64),
  };
  api.answers['GET trails/operations'] = { ...log, operations: [...log.operations, sent] };
  await go(page, api, '/trails?tab=operations', 'ログイン履歴・操作ログ');
  const table = page.getByRole('table', { name: '操作ログ' });
  await expect(table.getByText('配信：承認なしで配信を確定した')).toHaveCount(1);
  await expect(table.getByText('配信：配信を確定した')).toHaveCount(1);
});

test('from 確認 a mistake in a bubble is told in the words of its form', async ({ page, api }) => {
  const errors = [{ path: 'messages[0].text', code: 'empty', message: '1件目のテキストの本文が空です。' }];
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation({ errors });
  await go(page, api, `/drafts/${ID}/confirm`, /確認/);
  await page.getByRole('link', { name: '1つ目の「本文」：入力してください。' }).click();
  await expect(page.getByLabel('本文').first()).toBeFocused();
});
