/** Testers by code and by name, and a draft before their eyes; each step is axe's and the camera's too. */

import type { Page } from '@playwright/test';
import type { Draft, DraftTest } from '../src/shared/api/types.ts';
import { at } from './fixtures.ts';
import { wholeDraft } from './fixtures_drafts.ts';
import { Reply } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = '01DRAFTKUSURI00000000000001';
const HASH = 'a'.repeat(64);
const TESTER = '01TESTER0000000000000000001';

const whole: Draft = {
  ...wholeDraft(),
  id: ID,
  target: { kind: 'everyone' },
  messages: [JSON.stringify({ type: 'text', text: '冬の火災予防運動が始まります。' })],
  emergency: false,
  silent: false,
  correction_of: null,
  approval: null,
  acknowledged: [],
  hands: [],
  content_hash: HASH,
  delivery_id: null,
  created_at: at(-24 * 60 * 60_000),
  updated_by: { id: '01STAFFHANAKO00000000000001', name: '高津 花子' },
  state: 'editing',
};

const tested = (change: Partial<DraftTest> = {}): DraftTest => ({
  id: '01TEST000000000000000000001',
  at: at(-60_000),
  by: { id: '01STAFFHANAKO00000000000001', name: '高津 花子' },
  content_hash: HASH,
  done: true,
  recipients: [
    { tester: TESTER, name: '高津 花子（公用スマホ）', state: 'accepted', message: 'LINEが受け付けました' },
  ],
  ...change,
});

async function look(page: Page, name: string): Promise<void> {
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
}

test('a draft is tested by those chosen, the result comes by itself, and an edit voids it', async ({
  page,
  api,
}) => {
  let tests: DraftTest[] = [tested({ id: '01TESTOLD000000000000000001', content_hash: 'b'.repeat(64) })];
  api.answers[`GET drafts/${ID}`] = whole;
  api.answers['POST messages/check'] = { ok: true, errors: [], warnings: [] };
  api.answers[`GET drafts/${ID}/tests`] = () => {
    const now = { tests };
    tests = tests.map((one) => ({ ...one, done: true, recipients: tested().recipients }));
    return now;
  };
  api.answers[`POST drafts/${ID}/tests`] = () => {
    const waiting = tested({
      done: false,
      recipients: [
        { tester: TESTER, name: '高津 花子（公用スマホ）', state: 'waiting', message: '送っています' },
      ],
    });
    tests = [waiting, ...tests];
    return waiting;
  };
  const { groups } = api.answers['GET tester-groups'] as { groups: { testers: string[] }[] };
  api.answers['GET tester-groups'] = {
    groups: groups.map((group) => ({
      ...group,
      testers: [...group.testers, '01GONE000000000000000000001', '01BLOCKED0000000000000000001'],
    })),
  };
  const { testers } = api.answers['GET testers'] as { testers: object[] };
  const blocked = { ...testers[0], id: '01BLOCKED0000000000000000001', name: '麻生 次郎', blocked: true };
  api.answers['GET testers'] = { testers: [...testers, blocked] };
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByRole('tab', { name: '4 テスト' }).click();
  await expect(page.getByText('このあと内容が変わりました')).toBeVisible();
  const send = page.getByRole('button', { name: 'テスト配信する' });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('radio', { name: '対象の条件に当てはまるテスター全員' }).check();
  await expect(page.getByRole('checkbox', { name: '危機管理課の全員' })).toHaveCount(0);
  await expect(send).not.toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('radio', { name: '選んだ人のうち、対象の条件に当てはまる人' }).check();
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('radio', { name: '選んだ人', exact: true }).check();
  await page.getByRole('checkbox', { name: '危機管理課の全員' }).check();
  await expect(page.getByText('アカウントをブロックしているため、届きません')).toBeVisible();
  // The group still names somebody who is no tester any more, and somebody who blocked the account: neither is counted.
  const one = page.getByRole('button', { name: 'テスター1人にテスト配信する', exact: true });
  await expect(one).toBeVisible();
  await one.click();
  await expect(page.getByText('いまの内容と同じ')).toBeVisible();
  const sent = api.sent(`POST drafts/${ID}/tests`);
  expect(sent[0]?.body).toEqual({
    version: 7,
    testers: [],
    groups: ['01GROUP00000000000000000001'],
    only_matching: false,
  });
  expect(sent[0]?.headers['idempotency-key']).toBeTruthy();
  await look(page, 'draft-tested');
  await page.getByLabel(/配信の名前/).fill('冬の火災予防運動（改）');
  await expect(page.getByText('いまの内容と同じ')).toHaveCount(0);
});

test('a tester is named first, and the code is shown then', async ({ page, api }) => {
  api.answers['POST testers/codes'] = { code: 'TEST-ABCD-2345', expires_at: at(15 * 60_000) };
  await go(page, api, '/testers', 'テスター');
  await page.getByRole('button', { name: 'コードで登録する' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'コードを作る' })).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel(/この画面での名前/).fill('宮前 太郎（公用スマホ）');
  await look(page, 'tester-named');
  await dialog.getByRole('button', { name: 'コードを作る' }).click();
  await expect(dialog.getByText('TEST-ABCD-2345')).toBeVisible();
  expect(api.sent('POST testers/codes')[0]?.body).toMatchObject({ name: '宮前 太郎（公用スマホ）' });
  await look(page, 'tester-code');
  const { testers } = api.answers['GET testers'] as { testers: { id: string; name: string }[] };
  const arrived = { ...testers[0], id: '01TESTERNEW0000000000000001', name: '宮前 太郎（公用スマホ）' };
  api.answers['GET testers'] = { testers: [...testers, arrived] };
  await expect(dialog.getByText('宮前 太郎（公用スマホ）を登録しました')).toBeVisible();
  const asked = api.sent('GET testers').length;
  await page.waitForTimeout(3_500);
  expect(api.sent('GET testers').length, 'it is there, and nobody asks any more').toBe(asked);
});

test('a code that nobody sent in time says so, and is asked for no longer', async ({ page, api }) => {
  api.answers['POST testers/codes'] = () => ({ code: 'TEST-ABCD-2345', expires_at: at(2_000) });
  await go(page, api, '/testers', 'テスター');
  await page.getByRole('button', { name: 'コードで登録する' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/この画面での名前/).fill('宮前 太郎（公用スマホ）');
  await dialog.getByRole('button', { name: 'コードを作る' }).click();
  await expect(dialog.getByText('コードの期限が切れました')).toBeVisible();
  await expect(dialog.getByText('TEST-ABCD-2345')).toHaveCount(0);
});

test('a new friend is found by name and picked', async ({ page, api }) => {
  const found = { id: '01SEARCH', candidates: [{ key: '01SEARCH.0', name: '川崎 花子' }] };
  let asked = 0;
  api.answers['POST testers/candidates'] = new Reply(202, { id: '01SEARCH', candidates: null });
  api.answers['GET testers/candidates/01SEARCH'] = () =>
    asked++ === 0 ? { ...found, candidates: null } : found;
  api.answers['POST testers'] = ({ body }) => ({
    id: TESTER,
    name: body?.name,
    department: body?.department,
    user: 'U1a2b…',
    groups: [],
    added_at: at(0),
    blocked: false,
    version: 1,
  });
  await go(page, api, '/testers', 'テスター');
  await page.getByRole('button', { name: '友だちから選ぶ' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('LINEの表示名').fill('花子');
  await dialog.getByRole('button', { name: '探す' }).click();
  await dialog.getByRole('radio', { name: '川崎 花子' }).check();
  await look(page, 'tester-picked');
  await dialog.getByRole('button', { name: 'テスターに登録する' }).click();
  await expect(dialog).toHaveCount(0);
  expect(api.sent('POST testers')[0]?.body).toMatchObject({ candidate: '01SEARCH.0', name: '川崎 花子' });
});
