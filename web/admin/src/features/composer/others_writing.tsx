/** Says what a colleague has done to the same draft since it was opened, before both have written much. */

import { useQuery } from '@tanstack/react-query';
import { Problem } from '../../shared/api/problem.ts';
import { reading } from '../../shared/api/query.ts';
import type { Draft, DraftState } from '../../shared/api/types.ts';
import { clock } from '../../shared/format/jst.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import type { Content } from './content.ts';
import { useCopyAway } from './copy_away.ts';

const EVERY_MS = 20_000;

const DONE: Record<DraftState, string> = {
  editing: '編集中です',
  approval_requested: '承認を依頼しました',
  approved: '承認しました',
  returned: '差し戻しました',
  sent_off: '配信へ進めました',
};

interface Props {
  /** The draft as this page knows it. */
  readonly saved: Draft;
  readonly me: string;
  readonly mine: Content;
  /** Saves nothing any more: what was written stands in another draft. */
  readonly onGone: () => void;
}

export function OthersWriting({ saved, me, mine, onGone }: Props) {
  const { data, error } = useQuery({
    ...reading(`drafts/${saved.id}`, undefined, true),
    queryKey: ['drafts', saved.id, 'watched'] as const,
    refetchInterval: EVERY_MS,
    retry: false,
  });
  if (error instanceof Problem && error.status === 404) {
    return <Gone title="この下書きは、ほかの人が削除しました" mine={mine} onGone={onGone} />;
  }
  if (data === undefined || data.version <= saved.version || data.updated_by.id === me) return null;
  const what = `${data.updated_by.name}さんが${DONE[data.state]}（${clock(data.updated_at)}）`;
  if (data.state === 'sent_off') return <Gone title={what} mine={mine} onGone={onGone} />;
  return (
    <Notice kind="warning" title={what} live>
      <p>
        このまま書くと、保存するときに両方の内容から選ぶことになります。先に相談するか、読み直してください。
      </p>
      <Button size="sm" onClick={() => location.reload()}>
        新しい内容を読み直す
      </Button>
    </Notice>
  );
}

/** It cannot be saved where it stands any more. */
function Gone({ title, mine, onGone }: { title: string } & Pick<Props, 'mine' | 'onGone'>) {
  const { busy, problem, copy } = useCopyAway(mine, onGone);
  return (
    <Notice kind="warning" title={title} live>
      <p>いま書いている内容は、この下書きには保存できません。</p>
      {/* The field that is left would be saved once more, and the words about that move the button away under the pointer. */}
      <Button
        size="sm"
        busy={busy}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => void copy()}
      >
        自分の内容を別の下書きとして残す
      </Button>
      <ProblemNotice error={problem} />
    </Notice>
  );
}
