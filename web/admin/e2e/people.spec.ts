/** Administering people: inviting, both sides of a conflict, many at once, the steps of April. */

import { at, STAFF, session } from './fixtures.ts';
import { refuse } from './stand_in.ts';
import { expect, go, SHOTS, test, violations } from './support.ts';

const TARO = STAFF[1];

test.beforeEach(({ api }) => {
  api.answers['GET session'] = session({ stepped_up_until: at(4 * 60_000) });
});

test('a new member is invited, and the code is shown once', async ({ page, api }) => {
  api.answers['POST staff'] = {
    staff: { ...TARO, name: '麻生 三郎', login: 'saburo' },
    invitation_code: '7K3M-9QXT',
  };
  await go(page, api, '/people', '利用者・権限');
  await page.getByRole('button', { name: '利用者を追加する' }).click();
  await page.getByRole('button', { name: '追加して招待コードを作る' }).click();
  await expect(page.getByText('＊部署を1つ以上選んでください。')).toBeVisible();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('ログインID').fill('saburo');
  await dialog.getByLabel('氏名').fill('麻生 三郎');
  await page.getByRole('radio', { name: '承認者' }).check();
  await expect(page.getByRole('checkbox', { name: '配信を承認する' })).toBeChecked();
  await page.getByRole('checkbox', { name: '危機管理課' }).check();
  await page.screenshot({ path: `${SHOTS}/staff-new-1366.png` });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: '追加して招待コードを作る' }).click();
  await expect(page.getByText('7K3M-9QXT')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/invitation-1366.png` });
  await page.getByRole('button', { name: '書き留めたので閉じる' }).click();
  await expect(page.getByText('7K3M-9QXT')).toHaveCount(0);
  const sent = api.sent('POST staff')[0];
  expect(sent?.body).toMatchObject({ login: 'saburo', role: 'approver', scope: 'own' });
  expect(sent?.headers['idempotency-key']).toMatch(/.{1,64}/);
});

test('a lost version shows both sides, and neither is taken silently', async ({ page, api }) => {
  const path = `staff/${TARO?.id}`;
  const current = { ...TARO, name: '宮前 たろう', version: 8 };
  api.fail(`PUT ${path}`, refuse(409, 'stale_version', '', { current_version: 8, current }));
  api.answers[`PUT ${path}`] = ({ body }) => ({
    ...TARO,
    ...body,
    departments: TARO?.departments,
    version: 9,
  });
  await go(page, api, `/people/${TARO?.id}`, '宮前 太郎');
  await page.getByLabel('氏名').fill('宮前 太朗');
  await page.getByRole('button', { name: '変更を保存する' }).click();
  const row = page.getByRole('row', { name: /氏名/ });
  await expect(row.getByText('宮前 たろう')).toBeVisible();
  await expect(row.getByText('宮前 太朗')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/conflict-1366.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: '自分の入力で上書きする' }).click();
  await expect(page.getByText('変更を保存しました')).toBeVisible();
  expect(api.sent(`PUT ${path}`).map(({ body }) => body?.version)).toEqual([2, 8]);
});

test('a CSV is shown before it changes anything, and one with mistakes changes nothing', async ({
  page,
  api,
}) => {
  const rows = [
    { line: 2, login: 'hanako', name: '高津 花子', action: 'none', changes: [], message: null },
    {
      line: 3,
      login: 'taro',
      name: '宮前 太郎',
      action: 'change',
      changes: ['部署'],
      message: null,
    },
    { line: 4, login: 'saburo', name: '麻生 三郎', action: 'create', changes: ['作成者'], message: null },
  ];
  const mistake = {
    line: 5,
    login: '',
    name: '',
    action: 'error',
    changes: [],
    message: 'ログインIDがありません',
  };
  api.answers['POST staff/csv/preview'] = { digest: 'd1', rows: [...rows, mistake] };
  api.answers['POST staff/csv/apply'] = {
    applied: 2,
    invitations: [{ login: 'saburo', code: '7K3M-9QXT' }],
    lapsed: ['jiro'],
    stopped: null,
  };
  await go(page, api, '/people?tab=csv', '利用者・権限');
  const choose = (text: string) =>
    page
      .getByLabel('CSVファイル')
      .setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await choose('login,name\r\n');
  await expect(page.getByText('＊ログインIDがありません')).toBeVisible();
  // The same file, mended, can be chosen again.
  await expect(page.getByLabel('CSVファイル')).toHaveValue('');
  await expect(page.getByText('読み込んだファイル：staff.csv')).toBeVisible();
  await expect(page.getByRole('button', { name: /反映する/ })).toHaveAttribute('aria-disabled', 'true');
  await page.screenshot({ path: `${SHOTS}/csv-preview-1366.png`, fullPage: true });
  api.answers['POST staff/csv/preview'] = { digest: 'd2', rows };
  await choose('login,name\r\nhanako,高津 花子\r\n');
  await page.getByRole('button', { name: '2人の変更を反映する' }).click();
  await expect(page.getByText('2人の変更を反映しました')).toBeVisible();
  await expect(page.getByText('7K3M-9QXT')).toBeVisible();
  await expect(page.getByText('それぞれの画面で作り直してください：jiro')).toBeVisible();
  expect(api.sent('POST staff/csv/apply')).toHaveLength(1);
  expect(api.sent('POST staff/csv/apply')[0]?.body).toMatchObject({ digest: 'd2' });
  expect(api.sent('POST staff/csv/apply')[0]?.headers['idempotency-key']).toMatch(/.{1,64}/);
  const stopped = { line: 3, login: 'jiro', message: 'ほかの人が先に変更しました。' };
  api.answers['POST staff/csv/apply'] = {
    applied: 1,
    invitations: [{ login: 'saburo', code: '7K3M-9QXT' }],
    lapsed: [],
    stopped,
  };
  await choose('login,name\r\nhanako,高津 花\r\n');
  await page.getByRole('button', { name: '2人の変更を反映する' }).click();
  await expect(page.getByText('1人の変更を反映し、途中で止まりました')).toBeVisible();
  await expect(page.getByText('3行目（jiro）で止まりました')).toBeVisible();
  await expect(page.getByText('7K3M-9QXT')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/csv-stopped-1366.png`, fullPage: true });
});

test('whoever was invited with other rights needs a new code, and the screen says so', async ({
  page,
  api,
}) => {
  const path = `staff/${TARO?.id}`;
  api.answers[`GET ${path}`] = { ...TARO, state: 'invited', second_factors: [], needs_invitation: true };
  await go(page, api, `/people/${TARO?.id}`, '宮前 太郎');
  await expect(page.getByText('招待コードを作り直してください')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/invitation-lapsed-1366.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/invitation-lapsed-390.png` });
  expect(await violations(page)).toEqual([]);
});

test('in April what somebody owns goes to a colleague', async ({ page, api }) => {
  const path = `staff/${TARO?.id}`;
  const before = [
    { kind: 'draft', id: '1', name: '' },
    { kind: 'delivery', id: '2', name: '乳幼児健診のお知らせ' },
  ];
  const heirs = [STAFF[0]?.id];
  const since = {
    heirs,
    belongings: [
      ...before,
      { kind: 'draft', id: '3', name: '予防接種' },
      { kind: 'draft', id: '4', name: '' },
    ],
  };
  const hasAsked = () => api.sent(`POST ${path}/hand-over`).length > 0;
  api.answers[`GET ${path}/belongings`] = () => (hasAsked() ? since : { belongings: before, heirs });
  api.fail(`POST ${path}/hand-over`, refuse(409, 'changed_since_preview', '', { current: since }));
  api.answers[`POST ${path}/hand-over`] = { moved: 4 };
  await go(page, api, '/people?tab=turnover', '利用者・権限');
  await page
    .getByRole('row', { name: /宮前 太郎/ })
    .getByRole('button', { name: '引き継ぐ' })
    .click();
  await expect(page.getByText('まだ始まっていない配信：乳幼児健診のお知らせ')).toBeVisible();
  await expect(page.getByText(/グループ、ひな形、テスター、終わった配信は部署のもの/)).toBeVisible();
  await page.getByRole('button', { name: '2件を引き継ぐ' }).click();
  await expect(page.getByText('＊引き継ぐ人を選んでください。')).toBeVisible();
  const offered = page.getByLabel('引き継ぐ人').getByRole('option');
  await expect(offered, 'whoever could not take it over is not offered').toHaveText([
    '選んでください',
    '高津 花子（危機管理課）',
  ]);
  await page.getByLabel('引き継ぐ人').selectOption({ label: '高津 花子（危機管理課）' });
  await page.screenshot({ path: `${SHOTS}/hand-over-1366.png` });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: '2件を引き継ぐ' }).click();
  await expect(page.getByText('見ていたあいだに、下書き・予約が増えました')).toBeVisible();
  await expect(page.getByRole('row', { name: /下書き：予防接種/ })).toContainText('なし');
  await expect(page.getByRole('row', { name: /下書き：名前のない下書き（2）/ })).toContainText('なし');
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await page.screenshot({ path: `${SHOTS}/hand-over-since-${width}.png` });
    expect(await violations(page)).toEqual([]);
  }
  await page.getByRole('button', { name: 'いまの一覧を確かめたので、4件を引き継ぐ' }).click();
  await expect(page.getByText('4件を引き継ぎました')).toBeVisible();
  expect(api.sent(`POST ${path}/hand-over`).map(({ body }) => body?.belongings)).toEqual([
    ['1', '2'],
    ['1', '2', '3', '4'],
  ]);
});

test('where nobody could take it over, that is said in place of a choice', async ({ page, api }) => {
  const belongings = [{ kind: 'draft', id: '1', name: '予防接種' }];
  api.answers[`GET staff/${TARO?.id}/belongings`] = { belongings, heirs: [] };
  await go(page, api, '/people?tab=turnover', '利用者・権限');
  await page
    .getByRole('row', { name: /宮前 太郎/ })
    .getByRole('button', { name: '引き継ぐ' })
    .click();
  await expect(page.getByText('引き継げる人がいません')).toBeVisible();
  await expect(page.getByLabel('引き継ぐ人')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /件を引き継ぐ/ })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
});

test('in April the testers of those who go are looked through', async ({ page, api }) => {
  await go(page, api, '/people?tab=turnover', '利用者・権限');
  const testers = page.getByRole('table', { name: '期限を迎える人の部署のテスター' });
  await expect(testers.getByRole('row', { name: /高津 花子（公用スマホ）/ })).toContainText('危機管理課');
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
    await page.screenshot({ path: `${SHOTS}/turnover-testers-${width}.png`, fullPage: true });
  }
  await page.getByRole('link', { name: '「テスター」の画面' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'テスター' })).toBeVisible();
});

test('from the table of permissions one looks through somebody’s eyes', async ({ page, api }) => {
  const taro = { id: TARO?.id ?? '', name: TARO?.name ?? '' };
  api.answers['POST session/view-as'] = session({ viewing_as: taro });
  await go(page, api, '/people?tab=matrix', '利用者・権限');
  const own = page.getByRole('button', { name: 'この人の画面を見る：高津 花子' });
  await expect(own).toHaveAccessibleDescription('これはあなた自身です');
  const look = page.getByRole('button', { name: 'この人の画面を見る：宮前 太郎' });
  await look.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${SHOTS}/matrix-eyes-1366.png` });
  await look.click();
  await expect(page.getByText('さんに見える画面を表示しています')).toBeVisible();
  expect(api.sent('POST session/view-as')[0]?.body).toEqual({ staff_id: TARO?.id });
});

test('who may not administer is told why, and sees no way there', async ({ page, api }) => {
  api.answers['GET session'] = session({
    me: { ...session().me, role: 'viewer', permissions: ['statistics'] },
  });
  api.answers['GET staff'] = refuse(403, 'forbidden', '利用者を見る権限がありません。');
  await page.goto(`${api.url}/people`);
  await expect(page.getByText('利用者を見る権限がありません。')).toBeVisible();
  for (const name of ['利用者・権限', '設定', 'ログイン履歴・操作ログ', '承認', 'テスター'])
    await expect(page.getByRole('navigation', { name: '画面' }).getByRole('link', { name })).toHaveCount(0);
  await expect(page.getByRole('button', { name: '配信を作成する' })).toHaveCount(0);
});
