/** What is typed while a save is on its way stays, is not told as saved, and is saved by the next press over that one. */

import { at, STAFF, session } from './fixtures.ts';
import { ITEMS, SEGMENT } from './fixtures_items.ts';
import { held } from './stand_in.ts';
import { expect, go, quiet, test } from './support.ts';

const TARO = STAFF[1];
const WARD = ITEMS.items[0];

interface Case {
  readonly address: string;
  readonly title: string;
  readonly field: RegExp;
  readonly button: string;
  readonly put: string;
  readonly answer: (body: Record<string, unknown>, version: number) => object;
}

const cases: readonly Case[] = [
  {
    address: `/people/${TARO?.id}`,
    title: '宮前 太郎',
    field: /^氏名/,
    button: '変更を保存する',
    put: `PUT staff/${TARO?.id}`,
    answer: (body, version) => ({ ...TARO, ...body, departments: TARO?.departments, version }),
  },
  {
    address: '/items/ward',
    title: 'お住まいの区',
    field: /^質問/,
    button: '変更を保存する',
    put: 'PUT items/ward',
    answer: (body, version) => ({ version, item: { ...WARD, label: body.label } }),
  },
  {
    address: `/segments/${SEGMENT.id}`,
    title: SEGMENT.name,
    field: /^グループの名前/,
    button: '変更を保存する',
    put: `PUT segments/${SEGMENT.id}`,
    answer: (body, version) => ({ ...SEGMENT, ...body, version }),
  },
  {
    address: '/settings?tab=maintenance',
    title: '設定',
    field: /^職員へのお知らせ/,
    button: '保存する',
    put: 'PUT settings/maintenance',
    answer: (body, version) => ({ name: 'maintenance', value: body.value, version }),
  },
];

for (const { address, title, field, button, put, answer: saved } of cases) {
  test(`${put}: what is typed during it stays and is saved by the next`, async ({ page, api }) => {
    api.answers['GET session'] = session({ stepped_up_until: at(4 * 60_000) });
    let version = 40;
    api.answers[put] = ({ body }) => {
      version += 1;
      return saved(body ?? {}, version);
    };
    const answer = held();
    api.fail(put, answer);
    await go(page, api, address, title);
    const typed = page.getByRole('textbox', { name: field });
    const save = page.getByRole('button', { name: button, exact: true });
    await typed.fill('一度目');
    await save.click();
    await expect.poll(() => api.sent(put).length).toBe(1);
    await typed.fill('一度目と二度目');
    answer.go();
    await expect(save).not.toHaveAttribute('aria-busy', 'true');
    // What was saved has been read again.
    await quiet(page);
    await expect(typed).toHaveValue('一度目と二度目');
    await expect(page.getByText(/保存しました$/)).toHaveCount(0);
    await save.click();
    await expect.poll(() => api.sent(put).length).toBe(2);
    const [first, second] = api.sent(put);
    expect(first?.text).not.toContain('二度目');
    expect(second?.text).toContain('一度目と二度目');
    expect(second?.body?.version).toBe(41);
  });
}

test('what is typed while a new group is being made stands on its own page and is saved there', async ({
  page,
  api,
}) => {
  const made = { ...SEGMENT, id: '01SEGMENTMADE00000000000009', version: 1 };
  api.answers['POST segments'] = ({ body }) => ({ ...made, ...body });
  api.answers[`GET segments/${made.id}`] = () => ({ ...made, ...api.sent('POST segments')[0]?.body });
  api.answers[`PUT segments/${made.id}`] = ({ body }) => ({ ...made, ...body, version: 2 });
  const answer = held();
  api.fail('POST segments', answer);
  await go(page, api, '/segments/new', 'グループを作る');
  const typed = page.getByRole('textbox', { name: /^グループの名前/ });
  await typed.fill('一度目');
  await page.getByRole('checkbox', { name: '高津区' }).check();
  await page.getByRole('button', { name: 'グループを作る', exact: true }).click();
  await expect.poll(() => api.sent('POST segments').length).toBe(1);
  await typed.fill('一度目と二度目');
  answer.go();
  await expect(page.getByRole('heading', { level: 1, name: '一度目' })).toBeVisible();
  await expect(typed).toHaveValue('一度目と二度目');
  await page.getByRole('button', { name: '変更を保存する' }).click();
  await expect.poll(() => api.sent(`PUT segments/${made.id}`).length).toBe(1);
  expect(api.sent(`PUT segments/${made.id}`)[0]?.body).toMatchObject({ name: '一度目と二度目', version: 1 });
});
