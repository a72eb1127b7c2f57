/** Working together on a real city, with those whom `console.spec.ts` has brought in: approval, conflicts, an ended session. */

import { jump, tabTo } from '../../../web/admin/e2e/support.ts';
import type { Page } from '../../../web/playwright.ts';
import { ask } from './city.ts';
import {
  approved,
  atOnce,
  choose,
  confirm,
  fromTop,
  heading,
  MEANT,
  people,
  signInAgain,
  TITLE,
  write,
} from './steps.ts';
import { expect, onPhones, picture, stale, stepUp, test, untaken } from './support.ts';

async function approvalFor(page: Page, whom: string): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('radio', { name: whom }).check();
  await page.getByRole('button', { name: '保存する' }).click();
  await expect(page.getByText('保存しました')).toBeVisible();
}

/** A test that fails in the middle leaves no rule that stops whoever sends behind it. */
test.afterEach(async ({ visit }, { status, expectedStatus }) => {
  if (status === expectedStatus) return;
  const page = await visit(people.hanako);
  await page.goto('/');
  const { version, value } = (await ask<Kept>(page, 'GET', 'settings/guards')).body;
  await ask(page, 'PUT', 'settings/guards', { version, value: { ...value, approval: 'large' } });
});

interface Kept {
  readonly version: number;
  readonly value: object;
}

test('a second person returns a delivery with a reason, then approves it, and only then it goes out', async ({
  visit,
}) => {
  const [writer, approver] = [await visit(people.hanako), await visit(people.kyoko)];
  await approvalFor(writer, 'すべての配信');
  await write(writer, '冬の火災予防', '火の元に気をつけましょう。');
  await choose(writer, '川崎区');
  await atOnce(writer);
  await confirm(writer);
  await writer.getByLabel('承認する人への連絡（任意）').fill('今日のうちにお願いします。');
  await fromTop(writer);
  await picture(writer, 'approval_request');
  await writer.getByRole('button', { name: '承認を依頼する' }).click();
  await expect(writer.getByText('承認を待っています')).toBeVisible();

  await approver.goto('/approvals');
  await approver.getByRole('link', { name: '冬の火災予防' }).click();
  await expect(approver.getByText('今日のうちにお願いします。')).toBeVisible();
  await approver.getByLabel('差し戻す理由').fill('問い合わせ先を足してください。');
  await fromTop(approver);
  await picture(approver, 'approval');
  await approver.getByRole('button', { name: '理由を付けて差し戻す' }).click();
  await expect(approver.getByText('「冬の火災予防」を差し戻しました')).toBeVisible();
  await expect(approver.getByText('いま、承認を待っている配信はありません。')).toBeVisible();

  await writer.getByRole('link', { name: '内容を直す' }).click();
  await expect(writer.getByText('問い合わせ先を足してください。')).toBeVisible();
  await writer
    .getByRole('textbox', { name: /本文/ })
    .fill('火の元に気をつけましょう。問い合わせは消防署へ。');
  await confirm(writer);
  expect(await onPhones('火の元')).toBe(0);
  await approved(writer, approver, '冬の火災予防', '1人');
  await writer.getByRole('button', { name: '1人に配信する' }).click();
  await expect(writer.getByText('1／1人に配信済み')).toBeVisible({ timeout: 60_000 });
  expect(await onPhones('問い合わせは消防署へ')).toBe(1);
  await approvalFor(writer, '大きな配信');
});

test('two who change the same draft, or the same item, see both sides', async ({ visit }) => {
  const [one, other] = [await visit(people.hanako), await visit(people.kyoko)];
  await write(one, '避難所の案内', '避難所は体育館です。');
  await expect(one.getByText(/^保存済み/)).toBeVisible();
  await other.goto(new URL(one.url()).pathname);
  await expect(other.getByLabel(TITLE)).toHaveValue('避難所の案内');
  await one.getByLabel(TITLE).fill('避難所の案内（体育館）');
  await expect(one.getByText(/^保存済み/)).toBeVisible();
  await other.getByLabel(TITLE).fill('避難所のご案内');
  const dialog = other.getByRole('dialog', { name: 'ほかの人が先に変更しました' });
  await expect(dialog.getByRole('cell', { name: '避難所の案内（体育館）' })).toBeVisible();
  await expect(dialog.getByRole('cell', { name: '避難所のご案内' })).toBeVisible();
  await picture(other, 'conflict');
  await dialog.getByRole('button', { name: '高津 花子さんの内容を使う' }).click();
  await expect(other.getByLabel(TITLE)).toHaveValue('避難所の案内（体育館）');

  const [here, there] = [await visit(people.hanako), await visit(people.hanako)];
  for (const page of [here, there]) await page.goto('/items/age_group');
  const label = (page: Page) => page.getByRole('textbox', { name: /^質問/ });
  await label(here).fill('年代を教えてください');
  await label(there).fill('あなたの年代');
  await here.getByRole('button', { name: '変更を保存する' }).click();
  await expect(here.getByText('変更を保存しました')).toBeVisible();
  await there.getByRole('button', { name: '変更を保存する' }).click();
  const row = there.getByRole('row', { name: /^質問/ });
  await expect(row.getByText('年代を教えてください')).toBeVisible();
  await expect(row.getByText('あなたの年代')).toBeVisible();
  await there.getByRole('button', { name: /いまの内容を使う/ }).click();
  await expect(label(there)).toHaveValue('年代を教えてください');
});

test('a colleague is signed out while writing, signs in over the page, and nothing is lost', async ({
  visit,
}) => {
  const [boss, page] = [await visit(people.hanako), await visit(people.kyoko)];
  await write(page, '子育てサロン', 'サロンを開きます。');
  await page.getByLabel('担当部署').selectOption({ label: '広報課' });
  await expect(page.getByText(/^保存済み/)).toBeVisible();
  await boss.goto('/people');
  await boss.getByRole('link', { name: '幸 京子' }).click();
  await boss.getByRole('button', { name: 'ログアウトさせる' }).click();
  await boss.getByRole('dialog').getByRole('button', { name: 'ログアウトさせる' }).click();
  const proof = boss.getByRole('dialog', { name: 'ご本人の確認' });
  const done = boss.getByText(/ログアウトさせました。/);
  await expect(proof.or(done).first()).toBeVisible();
  if (await proof.isVisible()) await stepUp(boss, people.hanakosApp);
  await expect(done).toBeVisible();

  await page.getByRole('textbox', { name: /本文/ }).fill('サロンを開きます。お子さんと一緒にどうぞ。');
  const dialog = page.getByRole('dialog', { name: 'ログインの時間が切れました' });
  await expect(dialog).toBeVisible({ timeout: 70_000 });
  await picture(page, 'signed_out');
  await signInAgain(page, people.kyokosApp);
  await expect(page.getByText(/^保存済み/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('textbox', { name: /本文/ })).toHaveValue(/お子さんと一緒に/);
  people.kyoko = await page.context().storageState();
  await boss.goto('/deliveries');
  await expect(boss.getByRole('row', { name: /子育てサロン/ })).toContainText('広報課 幸 京子');
});

test('offline the composer says so, keeps what is typed, and saves it when the line is back', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await page.clock.install();
  await write(page, '水道の工事', '水が止まります。');
  await expect(page.getByText(/^保存済み/)).toBeVisible();
  await page.context().setOffline(true);
  await page.getByRole('textbox', { name: /本文/ }).fill('水が止まります。くみ置きをお願いします。');
  await expect(page.getByText(/まだ保存できていません（この端末には残っています）/)).toBeInViewport();
  await page.context().setOffline(false);
  // It tries again by itself after a while.
  await jump(page, 10_000);
  await expect(page.getByText(/^保存済み/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('textbox', { name: /本文/ })).toHaveValue(/くみ置き/);
});

test('the keyboard alone writes, chooses, tests, confirms, takes back and sends', async ({ visit }) => {
  const page = await visit(people.hanako);
  const press = async (
    role: 'button' | 'tab' | 'radio' | 'checkbox',
    name: string | RegExp,
    key = 'Enter',
  ) => {
    await tabTo(page, page.getByRole(role, { name }).first());
    await page.keyboard.press(key);
  };
  await page.goto('/');
  await heading(page, 'ホーム');
  await press('button', '配信を作成する');
  await press('button', '空の下書きから作成');
  await tabTo(page, page.getByLabel(TITLE));
  await page.keyboard.insertText('多摩区の工事');
  await press('button', '吹き出しを足す');
  await press('button', /^テキスト/);
  await tabTo(page, page.getByRole('textbox', { name: /本文/ }));
  await page.keyboard.insertText('多摩区で道路の工事をします。');
  await press('tab', '1 メッセージ', 'ArrowRight');
  await press('radio', /条件に当てはまる人/, 'Space');
  await press('checkbox', '多摩区', 'Space');
  await expect(page.getByText(/いまの対象は\s*1人/)).toBeVisible();
  await press('tab', '2 対象', 'End');
  await press('checkbox', '広報課の公用スマホ', 'Space');
  await press('button', 'テスト配信する');
  await expect(page.getByText('いまの内容と同じ')).toBeVisible({ timeout: 30_000 });
  await press('button', '確認へ進む');
  await expect(page.getByText(/テスト済み.*（この版）/)).toBeVisible();
  await press('button', '1人に配信する');
  await expect(page.getByText(/あと.*で配信を始めます/)).toBeVisible();
  await press('button', '取り消して下書きに戻す');
  await expect(page.getByLabel(TITLE)).toHaveValue('多摩区の工事');
  await press('tab', '1 メッセージ', 'ArrowRight');
  await press('tab', '2 対象', 'ArrowRight');
  await press('checkbox', /緊急の配信/, 'Space');
  await press('button', '確認へ進む');
  await expect(page.getByText('届く人数', { exact: true })).toBeVisible();
  await press('checkbox', MEANT, 'Space');
  await expect(page.getByRole('button', { name: '1人に配信する' })).toBeEnabled();
  await press('button', '1人に配信する');
  await expect(page.getByText('1／1人に配信済み')).toBeVisible({ timeout: 60_000 });
  // The tester's phone has it as a test.
  expect(await onPhones('多摩区で道路の工事')).toBe(2);
});

test('by then the answers to the deleted option are those to the other one', async ({ visit }) => {
  test.setTimeout(240_000);
  const page = await visit(people.hanako);
  await page.goto('/items/topics');
  const dialog = page.getByRole('dialog', { name: '「税」の削除' });
  await expect(async () => {
    await page.getByRole('button', { name: /^削除.*税/ }).click();
    await expect(dialog.getByText(/が使っています|まだだれも回答していません/).first()).toBeVisible();
    const counted = await dialog.getByText(/^1人の回答/).count();
    await dialog.getByRole('button', { name: 'やめる' }).click();
    expect(counted).toBe(1);
  }).toPass({ timeout: 200_000, intervals: [3000] });
});

test('what was done above stands in the trails, can be taken along, and is as it was written', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await page.goto('/trails');
  await expect(page.getByRole('table').getByText('ログインした').first()).toBeVisible();
  await picture(page, 'logins');
  await page.goto('/trails?tab=operations&action=delivery.sent_off');
  const sent = page.getByRole('row').filter({ hasText: '配信「水道工事のお知らせ」' }).last();
  await expect(sent).toContainText('配信：配信を確定した');
  await sent.getByText('見る').click();
  await expect(sent).toContainText('対象の人数：1');
  await picture(page, 'operations');
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'この条件でCSVを保存する' }).click();
  const proof = page.getByRole('dialog', { name: 'ご本人の確認' });
  await Promise.race([file, proof.waitFor()]);
  if (await proof.isVisible()) await stepUp(page, people.hanakosApp);
  expect((await file).suggestedFilename()).toBe('操作ログ.csv');
  await page.getByRole('tab', { name: '改ざんがないかの確認' }).click();
  await page.getByRole('button', { name: 'この日の記録を確かめる' }).click();
  await expect(page.getByText(/件は、書かれたときのままです/)).toBeVisible();
  await expect(page.getByText(/最後の記録は番号\d+、印は[0-9a-f]{64}です/)).toBeVisible();
  await picture(page, 'verify');
});

test.afterAll('the manual shows only what was on these screens', () => {
  // After a failure another process goes on, which has not seen the pictures before.
  if (test.info().workerIndex > 0) return;
  expect(untaken()).toEqual([]);
  expect(stale(), 'MANUAL_PICTURES=1 scripts/e2e.sh renews them').toEqual([]);
});
