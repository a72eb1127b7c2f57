/** Every screen, wide and narrow: axe finds nothing, nothing has to be scrolled sideways, and each leaves a picture. */

import { SCREENS } from './addresses.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

const SIZES = [
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
];

const pathOf = (address: string): string => new URL(address, 'http://x').pathname;

test('each tab of each screen is one of these', async ({ page, api }) => {
  for (const path of ['/deliveries', '/people', '/trails', '/settings']) {
    await go(page, api, path, /./);
    const known = SCREENS.filter(([, address]) => pathOf(address) === path);
    await expect(page.getByRole('tab'), path).toHaveCount(known.length);
  }
});

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
