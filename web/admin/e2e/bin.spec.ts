/** ごみ箱: what was deleted is offered again at once and for thirty days, and what stands in its way is told. */

import { BIN } from './fixtures_bin.ts';
import { TEMPLATE } from './fixtures_drafts.ts';
import { SEGMENT } from './fixtures_items.ts';
import { Reply, refuse } from './stand_in.ts';
import { expect, go, isTooWide, quiet, SHOTS, test, violations } from './support.ts';

const DRAFT = '01DRAFTKUSURI00000000000001';
const NARROW = { width: 390, height: 844 };

test('a deleted template is put back from the notice on its list', async ({ page, api }) => {
  api.answers[`DELETE templates/${TEMPLATE.id}`] = new Reply(204);
  api.answers[`POST templates/${TEMPLATE.id}/put-back`] = { id: TEMPLATE.id, version: 3 };
  await go(page, api, '/templates', 'ひな形');
  await page.getByRole('button', { name: '「消防訓練のお知らせ」を削除' }).click();
  await expect(page.getByRole('dialog').getByText('30日以内なら、ごみ箱から元に戻せます。')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'ひな形を削除する' }).click();
  await expect(page.getByText('ひな形「消防訓練のお知らせ」を削除しました')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/just-deleted-1366.png` });
  await page.setViewportSize(NARROW);
  expect(await isTooWide(page)).toBe(false);
  await page.screenshot({ path: `${SHOTS}/just-deleted-390.png` });
  const back = page.getByRole('button', { name: 'ひな形「消防訓練のお知らせ」を元に戻す' });
  await back.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('ひな形「消防訓練のお知らせ」を元に戻しました')).toBeVisible();
  expect(api.sent(`POST templates/${TEMPLATE.id}/put-back`)[0]?.body).toEqual({ version: 2 });
  await quiet(page);
  await expect(page.locator('main :focus')).toHaveCount(1);
});

test('a deleted draft is offered on the list that one gets to, a group as well', async ({ page, api }) => {
  api.answers[`DELETE drafts/${DRAFT}`] = new Reply(204);
  api.answers[`DELETE segments/${SEGMENT.id}`] = new Reply(204);
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await page.getByText('この下書きの操作').click();
  await page.getByRole('button', { name: '下書きを削除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '下書きを削除する' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '配信' })).toBeVisible();
  await expect(page.getByRole('button', { name: '下書き「冬の火災予防運動」を元に戻す' })).toBeVisible();
  await go(page, api, `/segments/${SEGMENT.id}`, SEGMENT.name);
  await page.getByRole('button', { name: 'グループを削除する' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'グループを削除する' }).click();
  await expect(page.getByRole('button', { name: `グループ「${SEGMENT.name}」を元に戻す` })).toBeVisible();
});

test('what stands in the way is told, and the thing stays', async ({ page, api }) => {
  const [template] = BIN.things;
  const way = '1つの部署のひな形は100個までです。使わないひな形を削除してからやり直してください。';
  api.fail(`POST templates/${TEMPLATE.id}/put-back`, refuse(409, 'in_the_way', way));
  api.answers[`POST templates/${TEMPLATE.id}/put-back`] = { id: TEMPLATE.id, version: 3 };
  await go(page, api, '/bin', 'ごみ箱');
  const back = page.getByRole('button', { name: `ひな形「${template?.title}」を元に戻す` });
  await back.click();
  await expect(page.getByText(way)).toBeVisible();
  await expect(page.getByText('まだ元に戻せません')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/bin-in-the-way-1366.png` });
  api.answers['GET bin'] = { things: BIN.things.slice(1) };
  await back.click();
  await expect(page.getByText(`ひな形「${template?.title}」を元に戻しました`)).toBeVisible();
  await expect(back).toHaveCount(0);
  await quiet(page);
  await expect(page.locator('main :focus')).toHaveCount(1);
});

test('what was deleted anew meanwhile is shown beside what was seen', async ({ page, api }) => {
  const path = `POST templates/${TEMPLATE.id}/put-back`;
  const current = { ...BIN.things[0], title: '毎月使うひな形', version: 5 };
  api.fail(path, refuse(409, 'stale_version', '', { current_version: 5, current }));
  api.answers[path] = { id: TEMPLATE.id, version: 6 };
  await go(page, api, '/bin', 'ごみ箱');
  await page.getByRole('button', { name: 'ひな形「消防訓練のお知らせ」を元に戻す' }).click();
  const row = page.getByRole('table', { name: '違うところ' }).getByRole('row').nth(1);
  await expect(row.getByRole('cell')).toHaveText(['毎月使うひな形', '消防訓練のお知らせ']);
  expect(await violations(page)).toEqual([]);
  expect(api.sent(path), 'nothing is done again by itself').toHaveLength(1);
  await page.getByRole('button', { name: /確かめたので、元に戻す/ }).click();
  await expect.poll(() => api.sent(path).at(-1)?.body).toEqual({ version: 5 });
});

test('a draft that comes back says what has to be done anew', async ({ page, api }) => {
  api.answers['POST drafts/01DRAFTTHROWNAWAY0000000003/put-back'] = { id: DRAFT, version: 8 };
  await go(page, api, '/bin', 'ごみ箱');
  await page.getByRole('button', { name: '無題の下書きを元に戻す' }).click();
  await expect(page.getByText('承認・テスト・注意の確認は、もう一度行ってください。')).toBeVisible();
  await expect(page.getByRole('link', { name: '下書きを開く' })).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/bin-back-1366.png` });
});

test('an empty bin says what it is for', async ({ page, api }) => {
  api.answers['GET bin'] = { things: [] };
  await go(page, api, '/bin', 'ごみ箱');
  await expect(page.getByText(/ごみ箱は空です/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize(NARROW);
  await page.screenshot({ path: `${SHOTS}/bin-empty-390.png` });
});
