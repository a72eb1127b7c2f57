/** Registration items: order by the keyboard, every change under the version that was seen, deletion after its impact. */

import type { Item } from '../src/features/items/wire.ts';
import { ITEMS, madeOf } from './fixtures_items.ts';
import { frontDoor, refuse } from './stand_in.ts';
import { expect, go, jump, quiet, SHOTS, test, violations } from './support.ts';

const WARD = ITEMS.items[0];
const NOW = '2026-11-29T12:00:00.000+09:00';
const stale = (current: object, version: number) =>
  refuse(409, 'stale_version', 'ほかの人が先に変更しました。', { current_version: version, current });

test('the keyboard puts items into another order, keeps its place, and saves the whole order', async ({
  page,
  api,
}) => {
  api.answers['PUT items/order'] = () => ITEMS;
  await go(page, api, '/items', '登録項目');
  const down = page.getByRole('button', { name: '「お住まいの区」を下へ' });
  await down.focus();
  await page.keyboard.press('Enter');
  await expect(down).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(down).toBeFocused();
  await expect(page.getByRole('row').nth(3)).toContainText('お住まいの区');
  await expect(page.getByText('「お住まいの区」を3番目に移しました。')).toHaveCount(1);
  await page.screenshot({ path: `${SHOTS}/items-order-1366.png`, fullPage: true });
  await page.getByRole('button', { name: '並び順を保存する' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('並び順を保存しました')).toBeVisible();
  expect(api.sent('PUT items/order')[0]?.body).toEqual({
    version: 12,
    order: ['topics', 'birth', 'ward', 'children', 'language', 'area', 'wish'],
  });
});

test('an item is dragged to its place, down and up again', async ({ page, api }) => {
  await go(page, api, '/items', '登録項目');
  const handle = page.locator('[data-drag="お住まいの区"]');
  const drag = async (to: string, below: boolean) => {
    const from = await handle.boundingBox();
    const over = await page.getByRole('row', { name: new RegExp(to) }).boundingBox();
    if (!from || !over) throw new Error('nothing to drag');
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    const y = below ? over.y + over.height - 3 : over.y + 3;
    await page.mouse.move(from.x + from.width / 2, y, { steps: 12 });
    await page.mouse.up();
  };
  await drag('生まれた年月', true);
  await expect(page.getByRole('row').nth(3)).toContainText('お住まいの区');
  await expect(page.getByText('並び順を変えました。まだ保存していません。')).toBeVisible();
  await drag('^知りたい情報', false);
  await expect(page.getByRole('row').nth(1)).toContainText('お住まいの区');
  await page.mouse.move(10, 10);
  await expect(page.getByRole('row').nth(1)).toContainText('お住まいの区');
});

test('a change of another item in between is no conflict, one of this item shows both sides', async ({
  page,
  api,
}) => {
  const answer = { version: 15, item: { ...WARD, label: '住んでいる区' } };
  api.fail('PUT items/ward', stale({ version: 14, item: WARD }, 14));
  api.answers['PUT items/ward'] = answer;
  await go(page, api, '/items/ward', 'お住まいの区');
  await page.getByRole('textbox', { name: /^質問/ }).fill('住んでいる区');
  await expect(page.locator('[data-form-preview]').getByText('住んでいる区')).toBeVisible();
  await page.getByRole('button', { name: '変更を保存する' }).click();
  await expect(page.getByText('変更を保存しました')).toBeVisible();
  expect(api.sent('PUT items/ward').map(({ body }) => body?.version)).toEqual([12, 14]);

  api.fail('PUT items/ward', stale({ version: 16, item: { ...WARD, label: '区' } }, 16));
  await page.getByRole('textbox', { name: /^質問/ }).fill('お住まいの区はどこですか');
  await page.getByRole('button', { name: '変更を保存する' }).click();
  const row = page.getByRole('row', { name: /^質問/ });
  await expect(row.getByText('区', { exact: true })).toBeVisible();
  await expect(row.getByText('お住まいの区はどこですか')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/item-conflict-1366.png`, fullPage: true });
  await page.getByRole('button', { name: '自分の入力で上書きする' }).click();
  await expect(page.getByText('ほかの人が先に変更しました')).toHaveCount(0);
  await expect
    .poll(() => api.sent('PUT items/ward').at(-1)?.body)
    .toMatchObject({ version: 16, label: 'お住まいの区はどこですか' });
});

test('a new item of each kind is sent as the server reads it, and made once even if the answer is lost', async ({
  page,
  api,
}) => {
  let made: Item | undefined;
  api.answers['POST items'] = ({ body }) => {
    if (made) return stale({ version: 13, item: made }, 13);
    made = madeOf(body);
    return frontDoor(502);
  };
  await go(page, api, '/items/new', '登録項目の追加');
  await page.getByRole('button', { name: '項目を追加する' }).click();
  await expect(page.getByText('＊質問を入力してください。')).toBeVisible();
  await expect(page.getByText('＊選択肢を1つ以上入力してください。')).toBeVisible();
  await page.getByRole('textbox', { name: /^質問/ }).fill('ペット');
  await page.getByLabel('答え方').selectOption('multiple');
  await page.getByRole('textbox', { name: '選択肢1' }).fill('犬');
  await page.getByRole('textbox', { name: '選択肢2' }).fill('猫');
  await page.getByRole('button', { name: '「猫」を上へ' }).click();
  await page.getByRole('checkbox', { name: 'ほかの項目の答えによって表示する' }).check();
  await page.getByRole('checkbox', { name: '麻生区' }).check();
  await page.screenshot({ path: `${SHOTS}/item-new-filled-1366.png`, fullPage: true });
  await page.getByRole('button', { name: '項目を追加する' }).click();
  await expect(page.getByText(/サーバーで問題が起きました。/)).toBeVisible();
  await page.getByRole('button', { name: '項目を追加する' }).click();
  await expect(page).toHaveURL(new RegExp(`/items/${made?.id}$`));
  const sent = api.sent('POST items').map(({ body }) => body);
  expect(sent).toHaveLength(2);
  expect(sent[0]).toMatchObject({
    label: 'ペット',
    kind: 'multiple',
    version: 12,
    shown_if: { item: 'ward', any_of: ['asao'] },
    options: [{ label: '猫' }, { label: '犬' }],
  });
  expect(sent[1]?.id).toBe(sent[0]?.id);
});

test('what is used cannot be deleted, and is named', async ({ page, api }) => {
  await page.clock.install();
  await go(page, api, '/items/topics', '知りたい情報');
  await page.getByRole('button', { name: /^削除.*子育て/ }).click();
  const dialog = page.getByRole('dialog', { name: '「子育て」の削除' });
  await expect(
    dialog.getByText('3,210人の回答と1件のグループと1件の登録項目の表示の条件が使っています'),
  ).toBeVisible();
  await expect(dialog.getByRole('link', { name: '高津区で子育て中の方' })).toBeVisible();
  await expect(dialog.getByRole('link', { name: 'お子さんの人数' })).toBeVisible();
  await expect(dialog.getByRole('button', { name: /削除する/ })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/option-used-1366.png` });
  await expect(dialog.getByRole('button', { name: 'やめる' })).toHaveCount(0);
  await expect(dialog.getByRole('button', { name: '閉じる' })).toBeVisible();
  // A colleague has renamed it meanwhile, and the page has read the new version.
  const items = structuredClone(api.answers['GET items']) as typeof ITEMS;
  const stands = items.items.find(({ id }) => id === 'topics') as Item;
  const renamed = {
    ...stands,
    options: stands.options.map((one) => ({ ...one, label: `${one.label}・教育` })),
  };
  const others = items.items.map((one) => (one.id === 'topics' ? renamed : one));
  api.answers['GET items'] = { ...items, version: items.version + 1, items: others };
  const read = api.sent('GET items').length;
  await jump(page, 60_000);
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  await expect.poll(() => api.sent('GET items').length).toBeGreaterThan(read);
  await quiet(page);
  api.answers['PUT items/topics/options/kosodate'] = { version: items.version + 2, item: renamed };
  await dialog.getByRole('button', { name: '休止する' }).click();
  await expect(dialog).toHaveCount(0);
  expect(api.received.find(({ what }) => what.startsWith('PUT items/topics/options/'))?.body).toMatchObject({
    version: ITEMS.version + 1,
    label: '子育て・教育',
    archived: true,
  });
});

test('answers are moved where somebody says, and the job is watched to its end', async ({ page, api }) => {
  api.answers['DELETE items/topics/options/bousai'] = { version: 13, job: 'job-1' };
  let asked = 0;
  api.answers['GET jobs/job-1'] = () => {
    asked += 1;
    const progress = { done: asked * 500, total: 1234, changed: asked * 500, problems: 0 };
    const job = { id: 'job-1', kind: 'replace_option', problems: [], created_at: NOW, updated_at: NOW };
    return asked < 3
      ? { ...job, state: 'open', progress }
      : { ...job, state: 'done', progress: { ...progress, changed: 1234 } };
  };
  await go(page, api, '/items/topics', '知りたい情報');
  await page.getByRole('button', { name: /^削除.*防災/ }).click();
  const dialog = page.getByRole('dialog', { name: '「防災」の削除' });
  const press = dialog.getByRole('button', { name: '選択肢を削除する' });
  await expect(press).toHaveAccessibleDescription(/回答をどうするか/);
  await expect(dialog.getByRole('link', { name: '冬の火災予防運動' })).toBeVisible();
  await press.press('Enter');
  expect(api.sent('DELETE items/topics/options/bousai')).toEqual([]);
  await dialog.getByRole('radio', { name: /別の選択肢に移す/ }).check();
  await dialog.getByLabel('移す先').selectOption({ label: '子育て' });
  const joined = dialog.getByText(/移す先は、2か所で使われています/);
  await expect(joined, 'whom the answers join is told before they do').toBeVisible();
  await expect(dialog.getByText(/始まるときに保留になり/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/option-delete-1366.png` });
  await press.click();
  await expect(page.getByText(/500／1,234人を確かめました/)).toBeVisible();
  await expect(page.getByText('1,234人の回答を書き換えました。')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(api.sent('DELETE items/topics/options/bousai')[0]?.body).toEqual({
    version: 12,
    answers: { move_to: 'kosodate' },
  });
});

test('who may not change items sees them and nothing to press', async ({ page, api }) => {
  const me = { ...(api.answers['GET session'] as { me: object }).me, permissions: ['deliveries_write'] };
  api.answers['GET session'] = { ...api.answers['GET session'], me };
  await go(page, api, '/items', '登録項目');
  await expect(page.getByRole('link', { name: '項目を追加する' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /を上へ/ })).toHaveCount(0);
  await go(page, api, '/items/ward', 'お住まいの区');
  await expect(page.getByRole('button', { name: '休止する' })).toHaveAttribute('aria-disabled', 'true');
});

test('an item rests before it can be deleted, and says so with what uses it', async ({ page, api }) => {
  const rests = (one: Item) => (one.id === 'language' ? { ...one, archived: true } : one);
  api.answers['POST items/language/archive'] = () => {
    const items = ITEMS.items.map(rests);
    api.answers['GET items'] = { ...ITEMS, version: 13, items };
    return { version: 13, item: items.find(({ id }) => id === 'language') };
  };
  await go(page, api, '/items/language', '読みやすい言葉');
  await page.getByRole('button', { name: '項目を削除する' }).click();
  const dialog = page.getByRole('dialog', { name: '「読みやすい言葉」の削除' });
  await expect(dialog.getByText('87人の回答が使っています')).toBeVisible();
  await expect(dialog.getByText('削除の前に、まず休止します')).toBeVisible();
  await expect(dialog.getByRole('button', { name: '項目を削除する' })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/item-rests-first-1366.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/item-rests-first-390.png` });
  await dialog.getByRole('button', { name: 'まず休止する' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('休止中', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '項目を削除する' }).click();
  await dialog.getByRole('checkbox').check();
  await expect(dialog.getByRole('button', { name: '項目を削除する' })).toBeVisible();
  expect(api.sent('POST items/language/archive')[0]?.body).toEqual({ version: 12 });
});
