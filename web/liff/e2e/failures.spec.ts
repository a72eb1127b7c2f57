/** Bad lines, a busy server, changed items: nothing that was typed is lost, nothing is stored twice. */

import { expect, fill, openForm, SHOTS, test } from './support.ts';

test('tapping twice, and again while it is sent, stores once', async ({ page, city }) => {
  city.fail('PUT answers', { delayMs: 800 });
  const form = await openForm(page, city);
  await fill(form);
  await form.getByRole('button', { name: /登録する/ }).evaluate((button: HTMLButtonElement) => {
    for (let tap = 0; tap < 5; tap += 1) button.click();
  });
  await form.getByRole('button', { name: '送っています…' }).click({ force: true });
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeVisible();
  expect(city.sent('PUT answers')).toHaveLength(1);
});

test('without a network the answers stay, and are sent when it is back', async ({ page, city, context }) => {
  const form = await openForm(page, city);
  await fill(form);
  await form.getByLabel('ご意見・ご要望').fill('電車の中です');
  await context.setOffline(true);
  await form.getByRole('button', { name: /登録する/ }).click();
  await expect(form.getByText('インターネットにつながりません')).toBeVisible();
  await expect(form.getByText('入力した内容は消えません')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/offline-390.png` });
  await expect(form.getByLabel('ご意見・ご要望')).toHaveValue('電車の中です');
  await context.setOffline(false);
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeVisible();
  expect(city.stored?.answers).toMatchObject({ note: '電車の中です' });
});

test('an answer that gets lost on its way back is asked for with the same request id', async ({
  page,
  city,
}) => {
  city.fail('PUT answers', 'answer lost', 'cut', { status: 503 });
  const form = await openForm(page, city);
  await fill(form);
  await form.getByRole('button', { name: /登録する/ }).click();
  for (let tries = 0; tries < 3; tries += 1) await form.getByRole('button', { name: 'いますぐ送る' }).click();
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeVisible();
  expect(city.sent('PUT answers')).toHaveLength(4);
  expect(city.changes).toBe(1);
});

test('waiting can be given up, and a later press is still the same request', async ({ page, city }) => {
  city.fail('PUT answers', 'answer lost');
  const form = await openForm(page, city);
  await fill(form);
  await form.getByRole('button', { name: /登録する/ }).click();
  await form.getByRole('button', { name: '送るのをやめる' }).click();
  await expect(form.getByRole('alert')).toContainText('入力した内容は残っています');
  await expect(form.getByRole('button', { name: /登録する/ })).toBeFocused();
  await form.getByRole('button', { name: /登録する/ }).click();
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeVisible();
  expect(city.changes).toBe(1);
});

test('a session that has run out is renewed unseen', async ({ page, city }) => {
  const form = await openForm(page, city);
  await fill(form);
  city.fail('PUT answers', { status: 401, code: 'session_expired' });
  await form.getByRole('button', { name: /登録する/ }).click();
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeVisible();
  expect(city.sent('POST session')).toHaveLength(2);
  expect(city.changes).toBe(1);
});

test('faults found here stand in a summary and at their fields, and a link leads to each', async ({
  page,
  city,
}) => {
  const form = await openForm(page, city);
  await form.getByLabel('郵便番号（7けた）').fill('123');
  await form.getByRole('button', { name: /登録する/ }).click();
  await expect(form.getByRole('heading', { name: '3か所を確かめてください' })).toBeFocused();
  await page.screenshot({ path: `${SHOTS}/faults-390.png` });
  await form.getByRole('link', { name: '「ごみ収集の地域」の郵便番号は' }).click();
  await expect(form.getByLabel('郵便番号（7けた）')).toBeFocused();
  await page.screenshot({ path: `${SHOTS}/fault-field-390.png` });
  await form.getByRole('radio', { name: '麻生区' }).check();
  await expect(form.getByRole('heading', { name: '2か所を確かめてください' })).toBeVisible();
  expect(city.sent('PUT answers')).toHaveLength(0);
});

test('faults found by the server are shown the same way', async ({ page, city }) => {
  city.fail('PUT answers', {
    status: 422,
    errors: [
      { path: 'answers.note', code: 'too_long', message: 'ご意見は短くしてください' },
      { path: 'somewhere', code: 'x', message: 'ほかの誤り' },
    ],
  });
  const form = await openForm(page, city);
  await fill(form);
  await form.getByRole('button', { name: /登録する/ }).click();
  await expect(form.getByRole('heading', { name: '2か所を確かめてください' })).toBeFocused();
  await expect(form.getByText('＊ご意見は短くしてください')).toBeVisible();
  await form.getByRole('link', { name: 'ご意見は短くしてください' }).click();
  await expect(form.getByLabel('ご意見・ご要望')).toBeFocused();
});

test('items that changed meanwhile are loaded again, and the input stays', async ({ page, city }) => {
  const form = await openForm(page, city);
  await fill(form);
  await form.getByLabel('ご意見・ご要望').fill('残してください');
  city.form = {
    ...city.form,
    version: 8,
    items: (city.form.items as object[]).concat({
      id: 'new',
      label: '新しい質問',
      kind: 'text',
      required: true,
    }),
  };
  city.fail('PUT answers', { status: 409, code: 'form_changed' });
  await form.getByRole('button', { name: /登録する/ }).click();
  await expect(form.getByRole('alert')).toContainText('登録の項目が新しくなりました');
  await expect(form.getByLabel('ご意見・ご要望')).toHaveValue('残してください');
  await form.getByLabel('新しい質問').fill('はい');
  await form.getByRole('button', { name: /登録する/ }).click();
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeVisible();
  expect(city.sent('PUT answers').at(-1)?.body).toMatchObject({ form_version: 8, answers: { new: 'はい' } });
});

test('a consent text that changed meanwhile is read and ticked again', async ({ page, city }) => {
  city.stored = { answers: { ward: ['w0'] }, consent: 3 };
  const form = await openForm(page, city);
  await form.getByRole('radio', { name: '幸区' }).check();
  city.form = { ...city.form, consent: { version: 4, text: '新しい文です。' } };
  city.fail('PUT answers', { status: 409, code: 'consent_changed' });
  await form.getByRole('button', { name: /保存する/ }).click();
  await expect(form.getByText('新しい文です。')).toBeVisible();
  await form.getByRole('button', { name: /保存する/ }).click();
  await expect(form.getByRole('heading', { name: '1か所を確かめてください' })).toBeFocused();
  await form.getByRole('checkbox', { name: '読みました。同意します' }).check();
  await form.getByRole('button', { name: /保存する/ }).click();
  await expect(form.getByRole('heading', { name: '保存しました' })).toBeVisible();
  expect(city.stored?.consent).toBe(4);
});

test('a form that does not load says so and loads later', async ({ page, city }) => {
  city.fail('GET form', ...Array.from({ length: 3 }, () => ({ status: 500, title: '準備中です' })));
  await page.goto(`${city.url}/phone`);
  const form = page.frameLocator('iframe');
  await expect(form.getByText('準備中です')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/no-form-390.png` });
  await form.getByRole('button', { name: 'もう一度読みこむ' }).click();
  await expect(form.getByRole('radio', { name: '高津区' })).toBeVisible();
});

test('a person who cannot be identified sees the form and the reason, and can try again', async ({
  page,
  city,
}) => {
  city.fail('POST session', {
    status: 401,
    code: 'invalid_token',
    title: 'LINE で本人を確認できませんでした',
  });
  await page.goto(`${city.url}/phone`);
  const form = page.frameLocator('iframe');
  await expect(form.getByText('LINE で本人を確認できませんでした')).toBeVisible();
  await expect(form.getByRole('radio', { name: '高津区' })).toBeVisible();
  await expect(form.getByRole('button', { name: 'まだ保存できません' })).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/no-person-390.png` });
  await form.getByRole('button', { name: 'もう一度読みこむ' }).click();
  await expect(form.getByText('まだ登録していません')).toBeVisible();
});

test('removing without a network is tried again too, and harmless twice', async ({ page, city }) => {
  city.stored = { answers: { ward: ['w0'] }, consent: 3 };
  city.fail('DELETE registration', 'answer lost');
  const form = await openForm(page, city);
  await form.getByRole('button', { name: '登録をやめて、わたしの情報を消す' }).click();
  await form.getByRole('button', { name: '登録をやめて、情報を消す' }).click();
  await expect(form.getByRole('heading', { name: '登録をやめました' })).toBeVisible();
  expect(city.sent('DELETE registration')).toHaveLength(2);
});
