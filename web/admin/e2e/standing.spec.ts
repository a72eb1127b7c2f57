/** The last look asks nobody for what they cannot do, and says nothing for sure while it is not known whom it is for. */

import { session } from './fixtures.ts';
import { confirmation, wholeDraft } from './fixtures_drafts.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = wholeDraft().id;
const PAGE = `/drafts/${ID}/confirm`;
const ME = session().me;

test('whoever may not send is asked to type nothing', async ({ page, api }) => {
  const permissions = ME.permissions.filter((one) => !one.startsWith('deliveries_send'));
  api.answers['GET session'] = session({ me: { ...ME, permissions } });
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation({
    warnings: [],
    typed_count_needed: true,
    approval_needed: true,
    break_glass_allowed: false,
    blocked_by: ['approval', 'permission'],
  });
  await go(page, api, PAGE, /確認/);
  await expect(page.getByRole('button', { name: '承認を依頼する' })).toBeVisible();
  await expect(page.getByLabel(/と入力してください/)).toHaveCount(0);
  await expect(page.getByLabel(/承認を待てない理由/)).toHaveCount(0);
});

test('an emergency that starts at once says so on its button', async ({ page, api }) => {
  api.answers[`GET drafts/${ID}`] = wholeDraft({ emergency: true, start: { kind: 'now' } });
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation({
    warnings: [],
    typed_count_needed: false,
    undo_seconds: 0,
    blocked_by: [],
  });
  await go(page, api, PAGE, /確認/);
  await expect(page.getByRole('button', { name: '緊急で4,321人に配信する', exact: true })).toBeVisible();
});

test('while nobody has chosen whom it is for, neither a number nor the approval is told', async ({
  page,
  api,
}) => {
  api.answers[`GET drafts/${ID}`] = wholeDraft({ target: null });
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation({
    errors: [{ path: 'target', code: 'required', message: '対象を選んでください。' }],
    warnings: [],
    count: 0,
    description: '',
    samples: [],
    approval_needed: false,
    approval: 'none',
    typed_count_needed: false,
    blocked_by: ['errors', 'nobody'],
  });
  await go(page, api, PAGE, /確認/);
  await expect(page.getByText('対象が決まっていません')).toBeVisible();
  await expect(page.getByText('対象を決めると分かります')).toBeVisible();
  await expect(page.getByText('この配信には要りません')).toHaveCount(0);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/confirm-no-target-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  }
});

test('the request says that it counts until the start of the reservation', async ({ page, api }) => {
  const at = '2099-12-01T15:00:00+09:00';
  const approval = {
    state: 'requested' as const,
    requested_by: { id: ME.id, name: ME.name },
    requested_at: '2026-11-29T09:00:00+09:00',
    note: '',
    expires_at: at,
    decided_by: null,
    decided_at: null,
    reason: null,
  };
  const start = { kind: 'at' as const, at, not_later_than: null };
  api.answers[`GET drafts/${ID}`] = wholeDraft({ state: 'approval_requested', start, approval });
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation({
    approval_needed: true,
    approval: 'requested',
    blocked_by: ['approval'],
  });
  const words = '期限は配信の予定（2099年12月1日(火) 15:00）まで';
  await go(page, api, PAGE, /確認/);
  await expect(page.getByText(`${words}です。`)).toBeVisible();
  await go(page, api, `/approvals/${ID}`, /承認/);
  await expect(page.getByText(words)).toBeVisible();
});
