/** A copy keeps its target: said until somebody has looked at it. The box stays as high afterwards, and nothing moves. */

import { useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import type { Target } from '../audience/condition.ts';
import { useCount } from '../audience/count_panel.tsx';

interface Props {
  readonly target: Target | null;
  readonly isSeen: boolean;
  readonly onLook: () => void;
  readonly onRight: () => void;
}

export function CopiedTarget({ target: now, isSeen, onLook, onRight }: Props) {
  // What came along, and not what is chosen since.
  const [target] = useState(now);
  const { data, error } = useCount(target);
  const title = isSeen ? '対象を見ました' : '対象は、元の配信のままです';
  return (
    <Notice kind={isSeen ? 'info' : 'warning'} title={title}>
      <div className={isSeen ? 'invisible' : ''}>
        <div className="line-clamp-3 h-[3lh]">
          {error ? '対象の内容を読み込めませんでした。2 対象を開いて確かめてください。' : data?.description}
        </div>
        <div className="flex flex-wrap gap-3 pt-1">
          <Button size="sm" onClick={onLook}>
            2 対象を開く
          </Button>
          <Button size="sm" onClick={onRight}>
            この対象でよい
          </Button>
        </div>
      </div>
    </Notice>
  );
}
