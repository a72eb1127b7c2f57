/** What is typed while a save is on its way stays, is not told as saved, and is saved by the next press over that one. */

import { at, STAFF, session } from './fixtures.ts';
import { ITEMS, SEGMENT } from './fixtures_items.ts';
import { expect, go, test } from './support.ts';

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

for (const { address, title, field, button, put, answer } of cases) {
  test(`${put}: what is typed during it stays and is saved by the next`, async ({ page, api }) => {
    api.answers['GET session'] = session({ stepped_up_until: at(4 * 60_000) });
    let version = 40;
    api.answers[put] = ({ body }) => {
      version += 1;
      return answer(body ?? {}, version);
    };
    api.fail(put, { delayMs: 1500 });
    await go(page, api, address, title);
    const typed = page.getByRole('textbox', { name: field });
    const save = page.getByRole('button', { name: button, exact: true });
    await typed.fill('一度目');
    await save.click();
    await expect.poll(() => api.sent(put).length).toBe(1);
    await typed.fill('一度目と二度目');
    await expect(save).not.toHaveAttribute('aria-busy', 'true');
    await page.waitForTimeout(2000);
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
