/** What no address of its own leads to: steps, boards, dialogs and banners, wide and narrow. axe finds nothing in them. */

import type { Page } from '@playwright/test';
import { KINDS } from '../src/features/composer/spec.ts';
import { session } from './fixtures.ts';
import { wholeDraft } from './fixtures_drafts.ts';
import type { StandIn } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = wholeDraft().id;
const DRAFT = `/drafts/${ID}`;
const around = { environment: 'local', notice: null, passkey_host: 'localhost' };
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

const INSIDE: Readonly<Record<string, (page: Page, api: StandIn) => Promise<void>>> = {
  'sign-in': async (page, api) => {
    api.answers['GET session'] = { state: 'anonymous', first_administrator: false, ...around };
    await page.goto(api.url);
    await expect(page.getByLabel('ログインID')).toBeVisible();
  },
  'second-factor-step': async (page, api) => {
    const methods = ['totp', 'passkey'];
    api.answers['GET session'] = { state: 'second_factor', methods, ...around };
    await page.goto(api.url);
    await expect(page.getByLabel('認証コード')).toBeVisible();
  },
  target: async (page, api) => {
    await go(page, api, DRAFT, /火災/);
    await page.getByRole('tab', { name: '2 対象' }).click();
    await expect(page.getByText('いまの対象は')).toBeVisible();
  },
  'target-everyone': async (page, api) => {
    await go(page, api, DRAFT, /火災/);
    await page.getByRole('tab', { name: '2 対象' }).click();
    await page.getByRole('radio', { name: /全員/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: '全員に変える' }).click();
    await expect(page.getByText('全員に届きます')).toBeVisible();
  },
  start: async (page, api) => {
    await go(page, api, DRAFT, /火災/);
    await page.getByRole('tab', { name: '3 日時' }).click();
    await expect(page.getByLabel('配信する日時（日本時間）')).toBeVisible();
  },
  test: async (page, api) => {
    await go(page, api, DRAFT, /火災/);
    await page.getByRole('tab', { name: '4 テスト' }).click();
    await expect(page.getByRole('button', { name: 'テスト配信する' })).toBeVisible();
  },
  'rich-message': async (page, api) => {
    const area = { x: 0, y: 0, width: 520, height: 520 };
    const rich = {
      ...KINDS.imagemap?.fresh(),
      actions: [
        { type: 'uri', linkUri: 'https://example.com', area },
        { type: 'message', text: '予約したい', area: { ...area, x: 520 } },
        { type: 'clipboard', clipboardText: 'ABC-123', area: { ...area, y: 520 } },
      ],
    };
    api.answers[`GET drafts/${ID}`] = wholeDraft({ messages: [JSON.stringify(rich)] });
    await go(page, api, DRAFT, /火災/);
    await page.getByText('クイックリプライ・送信者名').click();
    await expect(page.getByRole('button', { name: /^場所3：/ })).toBeVisible();
  },
  'add-bubble': async (page, api) => {
    await go(page, api, DRAFT, /火災/);
    await press(page, /吹き出しを足す/);
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  help: async (page, api) => {
    await go(page, api, '/', 'ホーム');
    await press(page, 'ヘルプ');
    await expect(page.getByRole('heading', { name: 'ヘルプ' })).toBeVisible();
  },
  'view-as': async (page, api) => {
    api.answers['GET session'] = session({
      viewing_as: { id: '01STAFFTARO0000000000000002', name: '宮前 太郎' },
    });
    await go(page, api, '/', 'ホーム');
    await expect(page.getByText(/さんに見える画面を表示しています/)).toBeVisible();
  },
  'ended-lately': async (page, api) => {
    await go(page, api, '/templates', 'ひな形');
    await page.getByText(/この3時間に終わった配信/).click();
  },
  'new-person': async (page, api) => {
    await go(page, api, '/people', '利用者・権限');
    await press(page, '利用者を追加する');
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  'new-department': async (page, api) => {
    await go(page, api, '/settings?tab=departments', '設定');
    await press(page, '部署を追加する');
    await expect(page.getByRole('dialog')).toBeVisible();
  },
  'save-template': async (page, api) => {
    await go(page, api, DRAFT, /火災/);
    await press(page, 'ひな形として残す');
    await expect(page.getByRole('dialog')).toBeVisible();
  },
};

for (const [name, come] of Object.entries(INSIDE)) {
  test(name, async ({ page, api }) => {
    await come(page, api);
    for (const size of [
      { width: 1366, height: 768 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(size);
      await page.screenshot({ path: `${SHOTS}/inside-${name}-${size.width}.png`, fullPage: true });
      expect(await violations(page), `${size.width} px`).toEqual([]);
      expect(await isTooWide(page), `${size.width} px`).toBe(false);
    }
  });
}

test('an imported area that sends a message keeps what it is, also when it is moved and written anew', async ({
  page,
  api,
}) => {
  const area = { x: 0, y: 0, width: 520, height: 520 };
  const rich = {
    ...KINDS.imagemap?.fresh(),
    actions: [{ type: 'message', text: '予約したい', label: '予約', area }],
    sender: { name: '図書館', iconUrl: 'https://example.com/icon.png' },
  };
  const draft = wholeDraft({ messages: [JSON.stringify(rich)] });
  api.answers[`GET drafts/${ID}`] = draft;
  api.answers[`PUT drafts/${ID}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
  await go(page, api, DRAFT, /火災/);
  await expect(page.getByLabel('開くページ')).toHaveCount(0);
  await page.getByLabel('送ってもらう文').fill('予約します');
  await page.getByRole('button', { name: /^場所1：/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('クイックリプライ・送信者名').click();
  await page.getByLabel('送信者名（任意）').fill('中央図書館');
  await page.keyboard.press('Control+s');
  const saved = () =>
    JSON.parse((api.sent(`PUT drafts/${ID}`).at(-1)?.body?.messages as string[])?.[0] ?? '{}');
  await expect
    .poll(() => saved().sender)
    .toEqual({ name: '中央図書館', iconUrl: 'https://example.com/icon.png' });
  expect(saved().actions).toEqual([
    { type: 'message', text: '予約します', label: '予約', area: { ...area, x: 10 } },
  ]);
  await page.getByLabel('押したとき').selectOption('clipboard');
  await page.getByLabel('コピーされる文字').fill('ABC-123');
  await page.keyboard.press('Control+s');
  await expect
    .poll(() => saved().actions)
    .toEqual([{ type: 'clipboard', clipboardText: 'ABC-123', label: '予約', area: { ...area, x: 10 } }]);
});
