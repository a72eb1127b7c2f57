/** Every field that takes free text is given strings that would be markup, script or a trick elsewhere. Here they are text. */

import type { Page } from '@playwright/test';
import { KINDS } from '../src/features/composer/spec.ts';
import { confirmation, wholeDraft } from './fixtures_drafts.ts';
import { refuse, type StandIn } from './stand_in.ts';
import { STRINGS, unharmed, watched } from './strings.ts';
import { expect, go, test } from './support.ts';

let asked: string[] = [];
test.beforeEach(async ({ page }) => {
  asked = await watched(page);
});

/** Fills every field in sight; the next string for each, so that every field meets another one on each screen. */
let next = 0;
async function fill(page: Page): Promise<number> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  const kinds = ['text', 'search', 'url', 'tel', 'password', 'email'].map((type) => `input[type=${type}]`);
  const inside = (await page.locator('dialog[open]').count()) > 0 ? 'dialog[open] ' : '';
  const all = page.locator(
    ['textarea', 'input:not([type])', ...kinds].map((one) => `${inside}${one}:visible`).join(', '),
  );
  const fields = await all.elementHandles();
  for (const field of fields) {
    if (!(await field.evaluate((one) => (one as Element).matches(':read-write')))) continue;
    next += 1;
    await field.fill(STRINGS[next % STRINGS.length] ?? '', { timeout: 2000 }).catch(() => undefined);
  }
  return fields.length;
}

const ID = wholeDraft().id;

/** Bubbles of every kind as the composer begins them; of an action each kind as well. */
const bubbles = Object.values(KINDS).map(({ fresh }) => JSON.stringify(fresh()));
const fives = Array.from({ length: Math.ceil(bubbles.length / 5) }, (_, at) =>
  bubbles.slice(at * 5, at * 5 + 5),
);

for (const [at, messages] of fives.entries()) {
  test(`bubbles, their actions, quick replies and senders (${at + 1})`, async ({ page, api }) => {
    test.slow();
    const draft = wholeDraft({ messages });
    api.answers[`GET drafts/${ID}`] = draft;
    api.answers[`PUT drafts/${ID}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
    await go(page, api, `/drafts/${ID}`, /./);
    let filled = await fill(page);
    for (const add of await page.getByRole('button', { name: /^ボタンを足す（0／13）$/ }).all())
      await add.click();
    for (const kind of ['uri', 'tel', 'message', 'postback', 'clipboard']) {
      for (const select of await page.getByLabel('押したとき').all())
        if ((await select.locator(`option[value=${kind}]`).count()) > 0)
          await select.selectOption(kind, { timeout: 500 }).catch(() => undefined);
      filled += await fill(page);
      await unharmed(page, asked, kind);
    }
    expect(filled).toBeGreaterThan(messages.length * 2);
    await page.keyboard.press('Control+s');
    await expect.poll(() => api.sent(`PUT drafts/${ID}`).length).toBeGreaterThan(0);
    const sent = JSON.stringify(api.sent(`PUT drafts/${ID}`).at(-1)?.body);
    expect(STRINGS.filter((one) => sent.includes(one.slice(3, 14))).length).toBeGreaterThan(3);
  });
}

type Step = string | RegExp;
/** Where the other fields are, and what is pressed to come to them. */
const PLACES: readonly [name: string, address: string, least: number, ...steps: Step[]][] = [
  ['a template’s name', `/drafts/${ID}`, 1, 'ひな形として残す'],
  ['a template’s new name', '/templates', 1, /消防訓練のお知らせ」の名前/],
  ['the search over all', '/', 1, 'さがす'],
  ['what a delivery begins with', '/', 1, '配信を作成する'],
  ['the review afterwards', '/', 1, '確認した内容を書く'],
  ['filters of deliveries', '/deliveries?tab=past', 1],
  ['notes, reasons and the count before sending', `/drafts/${ID}/confirm`, 3],
  ['the reason of a return', '/approvals/01DRAFTSALON000000000000002', 1],
  ['an item', '/items/new', 4],
  ['an item as it stands', '/items/topics', 3],
  ['an option', '/items/topics', 1, '選択肢を足す'],
  ['a group', '/segments/new', 1],
  ['a tester’s name', '/testers', 1, 'コードで登録する'],
  ['a tester among the friends', '/testers', 1, '友だちから選ぶ'],
  ['a tester group', '/testers', 1, 'グループを作る'],
  ['a tester as it stands', '/testers', 1, /変更・削除/],
  ['a person', '/people', 2, '利用者を追加する'],
  ['a person as it stands', '/people/01STAFFTARO0000000000000002', 1],
  ['people by name', '/people', 1],
  ['the passkey’s name', '/account', 1, 'パスキーを登録する'],
  ['logins by word', '/trails', 1],
  ['operations by word', '/trails?tab=operations', 1],
  ['the guards', '/settings', 4],
  ['a department', '/settings?tab=departments', 4, '部署を追加する'],
  ['the greeting', '/settings?tab=greeting', 1],
  ['consent and days', '/settings?tab=citizens', 1],
  ['the maintenance', '/settings?tab=maintenance', 1],
];

function allOpen(api: StandIn): void {
  const look = {
    warnings: [],
    typed_count_needed: true,
    approval_needed: true,
    break_glass_allowed: true,
    blocked_by: ['approval' as const],
  };
  api.answers[`POST drafts/${ID}/confirmation`] = confirmation(look);
}

for (const [name, address, least, ...steps] of PLACES) {
  test(name, async ({ page, api }) => {
    allOpen(api);
    for (const what of ['tester-groups', 'departments'])
      api.answers[`POST ${what}`] = refuse(503, 'unavailable', 'いまは作れません。');
    await go(page, api, address, /./);
    for (const step of steps) await page.getByRole('button', { name: step }).first().click();
    for (const box of await page.getByRole('checkbox', { name: /お知らせを出す|表示する/ }).all())
      await box.check({ timeout: 500 }).catch(() => undefined);
    // Once around, so that each field has met several of them.
    for (let round = 0; round < 4; round += 1) {
      expect(await fill(page)).toBeGreaterThanOrEqual(least);
      await unharmed(page, asked, `${name} ${round}`);
    }
    const buttons = page.getByRole('button', {
      name: /^(絞り込む|追加する|保存する|.*を記録する|.*を依頼する)$/,
    });
    if ((await buttons.count()) > 0) await buttons.last().click({ force: true });
    await unharmed(page, asked, name);
  });
}

test('before anybody is signed in', async ({ page, api }) => {
  const around = { environment: 'local', notice: STRINGS[0], passkey_host: 'localhost' };
  api.answers['GET session'] = { state: 'anonymous', first_administrator: true, ...around };
  await page.goto(api.url);
  await expect(page.getByRole('heading', { name: '最初の管理者の登録' })).toBeVisible();
  for (let round = 0; round < 4; round += 1) {
    expect(await fill(page)).toBeGreaterThanOrEqual(5);
    await unharmed(page, asked, 'first administrator');
  }
});
