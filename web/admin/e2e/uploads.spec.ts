/** An upload that ends late: its file comes into the bubble in which it was chosen, wherever that stands by then. */

import type { Page } from '@playwright/test';
import { draftFixtures } from './fixtures_drafts.ts';
import { expect, go, quiet, SHOTS, test, violations } from './support.ts';

const ID = '01DRAFTKUSURI00000000000001';
const URL = 'https://media.example.jp/m/01.jpg';
const IMAGE = { type: 'image', originalContentUrl: '', previewImageUrl: '' };
const TEXT = { type: 'text', text: '火の用心' };

interface Api {
  readonly answers: Record<string, unknown>;
  readonly sent: (what: string) => readonly { body: unknown }[];
}

function holding(api: Api, messages: readonly unknown[]): void {
  const draft = {
    ...draftFixtures()[`GET drafts/${ID}`],
    messages: messages.map((one) => JSON.stringify(one)),
  };
  api.answers[`GET drafts/${ID}`] = draft;
  api.answers[`PUT drafts/${ID}`] = ({ body }: { body: object }) => ({ ...draft, ...body, version: 8 });
}

/** Media that are ready only when the test says so. */
async function slowly(page: Page): Promise<() => void> {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const upload = { id: 'M1', upload: { url: '/uploads', fields: {} } };
  await page.route('**/api/media', (route) => route.fulfill({ json: upload }));
  await page.route('**/uploads', (route) => route.fulfill({ status: 204 }));
  await page.route('**/api/media/M1', async (route) => {
    await promise;
    await route.fulfill({ json: { state: 'ready', url: URL, preview_url: URL, width: 10, height: 10 } });
  });
  await page.route('https://media.example.jp/**', (route) => route.fulfill({ status: 404 }));
  return resolve;
}

async function choose(page: Page): Promise<void> {
  const file = { name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('a') };
  await page.getByLabel('ファイルを選ぶ').first().setInputFiles(file);
  await expect(page.getByText('確認しています…')).toBeVisible();
}

/** Saves, again where it came before the page had taken note of a change. */
async function expectSaved(page: Page, api: Api, wanted: readonly object[]): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Control+s');
    await quiet(page);
    const body = api.sent(`PUT drafts/${ID}`).at(-1)?.body as { messages: string[] };
    expect(body.messages.map((one) => JSON.parse(one))).toEqual(wanted);
  }).toPass({ timeout: 10_000 });
  await expect(page.getByText(/^保存済み/)).toBeVisible();
}

test('goes along with a bubble that moves, and is one step of undo', async ({ page, api }) => {
  holding(api, [IMAGE, TEXT]);
  const end = await slowly(page);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await choose(page);
  await page.getByRole('button', { name: '1つ目：画像を下へ' }).click();
  await page.getByLabel(/^本文/).fill('火の用心。');
  end();
  await expect(page.getByText('入りました。')).toBeVisible();
  const filled = expect.objectContaining({ type: 'image', originalContentUrl: URL });
  await expectSaved(page, api, [{ ...TEXT, text: '火の用心。' }, filled]);
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expectSaved(page, api, [{ ...TEXT, text: '火の用心。' }, IMAGE]);
});

test('two that end at the same moment both stay', async ({ page, api }) => {
  holding(api, [{ type: 'video', originalContentUrl: '', previewImageUrl: '' }]);
  const end = await slowly(page);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  for (const [index, [name, mimeType]] of [
    ['a.mp4', 'video/mp4'],
    ['a.jpg', 'image/jpeg'],
  ].entries()) {
    const file = { name: name ?? '', mimeType: mimeType ?? '', buffer: Buffer.from('a') };
    await page.getByLabel('ファイルを選ぶ').nth(index).setInputFiles(file);
  }
  await expect(page.getByText('確認しています…')).toHaveCount(2);
  // Both answers are there before the page gets to draw the first.
  const busy = page.evaluate(() => {
    const until = performance.now() + 600;
    while (performance.now() < until);
  });
  end();
  await busy;
  await expect(page.getByText('入りました。')).toHaveCount(2);
  await expectSaved(page, api, [{ type: 'video', originalContentUrl: URL, previewImageUrl: URL }]);
});

test('writes nothing where its bubble is gone meanwhile, and says so', async ({ page, api }) => {
  holding(api, [IMAGE, IMAGE, TEXT]);
  const end = await slowly(page);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await choose(page);
  await page.getByRole('button', { name: '1つ目：画像を消す' }).click();
  end();
  await expect(page.getByText('「a.jpg」は入りませんでした')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/upload-lost-1366.png` });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'わかりました' }).click();
  await page.getByLabel(/^本文/).fill('火の用心。');
  await expectSaved(page, api, [IMAGE, { ...TEXT, text: '火の用心。' }]);
});

test('comes into its own bubble where another one that looks the same is gone', async ({ page, api }) => {
  holding(api, [IMAGE, IMAGE, TEXT]);
  const end = await slowly(page);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await choose(page);
  await page.getByRole('button', { name: '2つ目：画像を消す' }).click();
  end();
  await expect(page.getByText('入りました。')).toBeVisible();
  const filled = expect.objectContaining({ originalContentUrl: URL });
  await expectSaved(page, api, [filled, TEXT]);
});

test('nothing is confirmed before what was chosen has arrived', async ({ page, api }) => {
  holding(api, [IMAGE]);
  const end = await slowly(page);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await choose(page);
  const onward = page.getByRole('button', { name: '確認へ進む' });
  await expect(onward).toHaveAccessibleDescription(/ファイルを送っています/);
  await onward.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/drafts/${ID}$`));
  end();
  await expect(page.getByText('入りました。')).toBeVisible();
  await onward.click();
  await expect(page).toHaveURL(/confirm$/);
});

test('is told where the step was left meanwhile', async ({ page, api }) => {
  holding(api, [IMAGE]);
  const end = await slowly(page);
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  await choose(page);
  await page.getByRole('tab', { name: '3 日時' }).click();
  end();
  await expect(page.getByText('「a.jpg」は入りませんでした')).toBeVisible();
});

test('a line that is cut says so, and the same file can be chosen again', async ({ page, api }) => {
  holding(api, [IMAGE]);
  const end = await slowly(page);
  end();
  await page.route('**/uploads', (route) => route.abort('internetdisconnected'), { times: 1 });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const file = { name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('a') };
  await page.getByLabel('ファイルを選ぶ').first().setInputFiles(file);
  await expect(page.getByText(/^＊ネットワークにつながりません/)).toBeVisible();
  await expect(page.getByLabel('ファイルを選ぶ').first()).toHaveValue('');
  await page.getByLabel('ファイルを選ぶ').first().setInputFiles(file);
  await expect(page.getByText('「a.jpg」が入りました。')).toBeVisible();
});

test('its limits stand there before anything is chosen, and what is too large is not sent', async ({
  page,
  api,
}) => {
  holding(api, [IMAGE]);
  let sent = 0;
  await page.route('**/api/media', (route) => {
    sent += 1;
    return route.abort();
  });
  await go(page, api, `/drafts/${ID}`, '冬の火災予防運動');
  const input = page.getByLabel('ファイルを選ぶ').first();
  await expect(input).toHaveAccessibleDescription(/10MBまで。縦横それぞれ10,000ピクセル/);
  await input.setInputFiles({ name: 'b.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(10_400_000) });
  await expect(page.getByText(/^＊ファイルが大きすぎます（10.4MB）。10MBまでに/)).toBeVisible();
  expect(sent).toBe(0);
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/upload-limits-${width}.png`, fullPage: true });
  }
});
