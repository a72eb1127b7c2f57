/** Forms with a 保存 button: nothing typed is lost without a question, no field turns into something else, keys are enough. */

import type { Page } from '@playwright/test';
import { session } from './fixtures.ts';
import { wholeDraft } from './fixtures_drafts.ts';
import { SEGMENT } from './fixtures_items.ts';
import { refuse } from './stand_in.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

const UNSAVED = '保存していない変更があります';
const TARO = '01STAFFTARO0000000000000002';

const saves = (api: { answers: Record<string, unknown> }, name: string) => {
  api.answers[`PUT settings/${name}`] = ({ body }: { body: object }) => {
    const saved = { name, ...body, version: 9 };
    api.answers[`GET settings/${name}`] = saved;
    return saved;
  };
};
const isLost = (page: Page) => page.evaluate(() => document.activeElement === document.body);

test('an emptied number is no number, and never a zero', async ({ page, api }) => {
  saves(api, 'retention_days');
  await go(page, api, '/settings?tab=citizens', '設定');
  const box = page.locator('section', { has: page.getByRole('heading', { name: '回答の保存期間' }) });
  const days = box.getByLabel('ブロックされてから回答を消すまでの日数');
  const button = box.getByRole('button', { name: '保存する' });
  for (const typed of ['', '0', 'たくさん', '4000', '3.5']) {
    await days.fill(typed);
    await expect(days).toHaveValue(typed);
    await expect(box.getByText('＊1〜3,660日の数字を入力してください。')).toBeVisible();
    await expect(button).toHaveAccessibleDescription('数字を確かめてください');
    await button.focus();
    await page.keyboard.press('Enter');
  }
  await page.screenshot({ path: `${SHOTS}/settings-number-1366.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
  expect(api.sent('PUT settings/retention_days')).toEqual([]);
  await days.fill('１８０');
  await button.click();
  const question = page.getByRole('dialog', { name: '回答の保存期間を短くしますか' });
  await expect(question.getByText(/ブロックして180日たった人の回答が消えます/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/settings-shorter-1366.png` });
  expect(await violations(page)).toEqual([]);
  expect(api.sent('PUT settings/retention_days')).toEqual([]);
  await question.getByRole('button', { name: '短くして保存する' }).click();
  await expect(box.getByText('保存しました')).toBeInViewport();
  expect(api.sent('PUT settings/retention_days')[0]?.body).toMatchObject({ value: 180 });
  const longer = { name: 'retention_days', value: 3650, version: 12 };
  api.fail(
    'PUT settings/retention_days',
    refuse(409, 'stale_version', '', { current_version: 12, current: longer }),
  );
  await days.fill('400');
  api.answers['GET settings/retention_days'] = longer;
  await button.click();
  await page.getByRole('button', { name: '自分の入力で上書きする' }).click();
  // Longer than what was seen, and shorter than what a colleague saved meanwhile.
  await expect(question.getByText(/ブロックして400日たった人の回答が消えます/)).toBeVisible();
  expect(api.sent('PUT settings/retention_days')).toHaveLength(2);
  await question.getByRole('button', { name: '短くして保存する' }).click();
  await expect
    .poll(() => api.sent('PUT settings/retention_days')[2]?.body)
    .toMatchObject({ value: 400, version: 12 });
  await go(page, api, '/settings?tab=guards', '設定');
  await expect(page.getByText('いまより、確認がゆるくなります')).toHaveCount(0);
  await page.getByRole('radio', { name: '承認はいらない' }).check();
  await expect(page.getByText('いまより、確認がゆるくなります')).toBeVisible();
  await page.getByLabel('すぐに送る配信を取り消せる時間（分）').fill('');
  await expect(page.getByText('＊0〜10分の数字を入力してください。')).toBeVisible();
  await expect(page.getByRole('button', { name: '保存する' })).toHaveAttribute('aria-disabled', 'true');
});

test('the pressed button keeps the focus when there is nothing more to do', async ({ page, api }) => {
  saves(api, 'maintenance');
  await go(page, api, '/settings?tab=maintenance', '設定');
  await page.getByLabel('職員へのお知らせ').fill('12月1日の夜に止まります');
  const button = page.getByRole('button', { name: '保存する' });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('保存しました')).toBeVisible();
  await expect(button).toHaveAccessibleDescription('変更はありません');
  await expect(button).toBeFocused();
  const draft = wholeDraft();
  api.answers[`PUT drafts/${draft.id}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
  await go(page, api, `/drafts/${draft.id}`, draft.title);
  await page.getByLabel('配信の名前（職員だけに見えます）').fill('火の用心');
  const undo = page.getByRole('button', { name: '元に戻す' });
  await undo.focus();
  await page.keyboard.press('Enter');
  await expect(undo).toHaveAccessibleDescription('元に戻す操作はありません');
  await expect(undo).toBeFocused();
});

test('what goes by its own button hands the focus on', async ({ page, api }) => {
  const draft = {
    ...wholeDraft(),
    messages: ['一', '二', '三'].map((text) => JSON.stringify({ type: 'text', text })),
  };
  api.answers[`GET drafts/${draft.id}`] = draft;
  api.answers[`PUT drafts/${draft.id}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
  await go(page, api, `/drafts/${draft.id}`, draft.title);
  await page.getByRole('button', { name: '2つ目：テキストを消す' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '3つ目：テキストを消す' })).toHaveCount(0);
  await expect.poll(() => isLost(page)).toBe(false);
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('messages[1]');
  await page.getByRole('button', { name: '2つ目：テキストを上へ' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => isLost(page)).toBe(false);
  await expect(page.locator(':focus')).toHaveAccessibleName('1つ目：テキストを下へ');
  await go(page, api, `/segments/${SEGMENT.id}`, SEGMENT.name);
  await page.getByRole('button', { name: '条件2を消す' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /条件.を消す/ })).toHaveCount(0);
  await expect.poll(() => isLost(page)).toBe(false);
});

test('what was typed goes only after a question', async ({ page, api }) => {
  const dialog = page.getByRole('dialog', { name: UNSAVED });
  await go(page, api, '/settings?tab=maintenance', '設定');
  await page.getByLabel('職員へのお知らせ').fill('書きかけ');
  await page.getByRole('tab', { name: 'あいさつ' }).click();
  await expect(dialog.getByRole('heading')).toBeFocused();
  await page.screenshot({ path: `${SHOTS}/unsaved-1366.png` });
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'この画面に残る' }).click();
  await expect(page.getByLabel('職員へのお知らせ')).toHaveValue('書きかけ');
  await page.getByRole('link', { name: 'ホーム', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('職員へのお知らせ')).toHaveValue('書きかけ');
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await dialog.getByRole('button', { name: 'この画面に残る' }).click();
  expect(api.sent('DELETE session')).toEqual([]);
  await page.getByRole('tab', { name: 'あいさつ' }).click();
  await dialog.getByRole('button', { name: '保存しないで移る' }).click();
  await expect(page.getByLabel('あいさつ 1')).toBeVisible();
  await page.getByRole('tab', { name: 'お知らせ' }).click();
  await expect(page.getByLabel('職員へのお知らせ')).toHaveValue('');
  for (const [address, title, type] of [
    ['/segments/new', 'グループを作る', () => page.getByLabel('グループの名前').fill('あ')],
    [`/segments/${SEGMENT.id}`, SEGMENT.name, () => page.getByLabel('グループの名前').fill('あ')],
    ['/items/new', '登録項目の追加', () => page.getByLabel('質問').first().fill('あ')],
    ['/items/topics', /./, () => page.getByLabel('質問').first().fill('あ')],
    [`/people/${TARO}`, '宮前 太郎', () => page.getByLabel('氏名').fill('あ')],
  ] as const) {
    await go(page, api, address, title);
    await type();
    await page.getByRole('link', { name: 'ホーム', exact: true }).click();
    await expect(dialog, address).toBeVisible();
    await dialog.getByRole('button', { name: '保存しないで移る' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'ホーム' })).toBeFocused();
  }
  await go(page, api, `/people/${TARO}`, '宮前 太郎');
  await page.getByLabel('氏名').fill('あ');
  const asked = page.waitForEvent('dialog');
  const closing = page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await closing;
});

test('Escape does not take what was typed in a dialog without a question', async ({ page, api }) => {
  await go(page, api, '/settings?tab=departments', '設定');
  const open = page.getByRole('button', { name: '部署を追加する' });
  await open.click();
  const dialog = page.getByRole('dialog', { name: '部署の追加' });
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await open.click();
  await dialog.getByLabel('部署の名前').fill('危機管理課');
  for (let press = 0; press < 3; press += 1) {
    await page.keyboard.press('Escape');
    await expect(dialog.getByText(UNSAVED)).toBeVisible();
  }
  await page.screenshot({ path: `${SHOTS}/unsaved-dialog-1366.png` });
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: '入力に戻る' }).click();
  await expect(dialog.getByLabel('部署の名前')).toHaveValue('危機管理課');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: '保存しないで閉じる' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(open).toBeFocused();
});

test('「保存しました」 does not stand beside what is not saved', async ({ page, api }) => {
  api.answers['GET session'] = session({ stepped_up_until: new Date(Date.now() + 240_000).toISOString() });
  const stands = api.answers[`GET staff/${TARO}`] as object;
  api.answers[`PUT staff/${TARO}`] = ({ body }) => {
    api.answers[`GET staff/${TARO}`] = { ...stands, name: body?.name, version: 9 };
    return api.answers[`GET staff/${TARO}`] as object;
  };
  await go(page, api, `/people/${TARO}`, '宮前 太郎');
  await page.getByLabel('氏名').fill('宮前 次郎');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('変更を保存しました')).toBeVisible();
  await page.getByLabel('氏名').fill('宮前 三郎');
  await expect(page.getByText('変更を保存しました')).toHaveCount(0);
});

test('Ctrl+S saves the form that one is in, and nothing else', async ({ page, api }) => {
  for (const name of ['retention_days', 'everyone_per_month', 'consent']) saves(api, name);
  await go(page, api, '/settings?tab=citizens', '設定');
  await page.getByLabel('全員へのお知らせの、月あたりの通数').fill('7');
  await page.getByLabel('ブロックされてから回答を消すまでの日数').fill('730');
  await page.keyboard.press('Control+s');
  await expect.poll(() => api.sent('PUT settings/retention_days').length).toBe(1);
  expect(api.sent('PUT settings/everyone_per_month')).toEqual([]);
  const path = `segments/${SEGMENT.id}`;
  api.answers[`PUT ${path}`] = ({ body }) => ({ ...SEGMENT, ...body, version: 4 });
  await page.getByLabel('全員へのお知らせの、月あたりの通数').press('Control+s');
  await expect.poll(() => api.sent('PUT settings/everyone_per_month').length).toBe(1);
  await go(page, api, `/${path}`, SEGMENT.name);
  await page.getByLabel('グループの名前').fill('別の名前');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('保存しました')).toBeVisible();
  expect(api.sent(`PUT ${path}`)).toHaveLength(1);
});

test('a new group says that it was made, and has the focus', async ({ page, api }) => {
  const made = { ...SEGMENT, id: '01SEGMENTNEW000000000000009', name: '高津区の人', used_by: [] };
  api.answers['POST segments'] = made;
  api.answers[`GET segments/${made.id}`] = made;
  await go(page, api, '/segments/new', 'グループを作る');
  await page.getByLabel('グループの名前').fill('高津区の人');
  await page.getByRole('checkbox', { name: '高津区' }).check();
  await page.getByRole('button', { name: 'グループを作る' }).click();
  await expect(page.getByText('グループ「高津区の人」を作りました')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: '高津区の人' })).toBeFocused();
  await page.getByRole('link', { name: 'ホーム', exact: true }).click();
  await expect(page.getByText('を作りました')).toHaveCount(0);
});
