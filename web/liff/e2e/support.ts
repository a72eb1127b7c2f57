/** A fresh city for every test, the form in a phone, and complaints of the browser that end a test. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type FrameLocator, type Page } from '@playwright/test';
import { City } from './city.ts';

export const SHOTS = `${import.meta.dirname}/screenshots`;

interface Given {
  city: City;
  complaints: string[];
}

export const test = base.extend<Given>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
  city: async ({}, use) => {
    const city = new City();
    await city.open();
    await use(city);
    city.close();
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (line) => {
        if (/content security policy|trusted ?(type|html|script)/i.test(line.text()))
          complaints.push(line.text());
      });
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens the form in a phone and waits until it can be saved. */
export async function openForm(page: Page, city: City, who = 'U1'): Promise<FrameLocator> {
  await page.goto(`${city.url}/phone?who=${who}`);
  const form = page.frameLocator('iframe');
  await expect(form.getByText(/^(登録ずみです|まだ登録していません)/)).toBeVisible();
  return form;
}

/** The shortest way to a complete form. */
export async function fill(form: FrameLocator): Promise<void> {
  await form.getByRole('radio', { name: '高津区' }).check();
  await form.getByRole('checkbox', { name: 'イベント' }).check();
  await form.getByRole('checkbox', { name: '読みました。同意します' }).check();
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every violation that axe finds inside the form's frame, in a line each. */
export async function violations(page: Page): Promise<string[]> {
  const frame = page.frames().find((one) => one.url().includes('/form/'));
  if (frame === undefined) throw new Error('the form is not open');
  await frame.evaluate(AXE);
  return frame.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResult> } };
    interface AxeResult {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations: found } = await axe.run({ runOnly: tags });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  });
}

/** Whether the form needs sideways scrolling. */
export async function isTooWide(form: FrameLocator): Promise<boolean> {
  return form.locator('html').evaluate((html) => html.scrollWidth > html.clientWidth);
}

export { expect };
