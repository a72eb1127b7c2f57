/** What the links of a draft lead to: told beside the other warnings, waited for by nobody. */

import { LINKS, link } from './fixtures_drafts.ts';
import { held } from './stand_in.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

const DRAFT = '01DRAFTKUSURI00000000000001';
const CLOSED = link(
  'https://www.example.com/bousai/2025',
  'closed',
  404,
  'このリンクは開けませんでした（404）。アドレスが正しいか確かめてください。',
);
const CONFIRM = `/drafts/${DRAFT}/confirm`;

test('a link that is not there is acknowledged like any warning, without forgetting the others', async ({
  page,
  api,
}) => {
  api.answers[`GET drafts/${DRAFT}/links`] = { ...LINKS, links: [...LINKS.links, CLOSED] };
  const answered = api.answers[`GET drafts/${DRAFT}`] as object;
  api.answers[`PUT drafts/${DRAFT}/acknowledgements`] = ({ body }) => {
    const draft = { ...answered, version: 8, acknowledged: body?.keys };
    api.answers[`GET drafts/${DRAFT}`] = draft;
    return draft;
  };
  await go(page, api, CONFIRM, /^確認/);
  const closed = page.getByRole('checkbox', { name: /このリンクは開けませんでした（404）/ });
  // The button waits for what the text check found, and for no link: so does the number.
  const open = page.getByRole('heading', { name: '確かめてほしいところ（あと1件）' });
  await expect(open).toBeVisible();
  await expect(closed).toHaveAccessibleDescription('印を付けなくても配信できます。');
  await expect(page.getByText('1件のリンクが開けることを確かめました。')).toBeVisible();
  await expect(page.getByText(/members\.example\.com.*確認できませんでした（応答なし）/)).toBeVisible();
  await expect(page.getByText('リンクが多いため、あと2件は確かめていません。')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/links-1366.png`, fullPage: true });
  await closed.click();
  await expect(closed).toBeChecked();
  await expect.poll(() => api.sent(`PUT drafts/${DRAFT}/acknowledgements`).length).toBe(1);
  await expect(open).toBeVisible();
  expect(api.sent(`PUT drafts/${DRAFT}/acknowledgements`)[0]?.body).toMatchObject({
    keys: [CLOSED.key],
  });
  expect(api.sent(`GET drafts/${DRAFT}/links`)).toHaveLength(1);
  expect(await violations(page)).toEqual([]);
});

test('the last look does not wait for the links, and goes on without them', async ({ page, api }) => {
  const answer = held();
  api.fail(`GET drafts/${DRAFT}/links`, answer);
  await go(page, api, CONFIRM, /^確認/);
  await expect(page.getByText('リンクが開けるか確かめています…')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /「http:\/\/」のリンクがあります/ })).toBeVisible();
  answer.go();
  await expect(page.getByText('1件のリンクが開けることを確かめました。')).toBeVisible();
  api.fail(`GET drafts/${DRAFT}/links`, 'cut');
  await go(page, api, CONFIRM, /^確認/);
  await expect(page.getByText('リンクが開けるかは、確認できませんでした。')).toBeVisible();
});
