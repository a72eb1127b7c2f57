/** Templates: kept from a draft, used for the next one, renamed, deleted; and the words that a department always says. */

import { keptAs, TEMPLATE, wholeDraft, wholeTemplate } from './fixtures_drafts.ts';
import { Reply, refuse } from './stand_in.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

const DRAFT = '01DRAFTKUSURI00000000000001';

test('the bubbles of a draft are kept as a template, once even if the answer is lost', async ({
  page,
  api,
}) => {
  api.answers['POST templates'] = ({ body }) => keptAs(TEMPLATE, body);
  api.fail('POST templates', 'cut');
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await page.getByRole('button', { name: 'ひな形として残す' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'ひな形を残す' }).click();
  await expect(dialog.getByText('ひな形の名前を入力してください。')).toBeVisible();
  await dialog.getByLabel('ひな形の名前').fill('火災予防');
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `${SHOTS}/template-save-1366.png` });
  await dialog.getByRole('button', { name: 'ひな形を残す' }).click();
  await expect(dialog.getByText(/ネットワークにつながりません/)).toBeVisible();
  await dialog.getByRole('button', { name: 'ひな形を残す' }).click();
  await expect(page.getByText('ひな形「火災予防」を残しました。')).toBeVisible();
  const sent = api.sent('POST templates');
  expect(sent[0]?.body).toEqual({
    name: '火災予防',
    department: '01DEPARTMENTBOUSAI000000001',
    messages: [
      JSON.stringify({ type: 'text', text: '火の元に気をつけましょう。' }),
      JSON.stringify({ type: 'text', text: 'お問い合わせは消防署へ。' }),
    ],
  });
  expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
});

test('a template is replaced only as it was seen, and begins a draft', async ({ page, api }) => {
  const newer = { ...TEMPLATE, version: 3 };
  api.fail(
    `PUT templates/${TEMPLATE.id}`,
    refuse(409, 'stale_version', 'ほかの人が先に変更しました。', {
      current_version: 3,
      current: wholeTemplate(newer, '訓練をします。'),
    }),
  );
  api.answers[`PUT templates/${TEMPLATE.id}`] = ({ body }) => keptAs({ ...newer, version: 4 }, body);
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await page.getByRole('button', { name: 'ひな形として残す' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('残し方').selectOption('「消防訓練のお知らせ」を置き換える');
  const replace = dialog.getByRole('button', { name: '「消防訓練のお知らせ」を置き換える' });
  await replace.click();
  await expect(dialog.getByText('ほかの人が先に変更しました')).toBeVisible();
  await dialog.getByRole('button', { name: '自分の入力で上書きする' }).click();
  await expect(page.getByText('ひな形「消防訓練のお知らせ」を残しました。')).toBeVisible();
  expect(api.sent(`PUT templates/${TEMPLATE.id}`)[0]?.body).toMatchObject({
    version: 2,
    name: TEMPLATE.name,
  });

  api.answers['POST drafts'] = wholeDraft({ id: DRAFT });
  await go(page, api, '/deliveries', '配信');
  await page.getByRole('button', { name: '配信を作成する' }).click();
  await page.getByRole('button', { name: '「消防訓練のお知らせ」を使って作成' }).click();
  await expect(page).toHaveURL(new RegExp(`/drafts/${DRAFT}`));
  expect(api.sent('POST drafts')[0]?.body).toEqual({ copy_of: { template: TEMPLATE.id } });
});

test('a template gets another name, and goes', async ({ page, api }) => {
  api.answers[`PUT templates/${TEMPLATE.id}`] = ({ body }) => ({ ...TEMPLATE, ...body, version: 3 });
  api.answers[`DELETE templates/${TEMPLATE.id}`] = new Reply(204);
  await go(page, api, '/templates', 'ひな形');
  await page.getByRole('button', { name: '「消防訓練のお知らせ」の名前・担当を変える' }).click();
  await page.getByRole('dialog').getByLabel('ひな形の名前').fill('秋の消防訓練');
  await page.getByRole('dialog').getByRole('button', { name: '保存する' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(api.sent(`PUT templates/${TEMPLATE.id}`)[0]?.body).toEqual({
    version: 2,
    name: '秋の消防訓練',
    department: '01DEPARTMENTBOUSAI000000001',
  });
  await page.getByRole('button', { name: '「消防訓練のお知らせ」を削除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'ひな形を削除する' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(api.sent(`DELETE templates/${TEMPLATE.id}`)[0]?.body).toEqual({ version: 2 });
});

test('the words of a department are in the first text, and are offered where they lack', async ({
  page,
  api,
}) => {
  const saved: string[][] = [];
  api.answers[`PUT drafts/${DRAFT}`] = ({ body }) => {
    saved.push(body?.messages as string[]);
    return { ...(api.answers[`GET drafts/${DRAFT}`] as object), ...body, version: 8 };
  };
  await go(page, api, `/drafts/${DRAFT}`, '冬の火災予防運動');
  await expect(page.getByText(/担当部署の決まった言葉「【回覧市 危機管理課】」と/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/frame-offer-1366.png`, fullPage: true });
  await page.getByRole('button', { name: '決まった言葉を入れる' }).click();
  await expect(page.getByText(/担当部署の決まった言葉/)).toHaveCount(0);
  await expect(page.getByLabel('本文').first()).toHaveValue(
    '【回覧市 危機管理課】\n火の元に気をつけましょう。',
  );
  await expect.poll(() => saved.at(-1)?.[1]).toContain('お問い合わせ：危機管理課 000-000-0000');
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect(page.getByLabel('本文').first()).toHaveValue('火の元に気をつけましょう。');
  for (const title of ['2つ目：テキスト', '1つ目：テキスト'])
    await page.getByRole('button', { name: `${title}を消す` }).click();
  await page.getByRole('button', { name: /吹き出しを足す/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^テキスト/ })
    .click();
  await expect(page.getByLabel('本文')).toHaveValue(
    '【回覧市 危機管理課】\n\nお問い合わせ：危機管理課 000-000-0000',
  );
});
