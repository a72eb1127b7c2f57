/** What LINE limits is counted while it is typed, in every field of an action. */

import { wholeDraft } from './fixtures_drafts.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

const DRAFT = wholeDraft();

test('address, text and record of a tap are counted while they are typed', async ({ page, api }) => {
  const actions = [{ type: 'uri', label: '開く', uri: 'https://example.jp/' }];
  const template = { type: 'buttons', text: '文', actions };
  const message = { type: 'template', altText: '文', template };
  // A mark of its own, as imported JSON brings it; our own mark is nobody's to type.
  const marked = {
    type: 'buttons',
    text: '文',
    actions: [{ type: 'postback', label: '申込', data: 'own=1' }],
  };
  const messages = [message, { ...message, template: marked }].map((one) => JSON.stringify(one));
  const draft = { ...DRAFT, messages };
  api.answers[`GET drafts/${DRAFT.id}`] = draft;
  api.answers[`PUT drafts/${DRAFT.id}`] = ({ body }) => ({ ...draft, ...body, version: 8 });
  await go(page, api, `/drafts/${DRAFT.id}`, DRAFT.title);
  const uri = page.getByLabel('開くページ（https://）');
  await expect(uri).toHaveAccessibleDescription('19／1,000文字');
  await uri.fill(`https://example.jp/${'a'.repeat(1000)}`);
  await expect(page.getByText('＊1,000文字までです。19文字減らしてください。')).toBeVisible();
  const kind = page.getByLabel('押したとき').first();
  await kind.selectOption('message');
  await page.getByLabel('送ってもらう文').fill('あ'.repeat(301));
  await expect(page.getByText('301／300文字')).toBeVisible();
  await expect(page.getByText('＊300文字までです。1文字減らしてください。')).toBeVisible();
  await kind.selectOption('postback');
  await expect(page.getByText('押した人を、あとの配信の対象に選べます（6か月の間）。')).toBeVisible();
  const mark = page.getByLabel(/^記録する印/);
  await expect(mark).toHaveAccessibleDescription(/／300文字$/);
  await mark.fill('a'.repeat(301));
  await expect(page.getByText('＊300文字までです。1文字減らしてください。')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/action-limits-1366.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
});
