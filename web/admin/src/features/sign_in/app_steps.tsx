/** How an authenticator app learns its secret: by its camera, or typed. */

import type { Wire } from '../../shared/api/wire.ts';

export type Secret = Wire<'Offered'>;

/** Groups of four are easier to type. */
const grouped = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

export function AppSteps({ secret }: { secret: Secret }) {
  return (
    <ol className="flex list-decimal flex-col gap-4 pl-6">
      <li>スマートフォンの認証アプリ（Google Authenticator、Microsoft Authenticator など）を開きます。</li>
      <li>
        アプリの「＋」から、このQRコードを読み取ります。
        <img
          className="mt-2 size-48 border border-solid-gray-420 bg-white p-2"
          alt="認証アプリで読み取るQRコード"
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(secret.qr_svg)}`}
        />
        <span className="mt-2 block">
          読み取れないときは、この文字を入力します：
          <code className="mt-1 block font-mono text-std-20B-150 break-all select-all">
            {grouped(secret.secret)}
          </code>
        </span>
      </li>
      <li>アプリに表示された6けたの数字を、下に入力します。</li>
    </ol>
  );
}
