/** Whatever names, titles and texts hold: it stands on the page as text, and no script of it runs. */

import { SCREENS } from './addresses.ts';
import { fixtures } from './fixtures.ts';
import { madeOf, SEGMENT } from './fixtures_items.ts';
import { expect, go, quiet, test } from './support.ts';

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
    'note',
    'message',
    'quote',
    'answers',
    'explanation',
    'purpose',
    'broken',
  ].includes(key);
  if (key === 'messages' && typeof value === 'string')
    return JSON.stringify({ type: 'text', text: EVIL.join(' ') });
  return isText && typeof value === 'string' ? EVIL.join(' ') : value;
}

/** All there are, and a list that says what was searched for. */
const ADDRESSES = [
  ...SCREENS.map(([, address]) => address),
  `/deliveries?tab=past&q=${encodeURIComponent(EVIL[0] ?? '')}`,
];

test.describe('0 scripts run on any screen', () => {
  for (const address of ADDRESSES) {
    test(address, async ({ page, api }) => {
      for (const [what, answer] of Object.entries(fixtures()))
        api.answers[what] =
          typeof answer === 'function'
            ? (request) => poisoned(answer(request)) as object
            : (poisoned(answer) as object);
      api.answers['GET session'] = poisoned(fixtures()['GET session']) as object;
      await go(page, api, address, /./);
      await quiet(page);
      expect(await page.evaluate(() => (window as unknown as { __ran?: number }).__ran)).toBeUndefined();
      expect(await page.locator('script:not([src])').count()).toBe(0);
    });
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

test('what is typed into an item or a group stays text, in the preview of the form too', async ({
  page,
  api,
}) => {
  const evil = EVIL.join(' ');
  api.answers['POST items'] = ({ body }) => ({ version: 13, item: madeOf(body) });
  api.answers['POST segments'] = ({ body }) => ({ ...SEGMENT, ...body });
  await go(page, api, '/items/new', '登録項目の追加');
  for (const label of [/^質問/, '説明', '使いみち', '選択肢1', '選択肢2'])
    await page.getByRole('textbox', { name: label }).fill(evil);
  const preview = page.locator('[data-form-preview]');
  await expect(preview.getByText(evil).first()).toBeAttached();
  expect(await preview.locator('img, script').count()).toBe(0);
  await page.getByRole('button', { name: '項目を追加する' }).click();
  await expect.poll(() => api.sent('POST items').length).toBe(1);
  expect(api.sent('POST items')[0]?.body).toMatchObject({ label: evil, options: [{ label: evil }, {}] });
  await go(page, api, '/segments/new', 'グループを作る');
  await page.getByLabel('グループの名前').fill(evil);
  await page.getByRole('checkbox', { name: '高津区' }).check();
  await page.getByRole('button', { name: 'グループを作る' }).click();
  await expect.poll(() => api.sent('POST segments').length).toBe(1);
  expect(api.sent('POST segments')[0]?.body).toMatchObject({ name: evil });
  expect(await page.evaluate(() => (window as unknown as { __ran?: number }).__ran)).toBeUndefined();
});
