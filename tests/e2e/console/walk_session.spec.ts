/**
 * The session's clock on a real city. This file comes last: time passes for everybody in the city, and nobody who was
 * signed in before is so afterwards.
 */

import { quiet } from '../../../web/admin/e2e/support.ts';
import type { Locator, Page } from '../../../web/playwright.ts';
import { ask, control } from './city.ts';
import { heading, people, signInAgain, write } from './steps.ts';
import { cityNow, expect, STAFF, test } from './support.ts';

test.describe.configure({ mode: 'serial' });

const MINUTE = 60_000;
/** What pausing skips of the computer's time. */
const SKIPPED = 5_000;

const text = (page: Page): Locator => page.getByRole('textbox', { name: /本文/ });
const saved = (page: Page): Promise<void> => expect(page.getByText(/^保存済み/)).toBeVisible();
const warning = (page: Page): Locator => page.getByRole('dialog', { name: 'まもなく自動でログアウトします' });
const ended = (page: Page): Locator => page.getByRole('dialog', { name: 'ログインの時間が切れました' });

/** A computer whose clock is right goes along with the city's. */
const setClock = async (page: Page): Promise<void> => page.clock.install({ time: await cityNow() });

/** The lid is closed: nothing runs on this computer until it is opened again. */
async function closeLid(page: Page): Promise<void> {
  await quiet(page);
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + SKIPPED);
}

/** So much later, in the city and on this computer; meanwhile each of the page's timers came due. */
async function openLid(page: Page, ms: number): Promise<void> {
  await control('POST', 'clock', { advance_ms: ms });
  await page.clock.fastForward(ms - SKIPPED);
  await page.clock.resume();
}

/** Time passes, and nobody touches the page. */
async function pass(page: Page, minutes: number): Promise<void> {
  await closeLid(page);
  await openLid(page, minutes * MINUTE);
}

/** What this page asks its server for in the name of the person: only that keeps a session alive. */
function askedByPerson(page: Page): { asked: string[]; byItself: string[] } {
  const [asked, byItself]: [string[], string[]] = [[], []];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith('/api/')) return;
    const list = request.headers()['x-kairan-background'] ? byItself : asked;
    list.push(`${request.method()} ${pathname.replace('/api/', '')}`);
  });
  return { asked, byItself };
}

/** The bubbles of the draft on this screen, as the server has them. */
async function onServer(page: Page): Promise<string> {
  const id = new URL(page.url()).pathname.split('/')[2];
  const { status, body } = await ask<{ messages: string[] }>(page, 'GET', `drafts/${id}`);
  expect(status).toBe(200);
  return body.messages.join();
}

test('an unattended page is warned five minutes before the end, goes on with one press, and keeps itself alive by nothing', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await setClock(page);
  await write(page, '断水のお知らせ ', '水が止まります。 ');
  await saved(page);
  const { asked, byItself } = askedByPerson(page);
  // What was begun by typing comes to its end.
  await pass(page, 1);
  await expect.poll(() => onServer(page)).toContain('水が止まります');
  asked.length = 0;
  for (const minutes of [5, 6, 6, 4]) await pass(page, minutes);
  await expect(warning(page)).toHaveCount(0);
  await pass(page, 5);
  await expect(warning(page)).toContainText(/あと[1-3]分\d+秒でログアウトします/);
  expect(asked).toEqual([]);
  for (const poll of [/^PUT drafts\/\w+\/presence\//, /^GET deliveries$/])
    expect(byItself.filter((one) => poll.test(one)).length, `${poll}`).toBeGreaterThan(0);
  await page.screenshot({ path: `${import.meta.dirname}/../test-results/city_warning.png` });
  await warning(page).getByRole('button', { name: '続ける' }).click();
  await expect(warning(page)).toHaveCount(0);
  expect(asked).toEqual(['POST session/extend']);
  await pass(page, 6);
  await expect(text(page)).toHaveValue('水が止まります。 ');
  await text(page).fill('水が止まります。くみ置きをお願いします。');
  await expect.poll(() => onServer(page)).toContain('くみ置き');
  await expect(ended(page)).toHaveCount(0);
});

test('half an hour without a line: what was typed meanwhile is saved after signing in over the page', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await setClock(page);
  await write(page, '通行止めのお知らせ', '通れません。');
  await saved(page);
  await page.context().setOffline(true);
  await text(page).fill('通れません。府中街道へお回りください。');
  await expect(page.getByText(/まだ保存できていません（この端末には残っています）/)).toBeVisible();
  for (const minutes of [10, 10, 11]) await pass(page, minutes);
  await expect(ended(page)).toBeVisible();
  await page.context().setOffline(false);
  await signInAgain(page, people.hanakosApp);
  await saved(page);
  expect(await onServer(page)).toContain('府中街道へお回りください');
  await page.reload();
  await expect(text(page)).toHaveValue('通れません。府中街道へお回りください。');
  people.hanako = await page.context().storageState();
});

test('the lid closes on unsaved words, and after twelve hours of work in another tab the day ends on the page', async ({
  visit,
}) => {
  const page = await visit(people.hanako);
  await setClock(page);
  await write(page, '火災予防運動', '火の用心。');
  await saved(page);
  await closeLid(page);
  await text(page).fill('火の用心。乾燥しています。');
  await openLid(page, 31 * MINUTE);
  await signInAgain(page, people.hanakosApp);
  await saved(page);
  expect(await onServer(page)).toContain('乾燥しています');
  people.hanako = await page.context().storageState();

  const other = await page.context().newPage();
  await other.goto(STAFF);
  await heading(other, 'ホーム');
  const { body } = await ask<{ ends_at: string }>(other, 'GET', 'session');
  const end = Date.parse(body.ends_at);
  await closeLid(page);
  const begun = await cityNow();
  for (let now = begun; end - now > 33 * MINUTE; now = await cityNow()) {
    await control('POST', 'clock', { advance_ms: 29 * MINUTE });
    expect((await ask(other, 'POST', 'session/extend', {})).status).toBe(200);
  }
  await other.close();
  // What the other tab has lived through, this one has, too.
  await page.clock.fastForward((await cityNow()) - begun);
  await page.clock.resume();
  await expect(text(page)).toHaveValue('火の用心。乾燥しています。');
  await expect(ended(page)).toHaveCount(0);
  await closeLid(page);
  await openLid(page, end - (await cityNow()) - 4 * MINUTE);
  await expect(
    page.getByText(/ログインから12時間がたつため、あと[1-3]分\d+秒でログアウトします/),
  ).toBeVisible();
  await page.screenshot({ path: `${import.meta.dirname}/../test-results/city_last_minutes.png` });
  await text(page).fill('火の用心。乾燥しています。火の元の確認を。');
  await expect.poll(() => onServer(page)).toContain('火の元の確認を');
  await closeLid(page);
  await text(page).fill('火の用心。乾燥しています。火の元の確認を。消防署');
  await openLid(page, 5 * MINUTE);
  await signInAgain(page, people.hanakosApp);
  await saved(page);
  expect(await onServer(page)).toContain('消防署');
  people.hanako = await page.context().storageState();
});
