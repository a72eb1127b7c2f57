/** For everybody: axe finds nothing, the keyboard is enough, narrow and enlarged pages need no sideways scrolling. */

import type { FrameLocator, Page } from '@playwright/test';
import type { City } from './city.ts';
import { expect, fill, isTooWide, openForm, SHOTS, test, violations } from './support.ts';

/** Walks through every view, and looks at each. */
async function walk(page: Page, city: City, look: (name: string, form: FrameLocator) => Promise<void>) {
  city.form.notice = '4月1日は保守のため使えません。';
  const form = await openForm(page, city);
  await form.getByRole('checkbox', { name: '子育て' }).check();
  await look('form', form);
  await form.getByLabel('郵便番号（7けた）').fill('9');
  await form.getByRole('button', { name: /登録する/ }).click();
  await expect(form.getByRole('heading', { name: /か所を確かめてください/ })).toBeVisible();
  await look('faults', form);
  await form.getByLabel('郵便番号（7けた）').fill('2100001');
  await form.getByLabel('お子さんの学校').selectOption('市立第一小学校');
  await fill(form);
  city.fail('PUT answers', { status: 503 });
  await form.getByRole('button', { name: /登録する/ }).click();
  await expect(form.getByRole('button', { name: 'いますぐ送る' })).toBeVisible();
  await look('waiting', form);
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeVisible();
  await look('saved', form);
  await form.getByRole('button', { name: '回答をもう一度見る・変える' }).click();
  await form.getByRole('button', { name: '登録をやめて、わたしの情報を消す' }).click();
  await look('removing', form);
  await form.getByRole('button', { name: '登録をやめて、情報を消す' }).click();
  await expect(form.getByRole('heading', { name: '登録をやめました' })).toBeVisible();
  await look('removed', form);
}

for (const width of [390, 320]) {
  test(`axe finds nothing at ${width} px, and nothing is cut off`, async ({ page, city }) => {
    await page.setViewportSize({ width, height: 700 });
    await walk(page, city, async (name, form) => {
      expect(await violations(page), name).toEqual([]);
      expect(await isTooWide(form), name).toBe(false);
      await page.setViewportSize({ width, height: 3400 });
      await page.screenshot({ path: `${SHOTS}/whole-${name}-${width}.png` });
      await page.setViewportSize({ width, height: 700 });
    });
  });
}

test('with letters twice as large nothing is cut off', async ({ page, city }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const form = await openForm(page, city);
  await form.locator('html').evaluate((html) => {
    html.style.fontSize = '200%';
  });
  expect(await isTooWide(form)).toBe(false);
  await page.screenshot({ path: `${SHOTS}/large-letters-390.png` });
});

test('every target is 48 px high, links in running text 24 px', async ({ page, city }) => {
  await walk(page, city, async (name, form) => {
    const small = await form
      .locator('button, select, .choice, input:not([type=radio], [type=checkbox]), a')
      .evaluateAll((nodes) =>
        nodes
          .filter((node) => node.getBoundingClientRect().height < (node.tagName === 'A' ? 24 : 48))
          .map((node) => node.outerHTML.slice(0, 80)),
      );
    expect(small, name).toEqual([]);
  });
});

test('the keyboard is enough from the first item to the end', async ({ page, city }) => {
  const form = await openForm(page, city);
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const label = await form.locator(':focus').evaluateAll(([focused]) => {
        const field = focused as HTMLInputElement | undefined;
        return field?.labels?.[0]?.textContent ?? field?.textContent ?? '';
      });
      if (name.test(label)) return;
    }
    throw new Error(`the keyboard does not reach ${name}`);
  };
  await tabTo(/川崎区/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await tabTo(/イベント/);
  await page.keyboard.press('Space');
  await tabTo(/^年/);
  await page.keyboard.type('1990');
  await tabTo(/登録する/);
  await page.keyboard.press('Enter');
  await expect(form.getByRole('heading', { name: '2か所を確かめてください' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(form.getByLabel('年', { exact: true })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type('4');
  await tabTo(/同意します/);
  await page.keyboard.press('Space');
  await tabTo(/登録する/);
  await page.keyboard.press('Enter');
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeFocused();
  expect(city.stored?.answers).toEqual({ ward: ['w0'], topics: ['events'], birth: '1990-04' });
});

test('fields carry their faults, and the fitting messages are announced', async ({ page, city }) => {
  const form = await openForm(page, city);
  await form.getByLabel('家族の人数').fill('x');
  await form.getByRole('button', { name: /登録する/ }).click();
  const people = form.getByLabel('家族の人数');
  await expect(people).toHaveAttribute('aria-invalid', 'true');
  await expect(people).toHaveAccessibleDescription(/数字だけで入力してください/);
  await expect(form.getByRole('group', { name: 'お住まいの区※必須' })).toBeVisible();
  await expect(form.getByRole('status').filter({ hasText: '合わせて' })).toHaveText('合わせて 月に約2通');
});

test('who wants less movement sees none', async ({ page, city }) => {
  city.fail('GET form', { delayMs: 5000 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${city.url}/phone`);
  const skeleton = page.frameLocator('iframe').locator('.skeleton').first();
  await expect(skeleton).toHaveCSS('animation-name', 'none');
});
