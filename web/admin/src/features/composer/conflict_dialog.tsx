/** Two people changed the same draft: both sides next to each other, and nothing is overwritten without a decision. */

import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { put } from '../../shared/api/http.ts';
import { asProblem, draftNow, type Problem } from '../../shared/api/problem.ts';
import type { Draft } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { useMe } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Differences } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { MessagePreview } from '../../shared/ui/message_preview.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { type Content, contentOf } from './content.ts';
import { useCopyAway } from './copy_away.ts';
import { useDraftDifferences } from './draft_differences.ts';
import { isHandedOver } from './handed_over.ts';

interface Props {
  readonly mine: Content;
  readonly theirs: Draft;
  /** Goes on with this draft, as it now stands on the server. */
  readonly onDecided: (draft: Draft) => void;
}

export function ConflictDialog({ mine, theirs: first, onDecided }: Props) {
  const navigate = useNavigate();
  const me = useMe().id;
  const [theirs, setTheirs] = useState(first);
  const differences = useDraftDifferences(mine, contentOf(theirs));
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const away = useCopyAway(mine, () => onDecided(theirs));
  const isSent = theirs.state === 'sent_off';
  // One's own second page is nobody else.
  const isOwn = theirs.updated_by.id === me;
  const whose = isOwn ? '別の画面' : `${theirs.updated_by.name}さん`;
  const who = isOwn ? '別の画面で' : isSent ? `${theirs.updated_by.name}さんが` : 'ほかの人が';
  const overwrite = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      onDecided(await put(`drafts/${theirs.id}`, { ...mine, version: theirs.version }));
    } catch (error) {
      // Overtaken once more: what is chosen between has to be what stands now.
      const now = draftNow(error);
      if (now) setTheirs(now);
      else setProblem(asProblem(error));
    }
    setBusy(false);
  };
  const leave = () => {
    onDecided(theirs);
    const { delivery_id: id } = theirs;
    void navigate(id ? { to: '/deliveries/$id', params: { id } } : { to: '/deliveries' });
  };
  const isBusy = busy || away.busy;
  return (
    <Dialog
      open
      wide
      title={isSent ? `${who}先に配信へ進めました` : `${who}先に変更しました`}
      footer={
        <>
          <Button busy={isBusy} onClick={isSent ? leave : () => onDecided(theirs)}>
            {isSent ? '配信の状況を見る' : `${whose}の内容を使う`}
          </Button>
          <Button busy={isBusy} onClick={() => void away.copy()}>
            自分の内容を別の下書きとして残す
          </Button>
          {!isSent && (
            <Button kind="danger" busy={isBusy} onClick={() => void overwrite()}>
              自分の内容で上書きする
            </Button>
          )}
        </>
      }
    >
      <ProblemNotice error={problem ?? away.problem} />
      {theirs.version !== first.version && (
        <Notice kind="warning" title="さらに変更されました。いまの内容をもう一度確かめてください" live />
      )}
      {isHandedOver(theirs) && <p>承認が進んでいます。上書きすると、承認はやり直しになります。</p>}
      {isSent && <p>この下書きには、もう保存できません。あなたの内容は、別の下書きとして残せます。</p>}
      <Differences all={differences} mine="自分の内容" {...(isOwn && { theirs: 'いまの内容（別の画面）' })} />
      <div className="grid gap-6 sm:grid-cols-2">
        <Side name="自分の内容" title={mine.title} messages={mine.messages} />
        <Side
          name={`${whose}の内容（${moment(theirs.updated_at)}）`}
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
      <p className="mb-2">{title || '名前のない下書き'}</p>
      <MessagePreview messages={messages} label={name} />
    </section>
  );
}
