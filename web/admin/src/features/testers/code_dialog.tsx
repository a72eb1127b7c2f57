/** Registering by a code that the person sends to the account in the talk. */

import { useEffect } from 'react';
import { useChange } from '../../shared/api/query.ts';
import { moment } from '../../shared/format/jst.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';

interface Code {
  readonly code: string;
  readonly expires_at: string;
}

export function CodeDialog({ onClose }: { onClose: () => void }) {
  const code = useChange<Code, object>({
    method: 'POST',
    path: 'testers/codes',
    touches: ['testers'],
    creates: true,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: one code, when the dialog opens
  useEffect(() => code.mutate({}), []);
  return (
    <Dialog
      title="コードでテスターを登録する"
      open
      onClose={onClose}
      footer={
        <Button kind="primary" onClick={onClose}>
          閉じる
        </Button>
      }
    >
      <ProblemNotice error={code.error} onRetry={() => code.mutate({})} />
      {code.data ? (
        <>
          <p className="text-center font-mono text-std-36B-140 tracking-widest select-all">
            {code.data.code}
          </p>
          <ol className="flex list-decimal flex-col gap-2 pl-6">
            <li>
              テスト配信を受け取る人のスマートフォンで、このアカウントのトークを開きます（友だち追加も必要です）。
            </li>
            <li>上のコードを、そのままメッセージとして送ります。</li>
            <li>「登録しました」と返事が来たら完了です。この一覧に表示されます。</li>
          </ol>
          <p>{moment(code.data.expires_at)} まで、1人だけ使えます。</p>
        </>
      ) : (
        !code.error && <Loading />
      )}
    </Dialog>
  );
}
