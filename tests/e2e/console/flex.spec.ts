/** A card from blocks, checked, sent and shown on a phone; its button is then something that conditions can ask about. */

import type { Page } from '../../../web/playwright.ts';
import { lastOn } from './city.ts';
import { atOnce, choose, confirm, fromTop, people, TITLE } from './steps.ts';
import { ahead, expect, onPhones, picture, test } from './support.ts';

const EVENT = '親子でそなえる防災教室';

async function begin(page: Page, title: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: '配信を作成する' }).first().click();
  await page.getByRole('button', { name: '空の下書きから作成' }).click();
  await page.getByLabel(TITLE).fill(title);
  await page.getByRole('button', { name: '吹き出しを足す' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^カード/ })
    .click();
}

const add = (page: Page, block: string): Promise<void> =>
  page.getByRole('button', { name: `＋${block}` }).click();

test('a card is built from blocks and arrives, and its button can be asked about later', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await begin(page, EVENT);
  await page.getByRole('textbox', { name: /^帯の見出し/ }).fill(EVENT);
  await page.getByRole('textbox', { name: /^本文/ }).fill('小学生とご家族が対象です。先着30組です。');
  await add(page, '項目と内容の表');
  const rows = [`${await ahead(13)} 10時から11時30分`, '川崎市民館 2階', '飲み物、上ばき'];
  for (const [row, words] of rows.entries())
    await page.getByRole('textbox', { name: /^内容/ }).nth(row).fill(words);
  await add(page, '注意書き');
  await page.getByRole('textbox', { name: /^注意書き/ }).fill('駐車場はありません。');
  await add(page, 'ボタン');
  await page.getByRole('textbox', { name: /^ボタンの文字/ }).fill('参加したい');
  await page.getByLabel('押したとき').selectOption({ label: '押したことを記録する' });
  await page.getByText(/^配信するまでに決めること：/).click();
  await expect(page.getByRole('link', { name: '1つ目の「代替テキスト」：入力してください。' })).toBeVisible();
  await page.getByRole('button', { name: /^見出しから入れる/ }).click();
  await expect(page.getByRole('link', { name: /代替テキスト/ })).toHaveCount(0);
  await page.getByRole('heading', { name: /1つ目：カード/ }).scrollIntoViewIfNeeded();
  await page.getByRole('heading', { name: /1つ目：カード/ }).evaluate((title) => title.scrollIntoView());
  await picture(page, 'flex');
  await fromTop(page);
  await choose(page, '川崎区');
  await atOnce(page);
  await confirm(page);
  await page.getByRole('button', { name: '1人に配信する' }).click();
  await expect(page.getByText('1／1人に配信済み')).toBeVisible({ timeout: 60_000 });
  expect(await onPhones('上ばき')).toBe(1);
  await page.goto('/segments/new');
  await page.getByLabel('条件1', { exact: true }).selectOption({ label: '前の配信のボタンを押した' });
  await page.getByLabel('どの配信ですか').selectOption({ label: `${EVENT}（0人）` });
  await expect(page.getByText('だれにも届きません')).toBeVisible();
});

/** As LINE's simulator gives it: only the card, with a text that was left empty. */
const CARD = `{ "type": "bubble", "size": "giga",
  "body": { "type": "box", "layout": "vertical", "contents": [
    { "type": "text", "text": "防災教室", "weight": "bold" },
    { "type": "text", "text": "" }
  ] } }`;

test('a card from the simulator is taken and sent as it is, and what is wrong stands under its line', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await begin(page, '防災教室(別の見た目)');
  await page.getByRole('textbox', { name: /^代替テキスト/ }).fill('防災教室のご案内');
  await page.getByRole('tab', { name: 'JSON' }).click();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((words) => navigator.clipboard.writeText(words), CARD);
  await page.getByRole('textbox', { name: 'JSON' }).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
  await expect(page.getByText('この吹き出しの中身にしました')).toBeVisible();
  // What was found in the card before is shown until the new one is looked at.
  await expect(page.locator('.json-problem')).toHaveCount(1);
  await expect(page.locator('.cm-line:has(.json-wrong) + .json-problem')).toContainText('テキスト');
  await page.getByRole('tab', { name: 'JSON' }).evaluate((title) => title.scrollIntoView());
  await picture(page, 'flex_json');
  await page.getByRole('link', { name: /^\d+行目：/ }).click();
  await page.keyboard.type('"小学生とご家族が対象です。"');
  await expect(page.locator('.json-problem')).toHaveCount(0);
  await choose(page, '川崎区');
  await atOnce(page);
  await confirm(page);
  await page.getByRole('button', { name: '1人に配信する' }).click();
  await expect(page.getByText('1／1人に配信済み')).toBeVisible({ timeout: 60_000 });
  const contents = JSON.parse(CARD.replace('""', '"小学生とご家族が対象です。"'));
  expect(await lastOn('川崎 花子')).toEqual([{ type: 'flex', altText: '防災教室のご案内', contents }]);
});
