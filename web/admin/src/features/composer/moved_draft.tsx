/** Somebody else changed the draft that is being looked at: what they changed, and going on with it. */

import { useEffect, useRef } from 'react';
import type { Draft } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { DRAFT_STATE_NAMES } from '../../shared/format/names.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Differences } from '../../shared/ui/conflict.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { contentOf } from './content.ts';
import { useDraftDifferences } from './draft_differences.ts';

interface Props {
  /** The draft as it is shown. */
  readonly seen: Draft;
  readonly current: Draft;
  /** The person has seen what differs and wants what stands now. */
  readonly onSeen: () => void;
}

export function MovedDraft({ seen, current, onSeen }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const content = useDraftDifferences(contentOf(seen), contentOf(current));
  const state = {
    name: '状態',
    mine: DRAFT_STATE_NAMES[seen.state],
    theirs: `${DRAFT_STATE_NAMES[current.state]}（${current.updated_by.name}）`,
  };
  // It answers a button that may be far below.
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1}>
      <Notice kind="warning" title="ほかの人が先に変更しました" live>
        <p>
          {current.updated_by.name}さんが{moment(current.updated_at)}
          に変更しました。あなたの操作は行われていません。下に見えるのは、変更の前の内容です。
        </p>
        <Differences
          all={[...(seen.state === current.state ? [] : [state]), ...content]}
          mine="あなたが見ていた内容"
        />
        <Button onClick={onSeen}>違うところを確かめたので、新しい内容を表示する</Button>
      </Notice>
    </div>
  );
}
