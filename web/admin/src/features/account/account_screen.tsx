/** One's own page: what one shows besides the password. */

import { FACTOR_NAMES } from '../../shared/format/names.ts';
import { useMe } from '../../shared/session/session.ts';
import { Page, Section } from '../../shared/ui/page.tsx';
import { Authenticator } from './authenticator.tsx';
import { OwnHistory } from './own_history.tsx';
import { OwnPassword } from './own_password.tsx';
import { Passkeys } from './passkeys.tsx';

export function AccountScreen() {
  const me = useMe();
  const factors = me.second_factors.map((factor) => FACTOR_NAMES[factor]).join('、');
  return (
    <Page title="自分の設定">
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <dt className="font-bold">氏名</dt>
        <dd>{me.name}</dd>
        <dt className="font-bold">ログインID</dt>
        <dd>{me.login}</dd>
        <dt className="font-bold">2つ目の確認方法</dt>
        <dd>{factors}</dd>
      </dl>
      <OwnPassword />
      <Authenticator />
      <Section title="パスキー">
        <p>
          パスキーを登録すると、6けたの数字を入力するかわりに、機器の指紋・顔・PINで確認できます。本物のサイトでしか使えないので、偽のサイトにだまされません。
        </p>
        <Passkeys />
      </Section>
      <Section title="最近のログインと変更（30日間）">
        <p>心当たりのないものがあるときは、すぐに管理者に連絡してください。</p>
        <OwnHistory />
      </Section>
    </Page>
  );
}
