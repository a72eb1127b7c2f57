/** Words from anywhere stay words: nothing of them runs, and the policy of the page would stop it. */

import { expect, openForm, test } from './support.ts';

const ATTACK = '<img src=x onerror=alert(1)><script>alert(2)</script>"\'`$' + '{alert(3)}javascript:alert(4)';

test('labels that look like programs are shown as they are', async ({ page, city }) => {
  city.form = {
    version: 1,
    notice: ATTACK,
    consent: { version: 1, text: `${ATTACK} https://example.jp/"onclick=alert(5) javascript:alert(6)` },
    everyone_per_month: 1,
    items: ['single', 'multiple', 'select', 'area', 'text', 'number', 'month'].map((kind) => ({
      id: `${kind}${ATTACK}`,
      label: ATTACK,
      kind,
      explanation: ATTACK,
      purpose: ATTACK,
      options: [{ id: ATTACK, label: ATTACK, messages_per_month: 1, postal_prefixes: [ATTACK] }],
    })),
  };
  city.stored = { answers: { [`text${ATTACK}`]: ATTACK, __proto__: ['x'] }, consent: 0 };
  const form = await openForm(page, city);
  await expect(form.getByText(ATTACK).first()).toBeVisible();
  await form.getByRole('radio').first().check();
  await form.getByRole('checkbox').first().check();
  expect(await form.locator('img, script:not([src^="/form/"])').count()).toBe(0);
  const links = await form.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(links).toEqual(['https://example.jp/']);
  city.fail('PUT answers', { status: 422, errors: [{ path: ATTACK, message: ATTACK }] });
  await form.getByRole('checkbox', { name: '同意します' }).check();
  await form.getByRole('button', { name: /保存する/ }).click();
  await expect(form.getByRole('heading', { name: '1か所を確かめてください' })).toBeVisible();
});

test('an inserted program does not run under the policy', async ({ page, city, complaints }) => {
  const form = await openForm(page, city);
  const ran = await form.locator('body').evaluate(async (body) => {
    const mark = window as unknown as { ran?: boolean };
    const run = 'window.ran = true';
    const attacks = [
      () => body.insertAdjacentHTML('beforeend', `<img src=x onerror="${run}">`),
      () => document.createElement('button').setAttribute('onclick', run),
      () => body.append(Object.assign(document.createElement('script'), { text: run })),
      () =>
        body.append(Object.assign(document.createElement('script'), { src: `data:text/javascript,${run}` })),
      () => window.setTimeout(run, 0),
    ];
    let refused = 0;
    for (const attack of attacks) {
      try {
        attack();
      } catch {
        refused += 1;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    return mark.ran === true ? 'ran' : `refused ${refused}`;
  });
  expect(ran).toBe('refused 5');
  expect(complaints.length).toBeGreaterThan(0);
  complaints.length = 0;
});

test('only the page around the frame can hand over a token', async ({ page, city }) => {
  await page.goto(`${city.url}/phone?who=U1`);
  const form = page.frameLocator('iframe');
  await form.locator('body').evaluate(() => {
    for (let id = 0; id < 10; id += 1)
      window.postMessage({ kairan: 'liff', id: String(id), token: 'forged' }, '*');
  });
  await expect(form.getByText('まだ登録していません')).toBeVisible();
  expect(city.sent('POST session').map(({ body }) => String(body.id_token))).not.toContain('forged');
});
