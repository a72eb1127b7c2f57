/**
 * At 390 px a finger has 44 px of height for each button, tab, mark that unfolds and link of the navigation. A link that is
 * words is as high as its line; axe looks at those (24 px).
 */

import { SCREENS } from './addresses.ts';
import { expect, go, test } from './support.ts';

/** Runs in the page: what is too low for a finger, with its height; a button counts with its `::after`. */
function tooLow(): string[] {
  const found: string[] = [];
  for (const one of document.querySelectorAll<HTMLElement>('button, a[href], [role="tab"], summary')) {
    const box = one.getBoundingClientRect();
    if (box.height <= 1 || getComputedStyle(one).visibility === 'hidden') continue;
    if (one.classList.contains('link') || one.closest('[data-preview]') !== null) continue;
    const after = getComputedStyle(one, '::after');
    const above = after.content !== 'none' && after.position === 'absolute';
    const more = above ? -Number.parseFloat(after.top) - Number.parseFloat(after.bottom) : 0;
    const height = box.height + Math.max(0, more);
    if (height < 43.5) found.push(`${Math.round(height)} px: ${one.outerHTML.slice(0, 200)}`);
  }
  return found;
}

for (const [name, address, title] of SCREENS) {
  test(name, async ({ page, api }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await go(page, api, address, title);
    expect(await page.evaluate(tooLow)).toEqual([]);
  });
}
