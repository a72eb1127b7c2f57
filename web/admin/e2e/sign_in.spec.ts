/** Signing in, step by step, by mouse, by paste and by the keyboard; and what a refusal says. */

import { session } from './fixtures.ts';
import { frontDoor, refuse } from './stand_in.ts';
import { expect, isTooWide, SHOTS, test, violations } from './support.ts';

const around = { environment: 'local', notice: null, passkey_host: 'localhost' };
const ANONYMOUS = { state: 'anonymous', first_administrator: false, ...around };
const SECOND = { state: 'second_factor', methods: ['totp'], ...around };
const ENROLL = { state: 'enroll', methods: ['totp'], ...around };
const QR =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h3v3H0zM5 0h3v3H5zM0 5h3v3H0z"/></svg>';
const SECRET = { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x', qr_svg: QR };

for (const width of [1366, 390]) {
  test(`every step at ${width} px: axe finds nothing and each leaves a picture`, async ({ page, api }) => {
    await page.setViewportSize({ width, height: 768 });
    const look = async (name: string) => {
      await page.screenshot({ path: `${SHOTS}/${name}-${width}.png`, fullPage: true });
      expect(await violations(page), name).toEqual([]);
      expect(await isTooWide(page), name).toBe(false);
    };
    api.answers['GET session'] = { ...ANONYMOUS, first_administrator: true };
    api.answers['POST session/first'] = ENROLL;
    api.answers['POST session/enroll/totp'] = SECRET;
    api.answers['PUT session/enroll/totp'] = session();
    await page.goto(api.url);
    await expect(page.getByRole('heading', { name: '最初の管理者の登録' })).toBeVisible();
    await look('first-administrator');
    await page.getByRole('button', { name: 'パスワードを決めて進む' }).click();
    await expect(page.getByText('＊初期設定コードを入力してください。')).toBeVisible();
    await page.getByLabel('初期設定コード').fill('ABCD-EFGH');
    await page.getByLabel('ログインID').fill('hanako');
    await page.getByLabel('氏名').fill('高津 花子');
    await page.getByLabel('新しいパスワード※必須', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'パスワードを決めて進む' }).click();
    await expect(page.getByText('＊パスワードは12文字以上にしてください（いま5文字）。')).toBeVisible();
    await page.getByLabel('新しいパスワード※必須', { exact: true }).fill('correct horse battery');
    await page.getByLabel('新しいパスワード（確認）').fill('correct horse battery');
    await page.getByRole('button', { name: 'パスワードを決めて進む' }).click();
    await expect(page.getByRole('heading', { name: '2つ目の確認方法の設定' })).toBeVisible();
    await look('enroll');
    await page.getByRole('button', { name: '認証アプリを設定する' }).click();
    await expect(page.getByAltText('認証アプリで読み取るQRコード')).toBeVisible();
    await expect(page.getByText('JBSW Y3DP EHPK')).toBeVisible();
    await look('enroll-code');
    await page.getByLabel('認証コード').fill('１２３ ４５６');
    await page.getByRole('button', { name: '設定して始める' }).click();
    await expect(page.getByRole('heading', { name: 'ホーム' })).toBeVisible();
    expect(api.sent('PUT session/enroll/totp')[0]?.body).toEqual({ code: '123456' });
    expect(api.sent('POST session/first')[0]?.body).toMatchObject({ code: 'ABCD-EFGH', name: '高津 花子' });
  });
}

test('the keyboard is enough, a code can be pasted, and one leads to the address that was wanted', async ({
  page,
  api,
}) => {
  api.answers['GET session'] = ANONYMOUS;
  api.answers['POST session'] = SECOND;
  api.answers['POST session/totp'] = session();
  await page.goto(`${api.url}/trails?tab=operations`);
  await page.getByLabel('ログインID').focus();
  await page.keyboard.type('hanako');
  await page.keyboard.press('Tab');
  await page.keyboard.type('correct horse battery');
  await page.screenshot({ path: `${SHOTS}/sign-in-1366.png` });
  await page.keyboard.press('Enter');
  const code = page.getByLabel('認証コード');
  await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
  await code.focus();
  await page.evaluate(() => {
    const pasted = new DataTransfer();
    pasted.setData('text/plain', ' 654 321\n');
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true }),
    );
    document.execCommand('insertText', false, ' 654 321');
  });
  await expect(code).toHaveValue('654321');
  await page.screenshot({ path: `${SHOTS}/second-factor-1366.png` });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'ログイン履歴・操作ログ' })).toBeVisible();
  await expect(page.getByRole('tab', { name: '操作ログ' })).toHaveAttribute('aria-selected', 'true');
});

test('a wrong password, too many at once and a silent server each say what to do, and what was typed stays', async ({
  page,
  api,
}) => {
  api.answers['GET session'] = ANONYMOUS;
  api.fail(
    'POST session',
    refuse(401, 'wrong', 'ログインIDまたはパスワードが違います。'),
    frontDoor(429, { 'retry-after': '240' }),
    'cut',
    frontDoor(500),
  );
  await page.goto(api.url);
  await page.getByLabel('ログインID').fill('hanako');
  await page.getByLabel('パスワード').fill('wrong');
  for (const words of [
    'ログインIDまたはパスワードが違います。',
    /操作が集中しています。240秒ほど待ってから/,
    /ネットワークにつながりません/,
    /サーバーで問題が起きました/,
  ]) {
    await page.getByRole('button', { name: '次へ' }).click();
    await expect(page.getByRole('alert').getByText(words).first()).toBeVisible();
    await expect(page.getByLabel('パスワード')).toHaveValue('wrong');
  }
});

test('somebody who was invited chooses a password', async ({ page, api }) => {
  api.answers['GET session'] = ANONYMOUS;
  api.answers['POST session/invitation'] = ENROLL;
  await page.goto(api.url);
  await page.getByRole('button', { name: /招待コードを受け取った方/ }).click();
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 768 });
    await page.screenshot({ path: `${SHOTS}/invitation-form-${width}.png`, fullPage: true });
    expect(await violations(page), `${width} px`).toEqual([]);
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
  await page.getByLabel('招待コード').fill('1234-ABCD');
  await page.getByLabel('ログインID').fill('taro');
  await page.getByLabel('新しいパスワード※必須', { exact: true }).fill('an invited password');
  await page.getByLabel('新しいパスワード（確認）').fill('an invited password');
  await page.getByRole('button', { name: 'パスワードを決めて進む' }).click();
  await expect(page.getByRole('heading', { name: '2つ目の確認方法の設定' })).toBeVisible();
});

test('after signing out nothing of the session is left on the page', async ({ page, api }) => {
  api.answers['DELETE session'] = ANONYMOUS;
  await page.goto(api.url);
  await expect(page.getByRole('heading', { name: 'ホーム' })).toBeVisible();
  await page.getByRole('button', { name: 'ログアウト' }).click();
  await expect(page.getByRole('heading', { name: 'ログイン' })).toBeVisible();
  await expect(page.getByText('高津 花子')).toHaveCount(0);
});
