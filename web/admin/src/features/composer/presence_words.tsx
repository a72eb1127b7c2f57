/** Says who else has the draft open just now. The place for it is always there, so that it is read out once when it changes. */

import type { Presence } from '../../shared/api/types.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { usePresence } from './use_presence.ts';

const NAMED = 3;

/** 「山田さん、田中さんほか1人も」 */
export function company({ others }: Presence): string {
  const names = others.slice(0, NAMED).map(({ name }) => `${name}さん`);
  const rest = others.length - names.length;
  return `${names.join('、')}${rest > 0 ? `ほか${rest}人` : ''}も`;
}

export function PresenceWords({ draft }: { draft: string }) {
  const presence = usePresence(draft);
  return (
    <div role="status" className="empty:absolute">
      {presence && presence.others.length > 0 && (
        <Notice title={`${company(presence)}、いまこの配信を開いています`}>
          どちらが書くかを、先に相談してください。
        </Notice>
      )}
      {presence?.others.length === 0 && presence.elsewhere && (
        <Notice title="あなたは、ほかの画面でもこの配信を開いています">
          書くのはどちらか1つにして、使わない画面は閉じてください。
        </Notice>
      )}
    </div>
  );
}
