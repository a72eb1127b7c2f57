/** Whoever confirms or approves sees where every tap leads, what it sends, and the words of the notification. */

import { draftFixtures, link, wholeDraft } from './fixtures_drafts.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const WAITING = '01DRAFTSALON000000000000002';
const LONG = `https://example.com/${'moushikomi/'.repeat(40)}?from=line`;
const EVIL = '<img src=x onerror="window.__ran=1">';
const reply = (label: string, text: string) => ({ type: 'action', action: { type: 'message', label, text } });
const MESSAGES = [
  {
    type: 'template',
    altText: '消防訓練の申し込みが始まりました',
    template: {
      type: 'buttons',
      text: '消防訓練を行います。',
      actions: [
        { type: 'uri', label: '申し込む', uri: LONG },
        { type: 'uri', label: '電話する', uri: 'tel:044-200-2111' },
        { type: 'postback', label: '見ました', data: 'kairan:clicked:{delivery}', displayText: EVIL },
      ],
    },
  },
  {
    type: 'text',
    text: '参加されますか。',
    quickReply: { items: [reply('参加する', '12月1日の訓練に参加します'), reply('しない', '参加しません')] },
  },
].map((message) => JSON.stringify(message));

for (const [name, id, address] of [
  ['confirm', wholeDraft().id, `/drafts/${wholeDraft().id}/confirm`],
  ['approval', WAITING, `/approvals/${WAITING}`],
] as const)
  test(`what the preview cannot show stands beside it: ${name}`, async ({ page, api }) => {
    const draft = draftFixtures()[`GET drafts/${id}`];
    api.answers[`GET drafts/${id}`] = { ...draft, messages: MESSAGES };
    api.answers[`GET drafts/${id}/links`] = {
      links: [link(LONG, 'closed', 404, 'ページがありません。')],
      left_out: 0,
    };
    await go(page, api, address, /確認|承認/);
    const preview = page.locator('[data-preview]');
    await expect(preview.getByRole('group', { name: 'クイックリプライ' })).toContainText('参加する');
    await expect(page.getByText('ページがありません。')).toBeVisible();
    const list = page.locator('section').filter({ hasText: '押すと開くもの・送られる文・通知の文' });
    for (const words of [
      '消防訓練の申し込みが始まりました',
      'example.com',
      LONG,
      '044-200-2111',
      EVIL,
      'クイックリプライ「参加する」',
      '12月1日の訓練に参加します',
    ])
      await expect(list.getByText(words, { exact: true })).toBeVisible();
    for (const width of [1366, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
      await page.screenshot({ path: `${SHOTS}/opened-${name}-${width}.png`, fullPage: true });
      expect(await violations(page), `${width} px`).toEqual([]);
      expect(await isTooWide(page), `${width} px`).toBe(false);
    }
    expect(await page.evaluate(() => '__ran' in window)).toBe(false);
  });
