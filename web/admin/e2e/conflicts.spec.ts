/**
 * Two people at one thing: wherever something can be changed, whoever is slower sees what stands now beside their own, and
 * what differs; nothing is overwritten or done without another click.
 */

import { button, CASES } from './conflict_cases.ts';
import { Reply, refuse } from './stand_in.ts';
import { expect, go, isTooWide, SHOTS, test, violations } from './support.ts';

/** What a write answers where it succeeds. */
function saved(write: string, { messages, ...whole }: Record<string, unknown>): object {
  if (write.startsWith('PUT session/passkeys')) return { passkeys: [whole] };
  if (write.startsWith('DELETE session/passkeys')) return { passkeys: [] };
  if (write.startsWith('DELETE')) return new Reply(204);
  return write.startsWith('PUT templates')
    ? whole
    : { ...whole, ...(messages !== undefined && { messages }) };
}

for (const one of CASES) {
  test(`${one.name}: both sides of a lost version, and what differs`, async ({ page, api }) => {
    one.given?.(api);
    const current = one.current(api) as { version?: number };
    api.fail(one.write, refuse(409, 'stale_version', '', { current_version: current.version, current }));
    api.answers[one.write] = ({ body }) => saved(one.write, { ...current, ...body });
    await go(page, api, one.address, one.title);
    await one.act(page);
    await expect(page.getByText('ほかの人が先に変更しました').first()).toBeVisible();
    const row = page
      .getByRole('table', { name: '違うところ' })
      .getByRole('row')
      .filter({
        has: page.getByRole('rowheader', { name: one.row }),
      });
    await expect(row.getByRole('cell').nth(0)).toHaveText(one.theirs);
    await expect(row.getByRole('cell').nth(1)).toHaveText(one.mine);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${SHOTS}/conflict-${one.name}-1366.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await isTooWide(page)).toBe(false);
    await page.screenshot({ path: `${SHOTS}/conflict-${one.name}-390.png` });
    await page.setViewportSize({ width: 1366, height: 768 });
    expect(api.sent(one.write), 'nothing is written again by itself').toHaveLength(1);
    if (one.onward === undefined) return;
    await button(page, one.onward.button).click();
    await expect.poll(() => api.sent(one.write).at(-1)?.body?.version).toBe(one.onward.version);
  });
}
