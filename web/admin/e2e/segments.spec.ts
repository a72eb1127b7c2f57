/** Groups: made with the keyboard, counted as they are typed, two at once, and gone after their uses were shown. */

import { wholeDraft } from './fixtures_drafts.ts';
import { ITEMS, SEGMENT } from './fixtures_items.ts';
import { Reply, refuse } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

test('the keyboard makes a group, whose count is shown, once even if the answer is lost', async ({
  page,
  api,
}) => {
  api.answers['POST segments'] = SEGMENT;
  api.fail('POST segments', 'cut');
  await go(page, api, '/segments', 'グループ');
  await page.getByRole('link', { name: 'グループを作る' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'グループを作る' })).toBeFocused();
  const submit = page.getByRole('button', { name: 'グループを作る' });
  await submit.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('＊条件の中身を選んでください。')).toBeVisible();
  await page.getByLabel('グループの名前').focus();
  await page.keyboard.type('高津区の方');
  await page.getByRole('checkbox', { name: '高津区' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('4,321人').first()).toBeVisible();
  for (const words of [/ネットワークにつながりません/, undefined]) {
    await submit.focus();
    await page.keyboard.press('Enter');
    if (words) await expect(page.getByText(words)).toBeVisible();
  }
  await expect(page).toHaveURL(new RegExp(SEGMENT.id));
  const sent = api.sent('POST segments');
  expect(sent[0]?.body).toEqual({
    name: '高津区の方',
    department: '01DEPARTMENTBOUSAI000000001',
    condition: { all: [{ item: 'ward', any_of: ['takatsu'] }] },
  });
  expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
});

test('friends who never registered are included or left out, as the select says', async ({ page, api }) => {
  api.answers['POST segments'] = SEGMENT;
  await go(page, api, '/segments/new', 'グループを作る');
  await page.getByLabel('グループの名前').fill('高津区と未登録');
  await page.getByRole('checkbox', { name: '高津区' }).check();
  const select = page.getByLabel('登録していない友だち');
  await expect(select).toHaveValue('as_is');
  await select.selectOption('without');
  await select.selectOption('with');
  await expect(page.getByRole('checkbox', { name: '高津区' })).toBeChecked();
  await page.getByRole('button', { name: 'グループを作る' }).click();
  await expect.poll(() => api.sent('POST segments').length).toBe(1);
  expect(api.sent('POST segments')[0]?.body).toMatchObject({
    condition: {
      any: [{ all: [{ item: 'ward', any_of: ['takatsu'] }] }, { not: { system: 'registered' } }],
    },
  });
});

test('ages, numbers and missing answers can be asked for, and a resting item keeps its name', async ({
  page,
  api,
}) => {
  const rest = ITEMS.items.map((item) => (item.id === 'birth' ? { ...item, archived: true } : item));
  const age = { item: 'birth', age: { from: 20, to: 29 } };
  api.answers[`GET segments/${SEGMENT.id}`] = { ...SEGMENT, condition: { all: [age] } };
  api.answers['GET items'] = { ...ITEMS, items: rest };
  api.answers[`PUT segments/${SEGMENT.id}`] = ({ body }) => ({ ...SEGMENT, ...body, version: 4 });
  await go(page, api, `/segments/${SEGMENT.id}`, SEGMENT.name);
  await expect(page.getByLabel('条件1', { exact: true }).getByRole('option', { selected: true })).toHaveText(
    '生まれた年月（休止中）',
  );
  await expect(page.getByLabel('何歳から')).toHaveValue('20');
  await page.getByLabel('何歳まで').fill('１９');
  await expect(page.getByText('＊「から」より大きくしてください。')).toBeVisible();
  await page.getByLabel('何歳まで').fill('');
  await page.getByRole('button', { name: '条件を足す', exact: true }).click();
  await page.getByLabel('条件2', { exact: true }).selectOption({ label: 'お子さんの人数' });
  await page.getByLabel('いくつから').fill('2');
  await page.getByRole('button', { name: '条件を足す', exact: true }).click();
  await page.getByLabel('条件3', { exact: true }).selectOption({ label: 'お住まいの区' });
  await page.getByLabel('条件3に当てはまる人').selectOption({ label: 'この項目にまだ答えていない人' });
  await page.screenshot({ path: `${SHOTS}/segment-ranges-1366.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: '変更を保存する' }).click();
  await expect(page.getByText('保存しました')).toBeVisible();
  expect(api.sent(`PUT segments/${SEGMENT.id}`)[0]?.body?.condition).toEqual({
    all: [
      { item: 'birth', age: { from: 20 } },
      { item: 'children', number: { from: 2 } },
      { item: 'ward', unset: true },
    ],
  });
});

test('reactions to a delivery can be asked for inside a group of conditions, and stay what they were', async ({
  page,
  api,
}) => {
  const sent = '01DELIVERYSENT0000000000004';
  const inner = { any: [{ clicked: sent }, { not: { opened: '01DELIVERYLONGGONE000000009' } }] };
  const condition = { all: [{ item: 'ward', any_of: ['takatsu'] }, inner] };
  api.answers[`GET segments/${SEGMENT.id}`] = { ...SEGMENT, condition };
  api.answers[`PUT segments/${SEGMENT.id}`] = ({ body }) => ({ ...SEGMENT, ...body, version: 4 });
  await go(page, api, `/segments/${SEGMENT.id}`, SEGMENT.name);
  const which = page.getByLabel('どの配信ですか');
  await expect(which.first().getByRole('option', { selected: true })).toHaveText('粗大ごみの受付（240人）');
  await expect(which.last().getByRole('option', { selected: true })).toHaveText('（いまは選べない配信）');
  await which.last().selectOption({ label: '粗大ごみの受付（812人）' });
  await page.getByRole('button', { name: '条件を足す', exact: true }).first().click();
  await page.getByLabel('条件2-3', { exact: true }).selectOption({ label: '前の配信のボタンを押した' });
  const inside = page.getByRole('group', { name: '条件2（次のどれかに当てはまる人）', exact: true });
  await expect(inside.getByLabel('条件2-3', { exact: true })).toBeVisible();
  await expect(page.getByText('条件2-3の中身を選ぶと、人数が出ます。')).toBeVisible();
  await page.getByRole('button', { name: '変更を保存する' }).click();
  await expect(page.getByText('＊条件の中身を選んでください。')).toBeVisible();
  await which.last().selectOption({ label: '粗大ごみの受付（240人）' });
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: `${SHOTS}/segment-reactions-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
  }
  await page.getByRole('button', { name: '変更を保存する' }).click();
  await expect(page.getByText('保存しました')).toBeVisible();
  const body = api.sent(`PUT segments/${SEGMENT.id}`)[0]?.body as { condition: unknown };
  const reacted = [{ clicked: sent }, { not: { opened: sent } }, { clicked: sent }];
  expect(JSON.stringify(body.condition)).toContain(JSON.stringify(reacted));
});

test('a lost version shows both sides, conditions as sentences', async ({ page, api }) => {
  const path = `segments/${SEGMENT.id}`;
  const current = {
    ...SEGMENT,
    name: '高津区の保護者',
    description: '「お住まいの区」が「高津区」の人',
    version: 4,
  };
  api.fail(`PUT ${path}`, refuse(409, 'stale_version', '', { current_version: 4, current }));
  api.answers[`PUT ${path}`] = ({ body }) => ({ ...SEGMENT, ...body, version: 5 });
  await go(page, api, `/${path}`, SEGMENT.name);
  await page.getByLabel('グループの名前').fill('子育て中の方（高津）');
  await page.getByRole('button', { name: '変更を保存する' }).click();
  const row = page.getByRole('row', { name: /グループの名前/ });
  await expect(row.getByText('高津区の保護者')).toBeVisible();
  await expect(row.getByText('子育て中の方（高津）')).toBeVisible();
  await expect(page.getByRole('row', { name: /^条件/ }).getByText('の人').first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/segment-conflict-1366.png`, fullPage: true });
  await page.getByRole('button', { name: '自分の入力で上書きする' }).click();
  await expect(page.getByText('保存しました')).toBeVisible();
  expect(api.sent(`PUT ${path}`).map(({ body }) => body?.version)).toEqual([3, 4]);
});

test('before a group goes its uses are shown', async ({ page, api }) => {
  const path = `segments/${SEGMENT.id}`;
  api.answers[`DELETE ${path}`] = new Reply(204);
  await go(page, api, `/${path}`, SEGMENT.name);
  await page.getByRole('button', { name: 'グループを削除する' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('link', { name: '水道工事のお知らせ' })).toBeVisible();
  await expect(dialog.getByText('4,321人')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/segment-delete-1366.png` });
  await dialog.getByRole('button', { name: 'グループを削除する' }).click();
  await expect(page).toHaveURL(/\/segments$/);
  expect(api.sent(`DELETE ${path}`)[0]?.body).toEqual({ version: 3 });
});

test('groups tell when something was last sent to them, in their list and where a target is chosen', async ({
  page,
  api,
}) => {
  await go(page, api, '/segments', 'グループ');
  const row = page.getByRole('row').filter({ hasText: SEGMENT.name }).first();
  await expect(row.getByRole('link', { name: 'ごみの収集日が変わります' })).toBeVisible();
  await expect(row).toContainText('11/24(火) 10:00');
  await page.screenshot({ path: `${SHOTS}/segments-last-used-1366.png`, fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/segments-last-used-390.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 1366, height: 768 });
  await go(page, api, '/drafts/01DRAFTKUSURI00000000000001', '冬の火災予防運動');
  await page.getByRole('tab', { name: '2 対象' }).click();
  const groups = page.getByLabel('保存したグループから選ぶ');
  await groups.selectOption(SEGMENT.id);
  await expect(
    page.getByText(/前回は2026年11月24日\(火\) 10:00に「ごみの収集日が変わります」/),
  ).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/segments-picker-1366.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
});

test('a count that failed can be asked for again, and each condition has its own number', async ({
  page,
  api,
}) => {
  const busy = refuse(503, 'unavailable', 'いまは数えられません。');
  api.fail('POST segments/count', busy, busy);
  const count = api.answers['POST segments/count'];
  const part = { pointer: '/all/0', count: 9876, description: '「お住まいの区」が「高津区」' };
  api.answers['POST segments/count'] = { ...count, parts: [part, { ...part, pointer: '/all/1' }] };
  const ward = { item: 'ward', any_of: ['takatsu'] };
  api.answers[`GET segments/${SEGMENT.id}`] = { ...SEGMENT, condition: { all: [ward, ward] } };
  await go(page, api, `/segments/${SEGMENT.id}`, SEGMENT.name);
  await page.getByRole('button', { name: 'もう一度読み込む' }).click();
  await expect(page.getByText('いまの対象は')).toBeVisible();
  await expect(
    page.getByRole('region', { name: '条件ごとの人数' }).getByRole('listitem').first(),
  ).toContainText('9,876人');
});

test('many groups are not all counted at once', async ({ page, api }) => {
  const segments = Array.from({ length: 40 }, (_, nth) => {
    const from = `2026-01-01T00:${String(nth).padStart(2, '0')}:00+09:00`;
    return { ...SEGMENT, id: `01SEGMENT${nth}`, name: `グループ${nth}`, condition: { registered: { from } } };
  });
  api.answers['GET segments'] = { segments };
  let [now, most] = [0, 0];
  page.on('request', (one) => {
    if (!one.url().endsWith('/segments/count')) return;
    now += 1;
    most = Math.max(most, now);
  });
  page.on('requestfinished', (one) => {
    if (one.url().endsWith('/segments/count')) now -= 1;
  });
  await go(page, api, '/segments', 'グループ');
  await expect(page.getByRole('cell', { name: '…', exact: true })).toHaveCount(0);
  expect(api.sent('POST segments/count')).toHaveLength(40);
  expect(most).toBeLessThanOrEqual(4);
});

test('a saved group is chosen by how many it reaches, and what it asks stands below', async ({
  page,
  api,
}) => {
  await go(page, api, `/drafts/${wholeDraft().id}`, /火災/);
  await page.getByRole('tab', { name: '2 対象' }).click();
  const groups = page.getByLabel('保存したグループから選ぶ');
  await expect(
    groups.getByRole('option', {
      name: `${SEGMENT.name}（4,321人）`,
      exact: true,
    }),
  ).toHaveCount(1);
  await expect(groups.getByRole('option', { name: /（いまは使えません）$/ })).toHaveCount(1);
  await groups.selectOption(SEGMENT.id);
  await expect(groups).toHaveAccessibleDescription(new RegExp(`^${SEGMENT.description}`));
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: `${SHOTS}/draft-groups-${width}.png`, fullPage: true });
    expect(await isTooWide(page)).toBe(false);
  }
});
