/** An invitation code: shown once, to be handed to the person. */

import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

export interface Invited {
  readonly name: string;
  readonly login: string;
  /** None where this person was invited before and has begun already. */
  readonly code: string | null;
}

export function InvitationDialog({ invited, onClose }: { invited: Invited; onClose: () => void }) {
  const { name, login, code } = invited;
  return (
    <Dialog
      title={`${name}さんの招待コード`}
      open
      footer={
        <Button kind="primary" onClick={onClose}>
          書き留めたので閉じる
        </Button>
      }
    >
      {code === null && <Notice title="この人は、すでに使い始めています" />}
      <Notice kind="warning" title="このコードは、いまだけ表示されます">
        <p>閉じると、もう一度見ることはできません。なくしたときは「招待コードを作り直す」を使います。</p>
      </Notice>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        <dt className="font-bold">ログインID</dt>
        <dd className="select-all">{login}</dd>
        <dt className="font-bold">招待コード</dt>
        <dd className="font-mono text-std-24B-150 select-all">{code ?? '―'}</dd>
      </dl>
      <p>
        本人に直接、または庁内の安全な方法で伝えてください。本人はログイン画面の「招待コードを受け取った方」から、パスワードと2つ目の確認方法を設定します。コードは7日たつと使えなくなります。
      </p>
    </Dialog>
  );
}
