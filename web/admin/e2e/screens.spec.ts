/** Every screen, wide and narrow: axe finds nothing, nothing has to be scrolled sideways, and each leaves a picture. */

import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const SCREENS: readonly [name: string, address: string, title: string | RegExp][] = [
  ['home', '/', 'ホーム'],
  ['drafts', '/deliveries', '配信'],
  ['upcoming', '/deliveries?tab=upcoming', '配信'],
  ['past', '/deliveries?tab=past', '配信'],
  ['calendar', '/deliveries?tab=calendar', '配信'],
  ['delivery-scheduled', '/deliveries/01DELIVERYKUSURI00000000001', /水道工事/],
  ['delivery-running', '/deliveries/01DELIVERYRUNNING0000000002', /避難所/],
  ['delivery-undecided', '/deliveries/01DELIVERYDANSUI00000000005', '断水のお知らせ'],
  ['delivery-decided', '/deliveries/01DELIVERYDECIDED0000000006', '断水のお知らせ'],
  ['delivery-held', '/deliveries/01DELIVERYHELD0000000000003', /子育てサロン/],
  ['draft', '/drafts/01DRAFTKUSURI00000000000001', '冬の火災予防運動'],
  ['confirm', '/drafts/01DRAFTKUSURI00000000000001/confirm', '確認：冬の火災予防運動'],
  ['approvals', '/approvals', '承認'],
  ['approval', '/approvals/01DRAFTSALON000000000000002', '承認：子育てサロン 12月'],
  ['items', '/items', '登録項目'],
  ['item', '/items/topics', '知りたい情報'],
  ['item-shown-if', '/items/children', 'お子さんの人数'],
  ['item-area', '/items/area', 'お住まいの地域'],
  ['item-resting', '/items/wish', '市へのご意見'],
  ['item-new', '/items/new', '登録項目の追加'],
  ['templates', '/templates', 'ひな形'],
  ['segments', '/segments', 'グループ'],
  ['segment', '/segments/01SEGMENTTAKATSU00000000001', '高津区で子育て中の方'],
  ['segment-broken', '/segments/01SEGMENTBROKEN000000000002', '以前の区分'],
  ['segment-new', '/segments/new', 'グループを作る'],
  ['testers', '/testers', 'テスター'],
  ['people', '/people', '利用者・権限'],
  ['people-matrix', '/people?tab=matrix', '利用者・権限'],
  ['people-csv', '/people?tab=csv', '利用者・権限'],
  ['people-turnover', '/people?tab=turnover', '利用者・権限'],
  ['person', '/people/01STAFFTARO0000000000000002', '宮前 太郎'],
  ['logins', '/trails', 'ログイン履歴・操作ログ'],
  ['operations', '/trails?tab=operations', 'ログイン履歴・操作ログ'],
  ['verify', '/trails?tab=verify', 'ログイン履歴・操作ログ'],
  ['settings-guards', '/settings', '設定'],
  ['settings-departments', '/settings?tab=departments', '設定'],
  ['settings-greeting', '/settings?tab=greeting', '設定'],
  ['settings-citizens', '/settings?tab=citizens', '設定'],
  ['settings-maintenance', '/settings?tab=maintenance', '設定'],
  ['account', '/account', '自分の設定'],
  ['delivery-sent', '/deliveries/01DELIVERYSENT0000000000004', /ごみ/],
];

const SIZES = [
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
];

for (const [name, address, title] of SCREENS) {
  test(name, async ({ page, api }) => {
    await go(page, api, address, title);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.screenshot({ path: `${SHOTS}/${name}-${size.width}.png`, fullPage: true });
      expect(await violations(page), `${size.width} px`).toEqual([]);
      expect(await isTooWide(page), `${size.width} px`).toBe(false);
    }
  });
}
