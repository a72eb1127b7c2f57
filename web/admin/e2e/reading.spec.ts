/** Drafts that are not simply written: read by those who may not, waiting for approval, and taken away while somebody writes. */

import type { Draft, Permission } from '../src/shared/api/types.ts';
import { session } from './fixtures.ts';
import { desk } from './fixtures_desk.ts';
import { wholeDraft } from './fixtures_drafts.ts';
import { frontDoor, held, type StandIn } from './stand_in.ts';
import { expect, go, isTooWide, jump, pass, quiet, SHOTS, test, violations } from './support.ts';

const ID = wholeDraft().id;
const WAITING = '01DRAFTSALON000000000000002';
const TITLE = '配信の名前（職員だけに見えます）';
const UNLOCK = '承認をやり直すことにして、内容を直す';
const KEEP = '自分の内容を別の下書きとして残す';
const COPY = { ...wholeDraft(), id: '01DRAFTCOPY0000000000000009', title: '写し', version: 1 };

const may = (api: StandIn, ...permissions: Permission[]): void => {
  const me = { ...session().me, id: '01STAFFSABURO00000000000004', permissions };
  api.answers['GET session'] = session({ me });
};
const approval = (state: 'requested' | 'approved'): Draft['approval'] => ({
  state,
  requested_by: { id: '01STAFFHANAKO00000000000001', name: '高津 花子' },
  requested_at: '2026-11-29T09:00:00+09:00',
  note: '',
  expires_at: '2026-12-02T09:00:00+09:00',
  decided_by: state === 'approved' ? { id: '01STAFFJIRO0000000000000003', name: '多摩 次郎' } : null,
  decided_at: null,
  reason: null,
});
const asked = (state: 'requested' | 'approved') =>
  wholeDraft({ state: state === 'approved' ? 'approved' : 'approval_requested', approval: approval(state) });

for (const state of ['requested', 'approved'] as const) {
  test(`an approval that is ${state} is only made void by somebody who said so`, async ({ page, api }) => {
    const one = desk(api, asked(state));
    await page.clock.install();
    await page.goto(api.url);
    // What this browser had kept is not saved over it either.
    await page.evaluate(
      ([id, content]) =>
        localStorage.setItem(`kairan draft 01STAFFHANAKO00000000000001 ${id}`, content as string),
      [ID, JSON.stringify({ version: 7, content: { ...wholeDraft(), title: '前に書いたもの' } })],
    );
    await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
    await expect(page.getByText('直すと承認はやり直しになります')).toBeVisible();
    await expect(page.getByText('火の元に気をつけましょう。')).toBeVisible();
    await expect(page.getByRole('textbox')).toHaveCount(0);
    await pass(page, api, 3_500);
    await quiet(page);
    expect(api.sent(`PUT drafts/${ID}`)).toEqual([]);
    for (const width of [1366, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
      await page.screenshot({ path: `${SHOTS}/draft-${state}-${width}.png`, fullPage: true });
      expect(await violations(page), `${width} px`).toEqual([]);
      expect(await isTooWide(page), `${width} px`).toBe(false);
    }
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByRole('button', { name: UNLOCK }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await expect(page.getByText('直すと承認はやり直しになります')).toBeVisible();
    expect(one.stands().approval).not.toBeNull();
    await page.getByLabel(TITLE).fill('火の用心');
    await expect.poll(() => one.stands().approval).toBeNull();
    await expect(page.getByText('直すと承認はやり直しになります')).toHaveCount(0);
  });
}

test('lists send whoever can approve to the request, and everybody else to the draft', async ({
  page,
  api,
}) => {
  for (const [address, title] of [
    ['/', 'ホーム'],
    ['/deliveries?tab=approval', '配信'],
  ] as const) {
    await go(page, api, address, title);
    const link = page.getByRole('link', { name: '子育てサロン 12月' });
    await expect(link).toHaveAttribute('href', `/approvals/${WAITING}`);
  }
  may(api, 'deliveries_write');
  await go(page, api, '/deliveries?tab=approval', '配信');
  const link = page.getByRole('link', { name: '子育てサロン 12月' });
  await expect(link).toHaveAttribute('href', `/drafts/${WAITING}`);
});

test('who may not write reads the draft and the reason', async ({ page, api }) => {
  may(api, 'statistics');
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await expect(page.getByText(/この下書きを直す権限がありません/)).toBeVisible();
  await expect(page.getByText('火の元に気をつけましょう。')).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await expect(page.getByRole('link', { name: '確認へ進む' })).toHaveCount(0);
  await page.screenshot({ path: `${SHOTS}/draft-reading-1366.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
  may(api, 'deliveries_send');
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await page.getByRole('link', { name: '確認へ進む' }).click();
  await expect(page).toHaveURL(/\/confirm$/);
  api.answers['GET session'] = session({
    viewing_as: { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' },
  });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await expect(page.getByText('ほかの人の目で見ている間は、変更できません')).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  expect(api.received.filter(({ what }) => /^(PUT|DELETE|POST drafts$)/.test(what))).toEqual([]);
});

test('what was written into a draft that a colleague deleted is kept as another one, once', async ({
  page,
  api,
}) => {
  await page.clock.install();
  api.answers['POST drafts'] = COPY;
  api.answers[`GET drafts/${COPY.id}`] = COPY;
  api.answers[`PUT drafts/${COPY.id}`] = ({ body }) => ({ ...COPY, ...body, version: 2 });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByLabel(TITLE).fill('火の用心');
  delete api.answers[`GET drafts/${ID}`];
  delete api.answers[`PUT drafts/${ID}`];
  await jump(page, 21_000);
  await expect(page.getByText('この下書きは、ほかの人が削除しました')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/draft-gone-1366.png` });
  expect(await violations(page)).toEqual([]);
  api.fail('POST drafts', 'cut');
  await page.getByRole('button', { name: KEEP }).click();
  await expect(page.getByText(/ネットワークにつながりません/)).toBeVisible();
  await page.getByLabel(TITLE).fill('火の用心を');
  const answer = held();
  api.fail(`PUT drafts/${COPY.id}`, answer);
  await page.getByRole('button', { name: KEEP }).click();
  await expect.poll(() => api.sent(`PUT drafts/${COPY.id}`).length).toBe(1);
  await page.getByLabel(TITLE).fill('火の用心を、今夜も');
  answer.go();
  await expect(page).toHaveURL(new RegExp(COPY.id));
  const sent = api.sent('POST drafts');
  expect(sent.map(({ body }) => body)).toEqual(sent.map(() => ({ title: '火の用心' })));
  expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(api.sent(`PUT drafts/${COPY.id}`).map(({ body }) => [body?.version, body?.title])).toEqual([
    [1, '火の用心を'],
    [2, '火の用心を、今夜も'],
  ]);
  expect(
    await page.evaluate((id) => Object.keys(localStorage).filter((key) => key.includes(id)), ID),
  ).toEqual([]);
});

test('a draft that a colleague sent off is left, and what was written can be kept', async ({ page, api }) => {
  const one = desk(api);
  api.answers['POST drafts'] = COPY;
  api.answers[`PUT drafts/${COPY.id}`] = frontDoor(500);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  one.change({ state: 'sent_off', delivery_id: '01DELIVERYKUSURI00000000001' });
  await page.getByLabel(TITLE).fill('火の用心');
  await page.getByLabel(TITLE).press('Control+s');
  const dialog = page.getByRole('dialog', { name: '多摩 次郎さんが先に配信へ進めました' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: '自分の内容で上書きする' })).toHaveCount(0);
  await page.screenshot({ path: `${SHOTS}/conflict-sent-off-1366.png` });
  expect(await violations(page)).toEqual([]);
  for (let press = 1; press <= 2; press += 1) {
    await dialog.getByRole('button', { name: KEEP }).click();
    await expect.poll(() => api.sent(`PUT drafts/${COPY.id}`).length).toBe(press);
    await expect(dialog.getByText(/サーバーで問題が起きました/).first()).toBeVisible();
  }
  expect(new Set(api.sent('POST drafts').map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  await dialog.getByRole('button', { name: '配信の状況を見る' }).click();
  await expect(page).toHaveURL(/\/deliveries\/01DELIVERYKUSURI/);
});

test('whoever is overtaken a second time sees the newest side, and saves over that one', async ({
  page,
  api,
}) => {
  const one = desk(api);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  one.change({ title: '一度目' });
  await page.getByLabel(TITLE).fill('火の用心');
  await page.getByLabel(TITLE).press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'ほかの人が先に変更しました' });
  await expect(dialog.getByRole('cell', { name: '一度目' })).toBeVisible();
  one.change({ title: '二度目' });
  await dialog.getByRole('button', { name: '自分の内容で上書きする' }).click();
  await expect(dialog.getByText('さらに変更されました。いまの内容をもう一度確かめてください')).toBeVisible();
  await expect(dialog.getByRole('cell', { name: '二度目' })).toBeVisible();
  expect(one.stands().title).toBe('二度目');
  await dialog.getByRole('button', { name: '自分の内容で上書きする' }).click();
  await expect(dialog).toHaveCount(0);
  expect(one.stands().title).toBe('火の用心');
  await expect(page.getByText(/^保存済み/)).toBeVisible();
});
