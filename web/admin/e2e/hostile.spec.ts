/** Whatever names, titles and texts hold: it stands on the page as text, and no script of it runs. */

import { fixtures } from './fixtures.ts';
import { expect, go, test } from './support.ts';

const EVIL = [
  '<img src=x onerror="window.__ran=1">',
  '"><script>window.__ran=1</script>',
  "javascript:window.__ran=1//'",
  '{{constructor.constructor("window.__ran=1")()}}',
];

/** Every text of an answer, except those that the page reads as words of the wire or as times. */
function poisoned(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poisoned(inner, name)]));
  const isText = [
    'name',
    'title',
    'target_description',
    'description',
    'reason',
    'text',
    'login',
    'prefix',
    'footer',
    'notice',
    'receipt',
    'device',
    'ip',
    'words',
    'user',
    'label',
    'explanation',
    'purpose',
    'broken',
  ].includes(key);
  if (key === 'messages' && typeof value === 'string')
    return JSON.stringify({ type: 'text', text: EVIL.join(' ') });
  return isText && typeof value === 'string' ? EVIL.join(' ') : value;
}

const ADDRESSES = [
  '/',
  '/deliveries',
  '/deliveries?tab=calendar',
  '/deliveries/01DELIVERYRUNNING0000000002',
  '/items',
  '/items/topics',
  '/items/children',
  '/items/new',
  '/segments',
  '/segments/01SEGMENTTAKATSU00000000001',
  '/testers',
  '/people',
  '/people?tab=matrix',
  '/people?tab=turnover',
  '/people/01STAFFTARO0000000000000002',
  '/trails',
  '/trails?tab=operations',
  '/settings?tab=departments',
  '/settings?tab=greeting',
  '/settings?tab=citizens',
  '/settings?tab=maintenance',
  `/deliveries?tab=past&q=${encodeURIComponent(EVIL[0] ?? '')}`,
];

test('0 scripts run on any screen', async ({ page, api }) => {
  for (const [what, answer] of Object.entries(fixtures()))
    api.answers[what] =
      typeof answer === 'function'
        ? (request) => poisoned(answer(request)) as object
        : (poisoned(answer) as object);
  api.answers['GET session'] = poisoned(fixtures()['GET session']) as object;
  for (const address of ADDRESSES) {
    await go(page, api, address, /./);
    await page.waitForTimeout(100);
    expect(
      await page.evaluate(() => (window as unknown as { __ran?: number }).__ran),
      address,
    ).toBeUndefined();
    expect(await page.locator('script:not([src])').count(), address).toBe(0);
  }
});

test('what is typed stays text', async ({ page, api }) => {
  api.answers['POST departments'] = ({ body }) => ({
    id: '01DEPARTMENTNEW000000000003',
    version: 1,
    ...body,
  });
  await go(page, api, '/settings?tab=departments', '設定');
  await page.getByRole('button', { name: '部署を追加する' }).click();
  for (const label of ['部署の名前', '冒頭の文', '末尾の文', '確認する言葉'])
    await page.getByLabel(label).fill(EVIL.join('\n').replaceAll('\n', ' '));
  await page.getByRole('button', { name: '追加する', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(api.sent('POST departments')[0]?.body).toMatchObject({ name: EVIL.join(' ') });
  expect(await page.evaluate(() => (window as unknown as { __ran?: number }).__ran)).toBeUndefined();
});
