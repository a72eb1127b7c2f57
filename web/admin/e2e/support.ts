/** What the tests of the console share: a stand-in for each, and no script, style or policy complaint in any of them. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type Locator, type Page, type Request } from '@playwright/test';
import { StandIn } from './stand_in.ts';

export { expect };
export const SHOTS = `${import.meta.dirname}/screenshots`;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Given {
  readonly api: StandIn;
  readonly complaints: string[];
}

export const test = base.extend<Given>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs
  api: async ({}, use) => {
    const api = new StandIn();
    await api.open();
    await use(api);
    api.close();
    expect([...api.unfit], 'answers that the API does not give').toEqual([]);
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      follow(page);
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (line) => {
        if (/content security policy|trusted ?(type|html|script)/i.test(line.text()))
          complaints.push(line.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** What each page has asked and not been answered yet. */
const asking = new WeakMap<Page, Set<Request>>();

/** Follows what this page asks from now on, for `quiet`. */
export function follow(page: Page): void {
  const open = new Set<Request>();
  asking.set(page, open);
  page.on('request', (one) => {
    // What the document before had asked for is nobody's any more.
    if (one.isNavigationRequest()) open.clear();
    // A page that goes says so, and nobody tells it that it was heard.
    if (one.method() !== 'DELETE' || !one.url().includes('/presence/')) open.add(one);
  });
  // Of an answer that nobody reads, the browser never tells the end.
  page.on('response', (one) => open.delete(one.request()));
  page.on('requestfailed', (one) => open.delete(one));
}

/** Everything that was asked is answered, the page has taken note of it, and nothing more follows from it. */
export async function quiet(page: Page): Promise<void> {
  const open = asking.get(page);
  if (open === undefined) throw new Error('this page is not followed');
  let looks = 0;
  const waited = () => {
    looks = open.size === 0 ? looks + 1 : 0;
    return looks > 2 ? [] : [...open].map((one) => `${one.method()} ${one.url()}`);
  };
  await expect.poll(waited, { message: 'all is answered', intervals: [50] }).toEqual([]);
}

/** Goes to a screen and waits until its title stands there. */
export async function go(page: Page, api: StandIn, address: string, title: string | RegExp): Promise<void> {
  await page.goto(`${api.url}${address}`);
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(page.getByText('読み込んでいます…')).toHaveCount(0);
}

/** Runs in the page: whether this element has the focus, or was replaced by another one. */
function focusOn(element: Element | null): 'here' | 'elsewhere' | 'drawn anew' {
  if (element === document.activeElement) return 'here';
  return element?.isConnected ? 'elsewhere' : 'drawn anew';
}

/** Goes on with Tab until this has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  let element = await target.elementHandle();
  for (let step = 0; step < 250; step += 1) {
    const where = await page.evaluate(focusOn, element);
    if (where === 'here') return;
    if (where === 'drawn anew') element = await target.elementHandle();
    else await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${target}`);
}

/**
 * So much later on this computer alone, whose clock the test has installed. An answer behind the jump would say that the
 * server has just heard of the person, so all of them are waited for.
 */
export async function jump(page: Page, ms: number): Promise<void> {
  await quiet(page);
  await page.clock.fastForward(ms);
}

/** So much later, for the server and for this computer. */
export async function pass(page: Page, api: StandIn, ms: number): Promise<void> {
  await quiet(page);
  api.aheadMs += ms;
  await page.clock.fastForward(ms);
}

/** What axe finds, by WCAG 2.2 A and AA; LINE's own colours inside a preview are not ours to judge. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(`${AXE}; 0`);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (...args: unknown[]) => Promise<Found> } };
    interface Found {
      violations: { id: string; nodes: { html: string }[] }[];
    }
    const options = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
    const found = await axe.run({ exclude: [['[data-preview]']] }, options);
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
    );
  });
}

/** Whether the page can be scrolled sideways. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
