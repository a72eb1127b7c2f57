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
  ['delivery-held', '/deliveries/01DELIVERYHELD0000000000003', /子育てサロン/],
  ['delivery-sent', '/deliveries/01DELIVERYSENT0000000000004', /ごみ/],
];

for (const [width, height] of [
  [1366, 768],
  [390, 844],
] as const) {
  for (const [name, address, title] of SCREENS) {
    test(`${name} at ${width} px`, async ({ page, api }) => {
      await page.setViewportSize({ width, height });
      await go(page, api, address, title);
      await page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true });
      expect(await violations(page)).toEqual([]);
      expect(await isTooWide(page)).toBe(false);
    });
  }
}
