/** Two people changed the same draft: both sides next to each other, and nothing is overwritten without a decision. */

import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { newKey, post, put } from '../../shared/api/http.ts';
import { asProblem, type Problem } from '../../shared/api/problem.ts';
import type { Draft } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Differences } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { MessagePreview } from '../../shared/ui/message_preview.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { type Content, contentOf } from './content.ts';
import { useDraftDifferences } from './draft_differences.ts';

interface Props {
  readonly mine: Content;
  readonly theirs: Draft;
  /** Goes on with this draft, as it now stands on the server. */
  readonly onDecided: (draft: Draft) => void;
}

export function ConflictDialog({ mine, theirs, onDecided }: Props) {
  const navigate = useNavigate();
  const differences = useDraftDifferences(mine, contentOf(theirs));
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  };
  const overwrite = async () =>
    onDecided(await put<Draft>(`drafts/${theirs.id}`, { ...mine, version: theirs.version }));
  const copy = async () => {
    const draft = await post<Draft>('drafts', { title: mine.title }, { key: newKey() });
    await put<Draft>(`drafts/${draft.id}`, { ...mine, version: draft.version });
    onDecided(theirs);
    await navigate({ to: '/drafts/$id', params: { id: draft.id } });
  };
  return (
    <Dialog
      open
      wide
      title="ほかの人が先に変更しました"
      footer={
        <>
          <Button busy={busy} onClick={() => onDecided(theirs)}>
            {theirs.updated_by.name}さんの内容を使う
          </Button>
          <Button busy={busy} onClick={() => void run(copy)}>
            自分の内容を別の下書きとして残す
          </Button>
          <Button kind="danger" busy={busy} onClick={() => void run(overwrite)}>
            自分の内容で上書きする
          </Button>
        </>
      }
    >
      <ProblemNotice error={problem} />
      <Differences all={differences} mine="自分の内容" />
      <div className="grid gap-6 sm:grid-cols-2">
        <Side name="自分の内容" title={mine.title} messages={mine.messages} />
        <Side
          name={`${theirs.updated_by.name}さんの内容（${moment(theirs.updated_at)}）`}
          title={theirs.title}
          messages={theirs.messages}
        />
      </div>
    </Dialog>
  );
}

function Side({ name, title, messages }: { name: string; title: string; messages: readonly string[] }) {
  return (
    <section>
      <h3 className="font-bold">{name}</h3>
      <p className="mb-2">{title || '（名前なし）'}</p>
      <MessagePreview messages={messages} label={name} />
    </section>
  );
}
