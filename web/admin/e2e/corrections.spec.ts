/** A correction: its audience is a fact, told with its number, and what stands in the way is told in words. */

import type { Draft } from '../src/shared/api/types.ts';
import { wholeDraft } from './fixtures_drafts.ts';
import { refuse } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const ID = '01DRAFTKUSURI00000000000001';
const ORIGINAL = '01DELIVERYKUSURI00000000001';

const begun: Draft = {
  ...wholeDraft(),
  id: ID,
  title: '【訂正】水道工事のお知らせ',
  target: { kind: 'recipients_of', delivery: ORIGINAL },
  messages: [
    JSON.stringify({
      type: 'text',
      text: '【訂正とお詫び】\n11月29日にお送りしたお知らせに誤りがありました。お詫びして訂正いたします。\n\n誤:【　】\n正:【　】',
    }),
  ],
  emergency: false,
  silent: false,
  correction_of: ORIGINAL,
  approval: null,
  acknowledged: [],
  hands: [],
  content_hash: 'a'.repeat(64),
  delivery_id: null,
  created_at: '2026-11-29T09:00:00+09:00',
  updated_by: { id: '01STAFFHANAKO00000000000001', name: '高津 花子' },
  state: 'editing',
};

const counted = (count: number, description: string) => ({
  count,
  since_yesterday: null,
  compared_with: null,
  description,
  parts: [],
  samples: [],
});

test('the audience of a correction is a sentence with its number and cannot be edited', async ({
  page,
  api,
}) => {
  api.answers[`GET drafts/${ID}`] = begun;
  api.answers['POST messages/check'] = { ok: true, errors: [], warnings: [] };
  const going =
    '訂正する配信は、まだ終わっていません。終わるのを待つか、その配信の画面で「残りを中止」してください（送っている途中なら、先に「残りを停止」します）。';
  api.fail(
    'POST segments/count',
    refuse(422, 'invalid', '入力に誤りがあります。', {
      errors: [{ path: 'target', code: 'still_going', message: going }],
    }),
  );
  api.answers['POST segments/count'] = counted(1234, '『水道工事のお知らせ』を受け取った1,234人');
  await go(page, api, `/drafts/${ID}`, /訂正/);
  await page.getByRole('tab', { name: '2 対象' }).click();
  await expect(page.getByText(going)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/correction-waits-1366.png`, fullPage: true });
  await page.getByRole('button', { name: 'もう一度読み込む' }).click();
  await expect(page.getByText('『水道工事のお知らせ』を受け取った1,234人')).toBeVisible();
  await expect(page.getByRole('tabpanel').getByRole('radio')).toHaveCount(0);
  await expect(page.getByRole('link', { name: '元の配信を見る' })).toHaveAttribute(
    'href',
    new RegExp(ORIGINAL),
  );
  expect(api.sent('POST segments/count').at(-1)?.body).toEqual({ target: begun.target });
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/correction-audience-${width}.png`, fullPage: true });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
});

test('the correction of a broadcast says that it goes to everyone again', async ({ page, api }) => {
  api.answers[`GET drafts/${ID}`] = begun;
  api.answers['POST messages/check'] = { ok: true, errors: [], warnings: [] };
  api.answers['POST segments/count'] = counted(
    250_000,
    '全員(『水道工事のお知らせ』は全員に送ったため、その後に友だちになった人にも届きます)',
  );
  await go(page, api, `/drafts/${ID}`, /訂正/);
  await page.getByRole('tab', { name: '2 対象' }).click();
  await expect(page.getByText(/訂正も全員に届きます（いま友だちは250,000人）/)).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/correction-everyone-1366.png`, fullPage: true });
});
