/** The draft that is being looked at has moved: who changed what, and going on with it. */

import { useEffect, useRef } from 'react';
import type { Draft } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { DRAFT_STATE_NAMES } from '../../shared/format/names.ts';
import { useMe } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Differences } from '../../shared/ui/conflict.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import type { Heard } from '../confirm/use_looked.ts';
import { contentOf } from './content.ts';
import { useDraftDifferences } from './draft_differences.ts';

interface Props {
  /** The draft as it is shown. */
  readonly seen: Draft;
  readonly current: Draft;
  readonly heard: Heard;
  /** The person has seen what differs and wants what stands now. */
  readonly onSeen: () => void;
}

/** An own step whose answer was lost is told as what it is, and never as not done. */
function wordsOf(current: Draft, heard: Heard, me: string): { title: string; what: string } {
  const at = moment(current.updated_at);
  if (current.updated_by.id === me)
    return {
      title: '内容が新しくなっています',
      what: `あなたの操作（または別の画面での変更）で、${at}に新しくなりました。`,
    };
  const refused = heard === 'refused' ? 'あなたの操作は行われていません。' : '';
  const title =
    heard === 'watched' && current.state !== 'approval_requested'
      ? `「${DRAFT_STATE_NAMES[current.state]}」になりました`
      : 'ほかの人が先に変更しました';
  return { title, what: `${current.updated_by.name}さんが${at}に変更しました。${refused}` };
}

export function MovedDraft({ seen, current, heard, onSeen }: Props) {
  const me = useMe().id;
  const place = useRef<HTMLDivElement>(null);
  const content = useDraftDifferences(contentOf(seen), contentOf(current));
  const state = {
    name: '状態',
    mine: DRAFT_STATE_NAMES[seen.state],
    theirs: `${DRAFT_STATE_NAMES[current.state]}（${current.updated_by.name}）`,
  };
  const { title, what } = wordsOf(current, heard, me);
  const isAnswer = heard !== 'watched';
  // It answers a button that may be far below. What the page heard by itself takes nobody away from what they type.
  useEffect(() => {
    if (isAnswer) place.current?.focus();
  }, [isAnswer]);
  return (
    <div ref={place} tabIndex={-1}>
      <Notice kind="warning" title={title} live>
        <p>{what}下に見えるのは、変更の前の内容です。</p>
        <Differences
          all={[...(seen.state === current.state ? [] : [state]), ...content]}
          mine="あなたが見ていた内容"
          theirs={current.updated_by.id === me ? 'いまの内容' : undefined}
        />
        <Button onClick={onSeen}>違うところを確かめたので、新しい内容を表示する</Button>
      </Notice>
    </div>
  );
}
