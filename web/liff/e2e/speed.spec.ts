/** How long it takes on a slow phone: reported, not judged. A shared machine's times are no reason to fail. */

import type { BrowserContext, Page } from '@playwright/test';
import { playLine, signIn } from './line.ts';
import { expect, test } from './support.ts';

const RUNS = 3;
/** One round trip on the slow line, and a little work at LINE. */
const LINE_ANSWERS_MS = 210;

test('times of the build for LINE on a slow line are reported', async ({ browser, city }) => {
  city.build = 'production';
  city.apiDelayMs = 60;
  const times: { paint: number; shown: number; ready: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    await playLine(context, () => new Promise((resolve) => setTimeout(resolve, LINE_ANSWERS_MS)));
    await signIn(context, city.url, 60);
    const page = await slowPhone(context);
    await page.goto(`${city.url}/form/`, { waitUntil: 'commit' });
    await expect(page.getByText('まだ登録していません')).toBeVisible({ timeout: 20_000 });
    times.push(await page.evaluate(() => (window as unknown as { times: () => never }).times()));
    await context.close();
  }
  const best = (key: 'paint' | 'shown' | 'ready') =>
    (Math.min(...times.map((one) => one[key])) / 1000).toFixed(2);
  const description =
    `slow 4G (150 ms, 1.6 Mbps), CPU 4x, no TLS, best of ${RUNS}: headline ${best('paint')} s, ` +
    `form visible ${best('shown')} s, ready with earlier answers ${best('ready')} s`;
  test.info().annotations.push({ type: 'report', description });
});

async function slowPhone(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6 * 1024 * 1024) / 8,
    uploadThroughput: (0.75 * 1024 * 1024) / 8,
  });
  await line.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.addInitScript(WATCH);
  return page;
}

/** Runs before the page: notes when the form and the person are there, from the beginning of the navigation. */
const WATCH = `(() => {
  const seen = {};
  const note = (name) => { seen[name] ??= performance.now(); };
  new MutationObserver(() => {
    if (document.querySelector('fieldset')) note('shown');
    if (document.querySelector('.person')?.textContent.startsWith('まだ')) note('ready');
  }).observe(document, { childList: true, subtree: true, characterData: true });
  window.times = () => ({ ...seen, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN });
})();`;
