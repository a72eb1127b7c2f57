/** Over the steps of the composer: nothing that arrives there moves what is pressed below, and a copy's target is looked at. */

import { DEPARTMENTS, session } from './fixtures.ts';
import { wholeDraft } from './fixtures_drafts.ts';
import { held, refuse, type StandIn } from './stand_in.ts';
import { expect, go, isTooWide, jump, quiet, SHOTS, test, violations } from './support.ts';

const ID = wholeDraft().id;
const COPY = wholeDraft({ id: '01DRAFTCOPY0000000000000009', version: 1, title: '写し' });
const STAYS = '対象は、元の配信のままです';
const ME = session().me;

const warned = {
  ok: false,
  errors: [{ path: 'messages[0].text', code: 'too_long', message: '本文が長すぎます。' }],
  warnings: ['date', 'http', 'hour'].map((key) => ({
    key,
    code: 'placeholder',
    path: '/messages/0/text',
    quote: '○○',
    message: `${key}が残っています。`,
  })),
};

for (const width of [1366, 390]) {
  test(`what the check answers late moves nothing below it, at ${width} px`, async ({ page, api }) => {
    const check = held();
    api.answers[`PUT drafts/${ID}`] = ({ body }) => ({ ...wholeDraft(), ...body, version: 8 });
    await page.setViewportSize({ width, height: 768 });
    await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
    await quiet(page);
    api.fail('POST messages/check', check);
    api.answers['POST messages/check'] = warned;
    await page.getByLabel('本文').first().fill('大雨で○○公園が浸水し、http://example.jp/a');
    await page.getByRole('tab', { name: '2 対象' }).click();
    const everyone = page.getByRole('radio', { name: '全員' });
    await expect(everyone).toBeVisible();
    await expect.poll(() => api.sent('POST messages/check').length).toBeGreaterThan(1);
    const before = (await everyone.boundingBox())?.y ?? Number.NaN;
    check.go();
    await expect(page.getByText('確認の前に見ておくところ：3件')).toBeAttached();
    await expect(page.getByText('直すところ：1件')).toBeAttached();
    expect(Math.abs(((await everyone.boundingBox())?.y ?? Number.NaN) - before)).toBeLessThanOrEqual(1);
    await page.screenshot({ path: `${SHOTS}/steps-${width}.png`, fullPage: true });
    await page.getByText('確認の前に見ておくところ：3件').click();
    await page.getByText('直すところ：1件').click();
    for (const told of ['このままでよいものは、', '：本文が長すぎます。'])
      await expect(page.getByText(told)).toBeInViewport();
    await page.screenshot({ path: `${SHOTS}/steps-open-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  });
}

test('what a colleague does meanwhile moves nothing under the pointer', async ({ page, api }) => {
  let stands = wholeDraft();
  api.answers[`GET drafts/${ID}`] = () => stands;
  await page.clock.install();
  await page.setViewportSize({ width: 1366, height: 768 });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByRole('tab', { name: '2 対象' }).click();
  const everyone = page.getByRole('radio', { name: '全員' });
  await expect(everyone).toBeVisible();
  await quiet(page);
  const before = (await everyone.boundingBox())?.y ?? Number.NaN;
  stands = wholeDraft({ version: 8, updated_by: { id: 'x', name: '宮前 太郎' } });
  await page.clock.runFor(21_000);
  await expect(page.getByText(/^(注意：)?宮前 太郎さんが/)).toBeAttached();
  await expect
    .poll(async () => Math.abs(((await everyone.boundingBox())?.y ?? Number.NaN) - before))
    .toBeLessThanOrEqual(1);
});

test('neither a colleague who comes and goes nor a save that fails and succeeds moves anything', async ({
  page,
  api,
}) => {
  const sign = `PUT drafts/${ID}/presence`;
  api.answers[`PUT drafts/${ID}`] = ({ body }) => ({ ...wholeDraft(), ...body, version: 8 });
  await page.clock.install();
  await page.setViewportSize({ width: 1366, height: 768 });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await page.getByRole('tab', { name: '2 対象' }).click();
  const everyone = page.getByRole('radio', { name: '全員' });
  await expect(everyone).toBeVisible();
  await quiet(page);
  const place = () => everyone.evaluate((one) => one.getBoundingClientRect().top + window.scrollY);
  const before = await place();
  const stays = () => expect.poll(async () => Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
  api.answers[sign] = { others: [{ id: 'x', name: '宮前 太郎' }], elsewhere: false };
  await jump(page, 25_000);
  await expect(page.getByText(/いまこの配信を開いています/)).toBeAttached();
  await stays();
  api.answers[sign] = { others: [], elsewhere: false };
  await jump(page, 25_000);
  await expect(page.getByText(/いまこの配信を開いています/)).toHaveCount(0);
  await stays();
  api.fail(`PUT drafts/${ID}`, 'cut');
  await page.getByLabel(/^配信の名前/).fill('別の名前');
  await jump(page, 5_000);
  await expect(page.getByText(/まだ保存できていません/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/draft-not-saved-1366.png` });
  await stays();
});

test('the number of people comes late and moves no condition', async ({ page, api }) => {
  const count = held();
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  api.fail('POST segments/count', count);
  await page.getByRole('tab', { name: '2 対象' }).click();
  const ward = page.getByRole('checkbox', { name: '高津区' });
  const place = () => ward.evaluate((one) => one.getBoundingClientRect().top + window.scrollY);
  await expect(ward).toBeChecked();
  await expect(page.locator('.kept-in-sight')).toHaveText('対象：数えています…');
  const before = await place();
  count.go();
  await expect(page.locator('.kept-in-sight')).toHaveText('対象：4,321人');
  expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
});

const begins: readonly [string, string, (api: StandIn) => object][] = [
  ['an empty draft', '空の下書きから作成', () => ({})],
  [
    'a draft from a template without department',
    '「消防訓練のお知らせ」を使って作成',
    (api) => {
      const { templates } = api.answers['GET templates'] as { templates: object[] };
      const everybodys = templates.map((template) => ({ ...template, department: null }));
      api.answers['GET templates'] = { templates: everybodys };
      return { copy_of: { template: '01TEMPLATEKUNREN00000000001' } };
    },
  ],
];

for (const [what, button, body] of begins) {
  test(`${what} of somebody with one department begins with it`, async ({ page, api }) => {
    const [, own] = DEPARTMENTS.map(({ id, name }) => ({ id, name }));
    if (!own) throw new Error('there is no department');
    api.answers['GET session'] = session({ me: { ...ME, departments: [own], scope: 'own' } });
    api.answers['POST drafts'] = COPY;
    api.answers[`GET drafts/${COPY.id}`] = COPY;
    const sent = { ...body(api), department: own.id };
    await go(page, api, '/deliveries', '配信');
    await page.getByRole('button', { name: '配信を作成する' }).click();
    await page.getByRole('dialog').getByRole('button', { name: button }).click();
    await expect(page).toHaveURL(new RegExp(COPY.id));
    expect(api.sent('POST drafts')[0]?.body).toEqual(sent);
  });
}

test('one’s own second page is not called somebody else', async ({ page, api }) => {
  const current = wholeDraft({ version: 9, title: '別の画面の版', updated_by: { id: ME.id, name: ME.name } });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  api.fail(`PUT drafts/${ID}`, refuse(409, 'stale_version', '先に変更されています', { current }));
  await page.getByLabel(/^配信の名前/).fill('わたしの版');
  await page.keyboard.press('Tab');
  const dialog = page.getByRole('dialog', { name: '別の画面で先に変更しました' });
  await expect(dialog.getByRole('button', { name: '別の画面の内容を使う' })).toBeVisible();
  await expect(dialog.getByText('ほかの人')).toHaveCount(0);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/draft-own-conflict-${width}.png` });
    expect(await violations(page)).toEqual([]);
  }
});

test('a copy says that its target came along until somebody has looked at it', async ({ page, api }) => {
  api.answers['POST drafts'] = COPY;
  api.answers[`GET drafts/${COPY.id}`] = COPY;
  const copied = async () => {
    await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
    await page.getByText('この下書きの操作').click();
    await page.getByRole('button', { name: '複製して作成' }).click();
    await expect(page.getByText(STAYS)).toBeVisible();
    await expect(page.getByRole('tab', { name: '2 対象（まだ）' })).toBeVisible();
  };
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await expect(page.getByText(STAYS)).toHaveCount(0);
  await copied();
  const { description } = api.answers['POST segments/count'] as { description?: string };
  if (description) await expect(page.getByText(description)).toBeVisible();
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/draft-copied-${width}.png`, fullPage: true });
    expect(await violations(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  }
  await page.reload();
  await expect(page.getByText(STAYS)).toBeVisible();
  await page.getByRole('button', { name: '確認へ進む' }).click();
  await expect(page.getByRole('tab', { name: '2 対象', exact: true })).toBeFocused();
  await expect(page.getByText(STAYS), 'on the way to 確認 it is looked at first').toHaveCount(0);
  await copied();
  await page.getByRole('button', { name: '2 対象を開く' }).click();
  await expect(page.getByRole('tab', { name: '2 対象', exact: true })).toBeFocused();
  await expect(page.getByText(STAYS)).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel(/^配信の名前/)).toBeVisible();
  await expect(page.getByText(STAYS)).toHaveCount(0);
  await copied();
  await page.getByRole('button', { name: 'この対象でよい' }).click();
  await expect(page.getByText(STAYS)).toHaveCount(0);
  await expect(page.getByRole('tab', { name: '1 メッセージ' })).toBeFocused();
  await expect(page.getByRole('tab', { name: '2 対象', exact: true })).toBeVisible();
});
