/** What can be done with the draft as a whole: a copy of it, and taking it away. */

import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { isStale } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Draft } from '../../shared/api/types.ts';
import { useMe, useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { threwAway } from '../bin/just_deleted.tsx';
import { copied } from './copied.ts';

interface Props {
  readonly draft: Draft;
  readonly flush: () => Promise<Draft | undefined>;
  /** Saves nothing any more: the draft is gone. */
  readonly onGone: () => void;
}

export function DraftActions({ draft, flush, onGone }: Props) {
  const navigate = useNavigate();
  const reason = useReasonNot('deliveries_write');
  const { departments } = useMe();
  const [isAsked, ask] = useState(false);
  const [busy, setBusy] = useState(false);
  const copy = useChange({
    method: 'POST',
    path: 'drafts',
    touches: ['drafts', 'home'],
    creates: true,
    done: ({ id }) => {
      copied(id);
      void navigate({ to: '/drafts/$id', params: { id } });
    },
  });
  const duplicate = async () => {
    setBusy(true);
    // What was typed a moment ago belongs into the copy.
    const saved = await flush();
    const [own, ...others] = departments;
    const isOwn = !saved?.department && own !== undefined && others.length === 0;
    if (saved) copy.mutate({ copy_of: { draft: draft.id }, ...(isOwn && { department: own.id }) });
    setBusy(false);
  };
  return (
    <details className="border-t border-solid-gray-420">
      <summary className="min-h-11 cursor-pointer py-2">この下書きの操作（複製・削除）</summary>
      <div className="flex flex-wrap items-start gap-3 pt-1">
        <Button reason={reason} busy={busy || copy.isPending} onClick={() => void duplicate()}>
          複製して作成
        </Button>
        <Button kind="text" reason={reason} onClick={() => ask(true)}>
          下書きを削除
        </Button>
      </div>
      <ProblemNotice error={copy.error} />
      {isAsked && <DeleteDraft draft={draft} flush={flush} onGone={onGone} onClose={() => ask(false)} />}
    </details>
  );
}

function DeleteDraft({ draft, flush, onGone, onClose }: Props & { onClose: () => void }) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const drop = useChange({
    method: 'DELETE',
    path: `drafts/${draft.id}`,
    touches: ['drafts', 'home', 'bin'],
    done: (_, { version }) => {
      threwAway({ kind: 'draft', id: draft.id, title: draft.title, version: version ?? draft.version });
      onGone();
      void navigate({ to: '/deliveries' });
    },
  });
  const remove = async () => {
    setBusy(true);
    const saved = await flush();
    setBusy(false);
    // Where saving finds somebody else's change, both sides are shown instead.
    if (saved) drop.mutate({ version: saved.version });
    else onClose();
  };
  return (
    <Dialog
      title={`「${draft.title || '名前のない下書き'}」の削除`}
      open
      onClose={onClose}
      footer={
        <>
          <Button
            kind="danger"
            busy={busy || drop.isPending}
            reason={isStale(drop.error) ? '読み直してからやり直してください' : undefined}
            onClick={() => void remove()}
          >
            下書きを削除する
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      {isStale(drop.error) ? (
        <Notice kind="warning" title="ほかの人が先に変更しました" live>
          いったん閉じて、新しい内容を確かめてください。
        </Notice>
      ) : (
        <ProblemNotice error={drop.error} />
      )}
      {draft.state === 'approval_requested' && <p>承認の依頼も取り消されます。</p>}
      <p>30日以内なら、ごみ箱から元に戻せます。承認・テスト・注意の確認は、戻したあとでやり直します。</p>
    </Dialog>
  );
}
