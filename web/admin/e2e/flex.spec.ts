/** A Flex message made of blocks: by the keyboard alone, with what the check finds at the block, and never with a script. */

import type { Page } from '@playwright/test';
import { draftFixtures } from './fixtures_drafts.ts';
import { expect, go, isTooWide, quiet, SHOTS, tabTo, test, violations } from './support.ts';

const ID = '01DRAFTKUSURI00000000000001';
const PATH = `/drafts/${ID}`;
const SIZES = [
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
];

interface Message {
  readonly type: string;
  readonly altText: string;
  readonly contents: Record<string, never>;
}

/** The draft with these messages; what is saved is answered as saved. */
function holding(api: { answers: Record<string, unknown> }, messages: readonly string[]): void {
  const draft = { ...draftFixtures()[`GET drafts/${ID}`], messages };
  api.answers[`GET drafts/${ID}`] = draft;
  api.answers[`PUT drafts/${ID}`] = ({ body }: { body: object }) => ({ ...draft, ...body, version: 8 });
}

/** The first bubble as it was last saved. */
async function saved(page: Page, api: Parameters<typeof go>[1]): Promise<string> {
  await page.keyboard.press('Control+s');
  await quiet(page);
  await expect(page.getByText(/^保存済み/)).toBeVisible();
  const body = api.sent(`PUT drafts/${ID}`).at(-1)?.body as { messages: string[] };
  return body.messages[0] ?? '';
}

/** Presses Tab until the first of this name has the focus. */
const tabOn = (page: Page, name: string | RegExp, role: 'button' | 'textbox' | 'combobox' | 'radio') =>
  tabTo(page, page.getByRole(role, { name, exact: typeof name === 'string' }).first());

test('a card is built by the keyboard alone', async ({ page, api }) => {
  holding(api, []);
  await go(page, api, PATH, '冬の火災予防運動');
  await tabOn(page, /^吹き出しを足す/, 'button');
  await page.keyboard.press('Enter');
  await tabOn(page, /^カード（Flexメッセージ）/, 'button');
  await page.keyboard.press('Enter');
  await tabOn(page, /^帯の見出し/, 'textbox');
  await page.keyboard.type('子育てサロン');
  await tabOn(page, '＋項目と内容の表', 'button');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '2 項目と内容の表' })).toBeFocused();
  for (const words of ['12月5日（土）10時', '市民館 1階', '飲み物']) {
    await tabOn(page, /^内容/, 'textbox');
    for (let press = 0; press < 8; press += 1) {
      const empty = await page.evaluate(
        () => document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value === '',
      );
      if (empty) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type(words);
  }
  await tabOn(page, '＋ボタン', 'button');
  await page.keyboard.press('Enter');
  await tabOn(page, /^ボタンの文字/, 'textbox');
  await page.keyboard.type('申し込む');
  await tabOn(page, /^開くページ/, 'textbox');
  await page.keyboard.press('End');
  await page.keyboard.type('example.com/salon');
  await tabOn(page, '＋注意書き', 'button');
  await page.keyboard.press('Enter');
  await tabOn(page, /^注意書き/, 'textbox');
  await page.keyboard.type('先着20組です。');
  // The note was put above the button; it goes one up, and the focus stays with it.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: '3番目の注意書きを上へ' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '2番目の注意書きを上へ' })).toBeFocused();
  await expect(page.getByText('2番目に移しました。')).toBeAttached();
  await page.keyboard.press('Shift+Tab');
  // The empty text at the top goes.
  for (let press = 0; press < 30; press += 1) {
    const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    if (name === '1番目の本文を消す') break;
    await page.keyboard.press('Shift+Tab');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '1 注意書き' })).toBeFocused();
  for (let press = 0; press < 30; press += 1) {
    const text = await page.evaluate(() => document.activeElement?.textContent);
    if (text?.startsWith('見出しから入れる')) break;
    await page.keyboard.press('Shift+Tab');
  }
  await page.keyboard.press('Enter');
  const message = JSON.parse(await saved(page, api)) as Message;
  expect(message).toMatchObject({ type: 'flex', altText: '子育てサロン' });
  expect(message.contents).toMatchObject({
    type: 'bubble',
    header: { contents: [{ text: '子育てサロン', color: '#ffffff' }] },
    body: {
      contents: [
        { text: '先着20組です。', color: '#595959' },
        { contents: [{ contents: [{ text: '日時' }, { text: '12月5日（土）10時' }] }, {}, {}] },
      ],
    },
    footer: { contents: [{ action: { type: 'uri', label: '申し込む', uri: 'https://example.com/salon' } }] },
  });
});

const CARDS = JSON.stringify({
  type: 'flex',
  altText: '12月の催し',
  contents: {
    type: 'carousel',
    contents: ['子育てサロン', '冬のおはなし会'].map((text, index) => ({
      type: 'bubble',
      header: {
        type: 'box',
        layout: 'vertical',
        backgroundColor: index === 0 ? '#115a36' : '#8b3200',
        contents: [{ type: 'text', text, weight: 'bold', size: 'lg', color: '#ffffff', wrap: true }],
      },
      hero: {
        type: 'image',
        url: `https://example.invalid/${index}.png`,
        size: 'full',
        aspectRatio: '20:13',
        aspectMode: 'cover',
      },
      body: {
        type: 'box',
        layout: 'vertical',
        spacing: 'md',
        contents: [
          { type: 'text', text: 'どなたでも参加できます。', wrap: true },
          {
            type: 'box',
            layout: 'vertical',
            spacing: 'sm',
            contents: [
              ['日時', '12月5日（土）10時から'],
              ['場所', '高津市民館 1階'],
            ].map(([name, content]) => ({
              type: 'box',
              layout: 'horizontal',
              spacing: 'md',
              contents: [
                { type: 'text', text: name, size: 'sm', color: '#595959', flex: 2, wrap: true },
                { type: 'text', text: content, size: 'sm', flex: 5, wrap: true },
              ],
            })),
          },
          { type: 'separator' },
          { type: 'text', text: '駐車場はありません。', size: 'sm', color: '#b00000', wrap: true },
        ],
      },
      footer: {
        type: 'box',
        layout: 'vertical',
        spacing: 'sm',
        contents: [
          {
            type: 'button',
            style: 'primary',
            color: index === 0 ? '#115a36' : '#8b3200',
            action: { type: 'uri', label: '電話する', uri: 'tel:044-200-1111' },
          },
        ],
      },
    })),
  },
});

test('cards that were made of blocks open as blocks, wide and narrow, and axe finds nothing', async ({
  page,
  api,
}) => {
  holding(api, [CARDS]);
  api.answers['POST messages/check'] = {
    ok: false,
    errors: [
      {
        path: 'messages[0].contents.contents[1].body.contents[1].contents[0].contents[1].text',
        code: 'empty',
        message: '1件目のFlexの内容の2枚目のバブルのボディの2番目の要素の…は入力してください',
      },
    ],
    warnings: [],
  };
  await go(page, api, PATH, '冬の火災予防運動');
  await expect(page.getByRole('heading', { name: 'カード1：子育てサロン' })).toBeVisible();
  await expect(page.getByText(/^配信するまでに決めること：\d+件/)).toBeVisible();
  await expect(page.getByText('＊入力してください。')).toHaveCount(0);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${SHOTS}/flex-blocks-${size.width}.png`, fullPage: true });
    expect(await violations(page), `${size.width} px`).toEqual([]);
    expect(await isTooWide(page), `${size.width} px`).toBe(false);
  }
  // The list leads into the closed card, to the field.
  await page.getByText(/^配信するまでに決めること：/).click();
  await page
    .getByRole('link', { name: '1つ目のカード2の3番目「項目と内容の表」：入力してください。' })
    .click();
  await expect(page.getByRole('textbox', { name: /^内容/ }).nth(2)).toBeFocused();
  await expect(page.getByText('＊入力してください。')).toBeVisible();
});

test('a card is copied, moved, emptied and brought back by undo', async ({ page, api }) => {
  holding(api, [CARDS]);
  await go(page, api, PATH, '冬の火災予防運動');
  await page.getByRole('button', { name: 'カード1を複製' }).click();
  await expect(page.getByRole('heading', { name: 'カード2：子育てサロン' })).toBeFocused();
  await page.getByRole('heading', { name: 'カード3：冬のおはなし会' }).click();
  await page.getByRole('button', { name: 'カード3を前へ' }).click();
  await expect(page.getByRole('heading', { name: 'カード2：冬のおはなし会' })).toBeFocused();
  const three = JSON.parse(await saved(page, api)) as Message;
  expect(three.contents).toMatchObject({ type: 'carousel', contents: { length: 3 } });
  for (let press = 0; press < 2; press += 1) await page.getByRole('button', { name: '元に戻す' }).click();
  expect(await saved(page, api)).toBe(CARDS);
});

test('JSON that blocks cannot say stays as it is, but for the words of its notification', async ({
  page,
  api,
}) => {
  const foreign =
    '{ "contents": {"type":"bubble", "size":"giga",\n "body":{"type":"box","layout":"vertical","contents":[]}},\n  "altText": "以前の文", "type":"flex" }';
  holding(api, [foreign]);
  await go(page, api, PATH, '冬の火災予防運動');
  await page.getByRole('tab', { name: 'かんたん入力' }).click();
  await expect(page.getByText('カードの中身は、JSONで直します')).toBeVisible();
  await page.getByRole('textbox', { name: /^代替テキスト/ }).fill('新しい文');
  expect(await saved(page, api)).toBe(foreign.replace('以前の文', '新しい文'));
});

test('nothing that is written into blocks runs', async ({ page, api }) => {
  const evil = '<img src=x onerror="window.__ran=1">"><script>window.__ran=1</script>';
  holding(api, [CARDS]);
  await go(page, api, PATH, '冬の火災予防運動');
  await page.getByRole('heading', { name: 'カード2：冬のおはなし会' }).click();
  for (const kind of ['見出し', '画像', 'ボタン'])
    await page
      .getByRole('button', { name: `＋${kind}` })
      .last()
      .click();
  await page.getByRole('checkbox', { name: '画像を押せるようにする' }).last().check();
  for (const summary of await page.getByText('アドレスで指定する').all()) await summary.click();
  const fields = page.locator('[role=tabpanel] [role=tabpanel]').getByRole('textbox');
  for (const field of await fields.all()) await field.fill(evil);
  const message = await saved(page, api);
  expect(message.split('window.__ran').length).toBeGreaterThan(40);
  for (const select of await page.getByRole('combobox', { name: '押したとき' }).all()) {
    for (const kind of ['message', 'postback', 'uri']) await select.selectOption(kind);
  }
  await page.waitForTimeout(200);
  expect(await page.evaluate(() => (window as unknown as { __ran?: number }).__ran)).toBeUndefined();
  expect(await page.locator('script:not([src]), [onerror]').count()).toBe(0);
});
