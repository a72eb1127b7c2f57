/** Of some nobody knows whether they got it: a person decides, with the number in front of them, and it is seen afterwards. */

import { at, delivery } from './fixtures.ts';
import { undecided } from './fixtures_unknown.ts';
import { refuse } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = undecided().id;
const path = `GET deliveries/${ID}`;
const decision = `POST deliveries/${ID}/decision`;

test('from the home screen by keyboard alone: sent again with a reason, and told who decided it', async ({
  page,
  api,
}) => {
  const by = { id: '01STAFFHANAKO00000000000001', name: '高津 花子' };
  const again = () =>
    undecided({
      status: 'sending',
      settled: false,
      awaits_decision: false,
      undecided: null,
      version: 4,
      decisions: [{ choice: 'send_again', by, at: at(0), reason: '断水は必ず伝えたいため', people: 700 }],
    });
  api.answers[decision] = () => {
    api.answers[path] = again;
    return again();
  };
  await go(page, api, '/', 'ホーム');
  await expect(page.getByRole('table', { name: '届いたか分からない人がいる配信' })).toBeVisible();
  await page.getByRole('link', { name: '断水のお知らせ' }).first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '届いたか分からない人がいます' })).toBeVisible();
  await page.getByRole('button', { name: 'もう一度送る（最大700人に2回届くことがあります）' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { name: '700人に、もう一度送りますか' })).toBeFocused();
  await dialog.getByRole('button', { name: '700人にもう一度送る' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('判断の理由を入力してください。')).toBeVisible();
  expect(api.sent(decision)).toHaveLength(0);
  await dialog.getByLabel('判断の理由').focus();
  await page.keyboard.type('断水は必ず伝えたいため');
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/unknown-confirm-${width}.png` });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
  await dialog.getByRole('button', { name: '700人にもう一度送る' }).focus();
  await page.keyboard.press('Enter');
  await expect(
    page.getByText('700人にもう一度送ることにしました（最大700人に2回届いた可能性があります）'),
  ).toBeVisible();
  await expect(page.getByText(/高津 花子さん/)).toBeVisible();
  await expect(page.getByRole('heading', { name: '届いたか分からない人がいます' })).toHaveCount(0);
  const [sent] = api.sent(decision);
  expect(sent?.body).toEqual({ version: 3, choice: 'send_again', reason: '断水は必ず伝えたいため' });
  expect(sent?.headers['idempotency-key']).toBeTruthy();
  // What goes out again can be stopped like anything else, and says whom it is for.
  await page.getByRole('button', { name: '残りを停止' }).click();
  await expect(dialog.getByText(/届いたか分からない約700人にもう一度送るのを止めます/)).toBeVisible();
});

test('an answer that was lost is asked for again under the same key, and one that came too late says so', async ({
  page,
  api,
}) => {
  api.fail(decision, 'cut', refuse(409, 'stale_version', 'ほかの人が先に変更しました。'));
  await go(page, api, `/deliveries/${ID}`, '断水のお知らせ');
  await page.getByRole('button', { name: /^もう送らずに終える/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading')).toHaveText('700人について、もう送らずに終えますか');
  await dialog.getByLabel('判断の理由').fill('防災無線でも知らせたため');
  const confirm = dialog.getByRole('button', { name: '700人に送らずに終える' });
  await confirm.click();
  await expect(dialog.getByText(/ネットワークにつながりません/)).toBeVisible();
  await confirm.click();
  await expect(dialog.getByText(/ほかの人が先に変更しました/)).toBeVisible();
  const keys = api.sent(decision).map(({ headers }) => headers['idempotency-key']);
  expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
});

test('what was cancelled can only be closed, and a broadcast says that it reaches everybody twice', async ({
  page,
  api,
}) => {
  const waiting = undecided().undecided;
  const refused = 'この配信は中止したため、もう一度送ることはできません。';
  api.answers[path] = undecided({
    status: 'cancelled',
    undecided: waiting && { ...waiting, not_again: refused },
  });
  await go(page, api, `/deliveries/${ID}`, '断水のお知らせ');
  await expect(page.getByText(refused)).toBeVisible();
  await expect(page.getByRole('button', { name: /^もう一度送る/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^もう送らずに終える/ })).toBeVisible();
  api.answers[path] = undecided({ broadcast: true });
  await page.reload();
  await expect(
    page.getByRole('button', { name: 'もう一度送る（友だち全員（約700人）に2回届くことがあります）' }),
  ).toBeVisible();
});

test('while LINE is still asked, the page says so and offers nothing', async ({ page, api }) => {
  const counts = { ...delivery().counts, planned: 700, accepted: 200, waiting: 0, unknown: 500 };
  api.answers[path] = delivery({ id: ID, title: '断水のお知らせ', status: 'sending', counts });
  await go(page, api, `/deliveries/${ID}`, '断水のお知らせ');
  await expect(page.getByText('500人は、届いたかどうかをLINEに確かめているところです')).toBeVisible();
  await expect(page.getByRole('button', { name: /^もう送らずに終える/ })).toHaveCount(0);
});
