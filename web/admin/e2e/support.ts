/** What the tests of the console share: a stand-in for each, and no script, style or policy complaint in any of them. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type Page } from '@playwright/test';
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

/** Goes to a screen and waits until its title stands there. */
export async function go(page: Page, api: StandIn, address: string, title: string | RegExp): Promise<void> {
  await page.goto(`${api.url}${address}`);
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(page.getByText('読み込んでいます…')).toHaveCount(0);
}

/** Runs in the page: whether this element has the focus, or was replaced by another one. */
export function focusOn(element: Element | null): 'here' | 'elsewhere' | 'drawn anew' {
  if (element === document.activeElement) return 'here';
  return element?.isConnected ? 'elsewhere' : 'drawn anew';
}

/** So much later, for the server and for this computer, whose clock the test has installed. */
export async function pass(page: Page, api: StandIn, ms: number): Promise<void> {
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
