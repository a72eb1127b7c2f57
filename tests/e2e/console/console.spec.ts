/** The staff console on a real city: from the deploy's code to a message on a phone, the form's items, and a notice. */

import type { Page } from '../../../web/playwright.ts';
import { aFilmAndASound, aPicture, aRichMessage, sentAsWritten } from './media.ts';
import {
  acceptInvitation,
  becomeAdministrator,
  choose,
  confirm,
  heading,
  people,
  TITLE,
  write,
} from './steps.ts';
import { ahead, expect, onPhones, picture, stepUp, test, theForm } from './support.ts';

test.describe.configure({ mode: 'serial' });

test('the first administrator signs in with a second factor, writes, chooses, takes back, sends and watches', async ({
  page,
  visit,
}) => {
  const app = await becomeAdministrator(page);
  people.hanakosApp = app;
  await picture(page, 'home');
  await write(
    page,
    '水道工事のお知らせ',
    `川崎区の皆さまへ。${await ahead(11)}の9時から、水道工事を行います。`,
  );
  await picture(page, 'compose');
  await choose(page, '川崎区');
  await picture(page, 'target');
  await page.getByRole('tab', { name: '3 日時' }).click();
  await picture(page, 'when');
  await confirm(page);
  await picture(page, 'confirm');
  await page.getByRole('button', { name: '1人に配信する' }).click();
  await expect(page.getByText(/あと.*で配信を始めます/)).toBeVisible();
  await picture(page, 'undo');
  await page.getByRole('button', { name: '取り消して下書きに戻す' }).click();
  await expect(page.getByLabel('配信の名前')).toHaveValue('水道工事のお知らせ');
  expect(await onPhones('水道工事')).toBe(0);

  await page.getByRole('tab', { name: '3 日時' }).click();
  await page.getByRole('checkbox', { name: /緊急の配信/ }).check();
  await confirm(page);
  await picture(page, 'confirm_emergency');
  await page.getByRole('button', { name: '1人に配信する' }).click();
  await expect(page.getByText('1／1人に配信済み')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: '同じ対象に訂正を送る' })).toBeVisible({ timeout: 30_000 });
  await picture(page, 'delivered');
  expect(await onPhones('水道工事')).toBe(1);
  await page.goto('/people');
  await expect(page.getByRole('heading', { level: 1, name: '利用者・権限' })).toBeVisible();
  await page.getByRole('button', { name: /追加/ }).first().click();
  await page.getByRole('textbox', { name: 'ログインID' }).fill('kyoko');
  await page.getByRole('textbox', { name: '氏名※' }).fill('幸 京子');
  await page.getByRole('radio', { name: '承認者' }).check();
  await page.getByRole('checkbox', { name: '広報課' }).check();
  await picture(page, 'invite');
  await page.getByRole('button', { name: '追加して招待コードを作る' }).click();
  await stepUp(page, app);
  const code = await page.getByRole('dialog').locator('dd').nth(1).innerText();
  expect(code).toMatch(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){3}$/);
  await picture(page, 'invitation');
  await page.getByRole('button', { name: '書き留めたので閉じる' }).click();
  await expect(page.getByRole('link', { name: '幸 京子' })).toBeVisible();
  await picture(page, 'people');
  people.hanako = await page.context().storageState();
  const other = await visit();
  people.kyokosApp = await acceptInvitation(other, 'kyoko', code);
  people.kyoko = await other.context().storageState();
});

test('an item changes after its impact was seen, answers move to another option, and a group is counted', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await page.goto('/items');
  await heading(page, '登録項目');
  await picture(page, 'items');
  await page.getByRole('link', { name: '知りたい情報' }).click();
  await page.getByRole('textbox', { name: '説明' }).fill('いくつでも選べます。');
  await picture(page, 'item');
  await page.getByRole('button', { name: '変更を保存する' }).click();
  await expect(page.getByText('変更を保存しました')).toBeVisible();
  const topics = async () => (await theForm()).items.find(({ id }) => id === 'topics');
  expect((await topics())?.explanation).toBe('いくつでも選べます。');

  await page.goto('/segments/new');
  await page.getByLabel('グループの名前').fill('防災のお知らせを希望する方');
  await page.getByLabel('条件1', { exact: true }).selectOption({ label: '知りたい情報' });
  await page.getByRole('checkbox', { name: '防災' }).check();
  await expect(page.getByText(/いまの対象は\s*1人/)).toBeVisible();
  await page.getByRole('button', { name: 'グループを作る' }).scrollIntoViewIfNeeded();
  await picture(page, 'segment');
  await page.getByRole('button', { name: 'グループを作る' }).click();
  await heading(page, '防災のお知らせを希望する方');
  await page.getByRole('link', { name: 'グループの一覧へ戻る' }).click();
  await expect(page.getByRole('row', { name: /防災のお知らせを希望する方/ })).toContainText('1人');
  await picture(page, 'segments');

  await page.goto('/items/topics');
  await page.getByRole('button', { name: /^削除.*防災/ }).click();
  const used = page.getByRole('dialog', { name: '「防災」の削除' });
  await expect(used.getByRole('link', { name: '防災のお知らせを希望する方' })).toBeVisible();
  await picture(page, 'impact');
  await expect(used.getByRole('button', { name: '選択肢を削除する' })).toHaveCount(0);
  await used.getByRole('button', { name: '閉じる' }).click();

  await page.getByRole('button', { name: /^削除.*ごみ/ }).click();
  const dialog = page.getByRole('dialog', { name: '「ごみ・リサイクル」の削除' });
  await dialog.getByRole('radio', { name: /別の選択肢に移す/ }).check();
  await dialog.getByLabel('移す先').selectOption({ label: '税' });
  await picture(page, 'option_delete');
  await dialog.getByRole('button', { name: '選択肢を削除する' }).click();
  await expect(page.getByText('回答を移す処理は、2分ほどあとに始まります')).toBeVisible();
  await page.getByRole('button', { name: '閉じる' }).click();
  await expect(page.getByRole('row', { name: /ごみ/ })).toHaveCount(0);
  expect((await topics())?.options.map(({ id }) => id)).not.toContain('gomi');
});

const EVERY_KIND: readonly [label: string, kind: string, ...options: string[]][] = [
  ['好きな季節', 'single', '春', '秋'],
  ['ペット', 'multiple', '犬', '猫'],
  ['読みやすい言葉', 'select', '日本語', 'English'],
  ['生まれた年月', 'month'],
  ['市へのご意見', 'text'],
  ['お子さんの人数', 'number'],
  ['お住まいの地域', 'area', '南部', '北部'],
];

test('an item of every kind is made, moved, rests and returns, as the form shows at once', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  for (const [label, kind, ...options] of EVERY_KIND) {
    await page.goto('/items/new');
    await page.getByRole('textbox', { name: /^質問/ }).fill(label);
    await page.getByLabel('答え方').selectOption(kind);
    for (const [index, option] of options.entries())
      await page.getByRole('textbox', { name: `選択肢${index + 1}`, exact: true }).fill(option);
    if (kind === 'area') await page.getByLabel('選択肢1の郵便番号の先頭').fill('２１０、212');
    await page.getByRole('button', { name: '項目を追加する' }).click();
    await heading(page, label);
  }
  const kinds = EVERY_KIND.map(([, kind]) => kind);
  const form = await theForm();
  expect(form.items.slice(-kinds.length).map(({ kind }) => kind)).toEqual(kinds);
  expect(form.items.at(-1)?.options[0]?.postal_prefixes).toEqual(['210', '212']);

  await page.goto('/items');
  await page.getByRole('button', { name: '「お住まいの地域」を上へ' }).click();
  await page.getByRole('button', { name: '並び順を保存する' }).click();
  await expect(page.getByText('並び順を保存しました')).toBeVisible();
  const labels = async () => (await theForm()).items.map(({ label }) => label);
  expect((await labels()).slice(-2)).toEqual(['お住まいの地域', 'お子さんの人数']);
  await page.getByRole('link', { name: 'ペット' }).click();
  await page.getByRole('button', { name: '休止する' }).click();
  await expect(page.getByText('休止中', { exact: true })).toBeVisible();
  expect(await labels()).not.toContain('ペット');
  await page.getByRole('button', { name: 'フォームに出すのを再開する' }).click();
  await expect(page.getByText('休止中', { exact: true })).toHaveCount(0);
  expect(await labels()).toContain('ペット');

  await page.goto('/segments/new');
  await page.getByLabel('条件1', { exact: true }).selectOption({ label: '生まれた年月' });
  await page.getByLabel('何歳から').fill('20');
  await page.getByLabel('何歳まで').fill('29');
  await expect(page.getByText('だれにも届きません')).toBeVisible();
  await expect(page.getByText('「生まれた年月」から数えて20歳以上29歳以下').first()).toBeVisible();
});

test('a notice stands above every screen of the staff and above the form, until it is taken back', async ({
  visit,
}) => {
  const [boss, colleague] = [await visit(people.hanako), await visit(people.kyoko)];
  const announce = async (staff: string, citizens: string) => {
    await boss.goto('/settings?tab=maintenance');
    await boss.getByLabel('職員へのお知らせ').fill(staff);
    await boss.getByLabel('市民へのお知らせ').fill(citizens);
    await boss.getByRole('button', { name: '保存する' }).click();
    await expect(boss.getByText('保存しました')).toBeVisible();
  };
  await announce('今夜22時から止まります', '今夜22時から登録できません');
  const above = (page: Page) => page.locator('p', { hasText: '今夜22時から止まります' });
  await expect(above(boss)).toBeVisible();
  await picture(boss, 'notice');
  await colleague.goto('/');
  await expect(above(colleague)).toBeVisible();
  await expect
    .poll(async () => (await theForm()).notice, { timeout: 15_000 })
    .toBe('今夜22時から登録できません');
  await announce('', '');
  await colleague.reload();
  await heading(colleague, 'ホーム');
  await expect(colleague.getByText('今夜22時から止まります')).toHaveCount(0);
  await expect.poll(async () => (await theForm()).notice, { timeout: 15_000 }).toBe(undefined);
});

test('pictures, a rich message, a film and a sound are uploaded and come to the phone as they were written', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await aPicture(page);
  await aRichMessage(page);
  await aFilmAndASound(page);
  await sentAsWritten(page);
});

test('what was written is kept as a template, and the next draft begins with it', async ({ visit }) => {
  const page = await visit(people.hanako);
  await write(page, '消防訓練 10月', '○月○日に消防訓練を行います。');
  await page.getByRole('button', { name: 'ひな形として残す' }).click();
  await page.getByRole('dialog').getByLabel('ひな形の名前').fill('消防訓練のお知らせ');
  await page.getByRole('dialog').getByRole('button', { name: 'ひな形を残す' }).click();
  await expect(page.getByText('ひな形「消防訓練のお知らせ」を残しました。')).toBeVisible();
  await page.goto('/templates');
  await heading(page, 'ひな形');
  const use = page.getByRole('button', { name: '「消防訓練のお知らせ」を使って作成' });
  await expect(use).toBeVisible();
  await picture(page, 'templates');
  await use.click();
  await expect(page.getByRole('textbox', { name: /本文/ })).toHaveValue('○月○日に消防訓練を行います。');
  await expect(page.getByLabel(TITLE)).toHaveValue('');
});
