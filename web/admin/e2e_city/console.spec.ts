/** The staff console on a real city: from the deploy's code to a message on a phone. */

import type { Page } from '@playwright/test';
import { aPicture, aRichMessage } from './media.ts';
import {
  acceptInvitation,
  atOnce,
  becomeAdministrator,
  choose,
  confirm,
  fromTop,
  heading,
  TITLE,
  tabTo,
  write,
} from './steps.ts';
import {
  type Authenticator,
  expect,
  onPhones,
  PASSWORD,
  picture,
  type Signed,
  stepUp,
  test,
  theForm,
  untaken,
} from './support.ts';

test.describe.configure({ mode: 'serial' });

// Whom the first test brings in; the others go on with them.
let hanako: Signed;
let kyoko: Signed;
let hanakosApp: Authenticator;
let kyokosApp: Authenticator;

test('the first administrator signs in with a second factor, writes, chooses, takes back, sends and watches', async ({
  page,
  visit,
}) => {
  const app = await becomeAdministrator(page);
  hanakosApp = app;
  await picture(page, 'home');
  await write(page, '水道工事のお知らせ', '川崎区の皆さまへ。12月10日（木）の9時から、水道工事を行います。');
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
  hanako = await page.context().storageState();
  const other = await visit();
  kyokosApp = await acceptInvitation(other, 'kyoko', code);
  kyoko = await other.context().storageState();
});

test('an item changes after its impact was seen, answers move to another option, and a group is counted', async ({
  visit,
}) => {
  const page = await visit(hanako);
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
  await expect(page.getByText('1人').first()).toBeVisible();
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
  await used.getByRole('button', { name: 'やめる' }).click();

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
  const page = await visit(hanako);
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

async function approvalFor(page: Page, whom: string): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('radio', { name: whom }).check();
  await page.getByRole('button', { name: '保存する' }).click();
  await expect(page.getByText('保存しました')).toBeVisible();
}

test('a second person returns a delivery with a reason, then approves it, and only then it goes out', async ({
  visit,
}) => {
  const [writer, approver] = [await visit(hanako), await visit(kyoko)];
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
  await heading(approver, '承認');
  await expect(approver.getByText('いま、承認を待っている配信はありません。')).toBeVisible();

  await writer.getByRole('link', { name: '内容を直す' }).click();
  await expect(writer.getByText('問い合わせ先を足してください。')).toBeVisible();
  await writer
    .getByRole('textbox', { name: /本文/ })
    .fill('火の元に気をつけましょう。問い合わせは消防署へ。');
  await confirm(writer);
  await writer.getByRole('button', { name: '承認を依頼する' }).click();
  await expect(writer.getByText('承認を待っています')).toBeVisible();
  expect(await onPhones('火の元')).toBe(0);

  await approver.goto('/approvals');
  await approver.getByRole('link', { name: '冬の火災予防' }).click();
  await approver.getByRole('button', { name: '1人への配信を承認する' }).click();
  await heading(approver, '承認');
  await writer.reload();
  await expect(writer.getByText('幸 京子さんが承認しました')).toBeVisible();
  await writer.getByRole('button', { name: '1人に配信する' }).click();
  await expect(writer.getByText('1／1人に配信済み')).toBeVisible({ timeout: 60_000 });
  expect(await onPhones('問い合わせは消防署へ')).toBe(1);
  await approvalFor(writer, '大きな配信');
});

test('two who change the same draft, or the same item, see both sides', async ({ visit }) => {
  const [one, other] = [await visit(hanako), await visit(kyoko)];
  await write(one, '避難所の案内', '避難所は体育館です。');
  await expect(one.getByText(/^保存済み/)).toBeVisible();
  await other.goto(new URL(one.url()).pathname);
  await expect(other.getByLabel(TITLE)).toHaveValue('避難所の案内');
  await one.getByLabel(TITLE).fill('避難所の案内（体育館）');
  await expect(one.getByText(/^保存済み/)).toBeVisible();
  await other.getByLabel(TITLE).fill('避難所のご案内');
  const dialog = other.getByRole('dialog', { name: 'ほかの人が先に変更しました' });
  await expect(dialog.getByText('避難所の案内（体育館）')).toBeVisible();
  await expect(dialog.getByText('避難所のご案内')).toBeVisible();
  await picture(other, 'conflict');
  await dialog.getByRole('button', { name: '高津 花子さんの内容を使う' }).click();
  await expect(other.getByLabel(TITLE)).toHaveValue('避難所の案内（体育館）');

  const [here, there] = [await visit(hanako), await visit(hanako)];
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
  const [boss, page] = [await visit(hanako), await visit(kyoko)];
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
  if (await proof.isVisible()) await stepUp(boss, hanakosApp);
  await expect(done).toBeVisible();

  await page.getByRole('textbox', { name: /本文/ }).fill('サロンを開きます。お子さんと一緒にどうぞ。');
  const dialog = page.getByRole('dialog', { name: 'ログインの時間が切れました' });
  await expect(dialog).toBeVisible({ timeout: 70_000 });
  await picture(page, 'signed_out');
  await dialog.getByLabel('パスワード').fill(PASSWORD);
  await dialog.getByRole('button', { name: '次へ' }).click();
  await dialog.getByLabel('認証コード').fill(await kyokosApp.next());
  await dialog.getByRole('button', { name: 'ログイン' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/^保存済み/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('textbox', { name: /本文/ })).toHaveValue(/お子さんと一緒に/);
  kyoko = await page.context().storageState();
  await boss.goto('/deliveries');
  await expect(boss.getByRole('row', { name: /子育てサロン/ })).toContainText('広報課 幸 京子');
});

test('offline the composer says so, keeps what is typed, and saves it when the line is back', async ({
  visit,
}) => {
  const page = await visit(hanako);
  await write(page, '水道の工事', '水が止まります。');
  await expect(page.getByText(/^保存済み/)).toBeVisible();
  await page.context().setOffline(true);
  await page.getByRole('textbox', { name: /本文/ }).fill('水が止まります。くみ置きをお願いします。');
  await expect(page.getByText(/まだ保存できていません（この端末には残っています）/)).toBeInViewport();
  await page.context().setOffline(false);
  await expect(page.getByText(/^保存済み/)).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(page.getByRole('textbox', { name: /本文/ })).toHaveValue(/くみ置き/);
});

test('the keyboard alone writes, chooses, confirms and sends', async ({ visit }) => {
  const page = await visit(hanako);
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
  await tabTo(page, page.getByLabel(TITLE));
  await page.keyboard.insertText('多摩区の工事');
  await press('button', '吹き出しを足す');
  await press('button', /^テキスト/);
  await tabTo(page, page.getByRole('textbox', { name: /本文/ }));
  await page.keyboard.insertText('多摩区で道路の工事をします。');
  await press('tab', '1 メッセージ', 'ArrowRight');
  await press('radio', /条件に当てはまる人/, 'Space');
  await press('checkbox', '多摩区', 'Space');
  await expect(page.getByText('1人').first()).toBeVisible();
  await press('tab', '2 対象', 'ArrowRight');
  await press('checkbox', /緊急の配信/, 'Space');
  await press('button', '確認へ進む');
  await expect(page.getByText('届く人数')).toBeVisible();
  await press('button', '1人に配信する');
  await expect(page.getByText('1／1人に配信済み')).toBeVisible({ timeout: 60_000 });
  expect(await onPhones('多摩区で道路の工事')).toBe(1);
});

test('a notice stands above every screen of the staff and above the form, until it is taken back', async ({
  visit,
}) => {
  const [boss, colleague] = [await visit(hanako), await visit(kyoko)];
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

test('a picture and a rich message are uploaded and seen; areas follow keys, numbers and mouse', async ({
  visit,
}) => {
  const page = await visit(hanako);
  await aPicture(page);
  await aRichMessage(page);
});

test('by then the answers to the deleted option are those to the other one', async ({ visit }) => {
  test.setTimeout(240_000);
  const page = await visit(hanako);
  await page.goto('/items/topics');
  const dialog = page.getByRole('dialog', { name: '「税」の削除' });
  await expect(async () => {
    await page.getByRole('button', { name: /^削除.*税/ }).click();
    await expect(dialog.getByText(/回答した人/)).toBeVisible();
    const counted = await dialog.getByText('1人', { exact: true }).count();
    await dialog.getByRole('button', { name: 'やめる' }).click();
    expect(counted).toBe(1);
  }).toPass({ timeout: 200_000, intervals: [3000] });
});

test.afterAll('the manual shows only what was on these screens', () => {
  expect(untaken()).toEqual([]);
});
