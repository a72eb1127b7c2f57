/** An ordinary city PC, and how long it takes from a key to the picture. */

import type { Page } from '@playwright/test';

/** What the console is meant to stay within, in milliseconds. Told beside each figure; machines differ, so nothing fails on it. */
export const TARGETS = { load: 2_000, route: 200, count: 1_000, preview: 100 };

export const best = (times: readonly number[], target: number): string =>
  `${Math.round(Math.min(...times))} ms (target ≤ ${target})`;

export async function anOrdinaryPc(page: Page): Promise<void> {
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 40,
    downloadThroughput: (10 * 1024 * 1024) / 8,
    uploadThroughput: (10 * 1024 * 1024) / 8,
  });
  await line.send('Network.setCacheDisabled', { cacheDisabled: true });
  await line.send('Emulation.setCPUThrottlingRate', { rate: 2 });
  await page.addInitScript(WATCH);
}

/** Milliseconds from the key or click until the picture with the words in that place is on the screen, by the page's own clock. */
export async function until(
  page: Page,
  place: string,
  words: string,
  act: () => Promise<void>,
): Promise<number> {
  // The page watches before the key is pressed: a key can overtake what the page is asked.
  await page.evaluate(([where, what]) => window.watch(where, what), [place, words] as const);
  await act();
  return page.evaluate(() => window.seen);
}

declare global {
  interface Window {
    watch: (place: string, words: string) => void;
    seen: Promise<number>;
  }
}

/** Runs before the page: notes when its first title stands there, and measures what is asked for later. */
const WATCH = `(() => {
  const painted = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(0);
  });
  const observe = (look) => {
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, { subtree: true, childList: true, characterData: true });
  };
  const shows = (place, words) =>
    [...document.querySelectorAll(place)].some((one) => one.textContent.includes(words));
  observe(() => shows('h1', 'ホーム') && (painted(() => performance.mark('home')), true));
  window.watch = (place, words) => {
    let begun;
    for (const kind of ['keydown', 'pointerdown'])
      addEventListener(kind, (event) => { begun ??= event.timeStamp; }, { capture: true, once: true });
    window.seen = new Promise((resolve) => {
      observe(() => {
        if (begun === undefined || !shows(place, words)) return false;
        painted(() => resolve(performance.now() - begun));
        return true;
      });
    });
  };
})();`;
