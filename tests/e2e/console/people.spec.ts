/** Who may do what on a real city, and what an administrator does for many; with whom `console.spec.ts` has brought in and two of the invented colleagues. */

import { readFileSync } from 'node:fs';
import type { Page } from '../../../web/playwright.ts';
import { ask } from './city.ts';
import { colleague, confirm, heading, people, proveUntil, write } from './steps.ts';
import { expect, test } from './support.ts';

const [VIEWER, WRITER] = ['kosodate1', 'kosodate3'];
const FOREIGN = '配水池の点検';
const OWN = 'ひろばの予定';

// Whoever looks through another's eyes does so in all windows of the session; a failed test leaves nobody there.
test.afterEach(async ({ visit }) => {
  const page = await visit(people.hanako);
  await page.goto('/');
  await ask(page, 'DELETE', 'session/view-as');
});

interface Staff {
  readonly id: string;
  readonly login: string;
  readonly name: string;
}
interface Listed {
  readonly drafts: readonly { readonly id: string; readonly title: string }[];
}

async function foreignDraft(boss: Page): Promise<string> {
  const { body } = await ask<{ departments: { id: string; name: string }[] }>(boss, 'GET', 'departments');
  const department = body.departments.find(({ name }) => name === '上下水道課')?.id;
  const made = await ask<{ id: string }>(boss, 'POST', 'drafts', {
    title: FOREIGN,
    department,
  });
  expect(made.status).toBe(201);
  return made.body.id;
}

/** Neither seen nor changed, on the screen nor past it. */
async function isKeptFrom(page: Page, id: string): Promise<void> {
  await page.goto('/deliveries');
  await heading(page, '配信');
  await expect(page.getByText('読み込んでいます…')).toHaveCount(0);
  await expect(page.getByText(FOREIGN)).toHaveCount(0);
  await page.goto(`/drafts/${id}`);
  await expect(page.getByText(/^ほかの部署のものは操作できません/)).toBeVisible();
  const { body } = await ask<Listed>(page, 'GET', 'drafts');
  expect(body.drafts.map(({ title }) => title)).not.toContain(FOREIGN);
  const send = { version: 1, content_hash: 'x', expected_count: 1 };
  expect((await ask(page, 'POST', `drafts/${id}/send`, send)).status).toBe(403);
  expect((await ask(page, 'GET', `drafts/${id}`)).status).toBe(403);
  expect((await ask(page, 'DELETE', `drafts/${id}`, { version: 1 })).status).toBe(403);
  expect((await ask(page, 'GET', 'staff')).status).toBe(403);
}

test('a viewer and a writer of another department see no foreign draft and cannot send, past the screen either', async ({
  visit,
}) => {
  const boss = await visit(people.hanako);
  await boss.goto('/');
  const id = await foreignDraft(boss);
  const viewer = await colleague(visit, VIEWER);
  await isKeptFrom(viewer, id);
  await viewer.goto('/');
  await heading(viewer, 'ホーム');
  await expect(viewer.getByRole('button', { name: '配信を作成する' })).toHaveCount(0);
  expect((await ask(viewer, 'POST', 'drafts', { title: 'x' })).status).toBe(403);

  const writer = await colleague(visit, WRITER);
  await isKeptFrom(writer, id);
  await write(writer, OWN, '今週のひろばの予定です。');
  await writer.getByRole('tab', { name: '2 対象' }).click();
  await writer.getByRole('radio', { name: '条件に当てはまる人' }).check();
  await writer.getByRole('checkbox', { name: '多摩区' }).check();
  await expect(writer.getByText(/いまの対象は\s*1人/)).toBeVisible();
  await confirm(writer);
  await expect(writer.getByText(/^この操作をする権限がありません。/)).toBeVisible();
  await expect(writer.getByRole('button', { name: '1人に配信する' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  const own = new URL(writer.url()).pathname.split('/')[2] ?? '';
  const look = await ask<{ version: number; content_hash: string }>(writer, 'GET', `drafts/${own}`);
  const { version, content_hash } = look.body;
  const wish = { version, content_hash, expected_count: 1 };
  expect((await ask(writer, 'POST', `drafts/${own}/send`, wish)).status).toBe(403);
});

async function staff(boss: Page, login: string): Promise<Staff> {
  const { body } = await ask<{ staff: Staff[] }>(boss, 'GET', 'staff');
  const found = body.staff.find((one) => one.login === login);
  if (found === undefined) throw new Error(`${login} is not there`);
  return found;
}

test('an administrator looks through a writer’s eyes, changes one of many by CSV, and hands a draft over', async ({
  visit,
}) => {
  const boss = await visit(people.hanako);
  await boss.goto('/');
  const { id, name } = await staff(boss, WRITER);
  await test.step('their eyes', async () => {
    await boss.goto(`/people/${id}`);
    await boss.getByRole('button', { name: 'この人の画面を見る' }).click();
    await expect(boss.getByText('さんに見える画面を表示しています')).toBeVisible();
    await boss.getByRole('link', { name: '配信', exact: true }).click();
    await expect(boss.getByRole('link', { name: OWN })).toBeVisible();
    await expect(boss.getByText(FOREIGN)).toHaveCount(0);
    await expect(boss.getByRole('link', { name: '利用者・権限' })).toHaveCount(0);
    expect((await ask(boss, 'POST', 'drafts', { title: 'x' })).status).toBe(403);
    await boss.getByRole('button', { name: '自分の画面に戻る' }).click();
    await expect(boss.getByText('さんに見える画面を表示しています')).toHaveCount(0);
    await expect(boss.getByRole('link', { name: FOREIGN })).toBeVisible();
  });

  const other = name === '宮前 太郎' ? '宮前 太朗' : '宮前 太郎';
  await test.step('CSV', async () => {
    await boss.goto('/people?tab=csv');
    const file = boss.waitForEvent('download');
    await boss.getByRole('button', { name: '一覧をCSVで書き出す' }).click();
    await proveUntil(boss, people.hanakosApp, boss.getByText('一覧を書き出しました'));
    const written = readFileSync(await (await file).path(), 'utf8');
    const changed = written.replace(`"${WRITER}","${name}",`, `"${WRITER}","${other}",`);
    expect(changed).not.toBe(written);
    await boss
      .getByLabel('CSVファイル')
      .setInputFiles({ name: '利用者.csv', mimeType: 'text/csv', buffer: Buffer.from(changed) });
    const row = boss.getByRole('row', { name: new RegExp(WRITER) });
    await expect(row).toContainText(other);
    await expect(row).toContainText('変更氏名');
    expect((await staff(boss, WRITER)).name).toBe(name);
    await boss.getByRole('button', { name: '1人の変更を反映する' }).click();
    await proveUntil(boss, people.hanakosApp, boss.getByText('1人の変更を反映しました'));
    expect((await staff(boss, WRITER)).name).toBe(other);
  });

  await test.step('hand over', async () => {
    await boss.goto(`/people/${id}`);
    await boss.getByRole('button', { name: '下書き・予約を引き継ぐ' }).click();
    const dialog = boss.getByRole('dialog');
    await expect(dialog.getByText(`下書き：${OWN}`)).toBeVisible();
    await dialog.getByLabel('引き継ぐ人').selectOption({ label: '高津 花子（部署なし）' });
    await dialog.getByRole('button', { name: '1件を引き継ぐ' }).click();
    await proveUntil(boss, people.hanakosApp, boss.getByText('1件を引き継ぎました'));
    await dialog.getByRole('button', { name: '閉じる' }).click();
  });
  await boss.goto('/deliveries');
  await expect(boss.getByRole('row', { name: new RegExp(OWN) })).toContainText('高津 花子');
});
