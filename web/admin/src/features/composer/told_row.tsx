/**
 * One kind of what is still to be done, over the steps of the composer. It comes and goes while somebody presses what
 * stands below, so the row is always there and always as high; opened, its list is as high however long it is.
 */

import type { ReactNode } from 'react';

interface Props {
  readonly what: string;
  readonly count: number;
  /** It must be mended. */
  readonly grave?: boolean;
  readonly children: ReactNode;
}

export function ToldRow({ what, count, grave = false, children }: Props) {
  return (
    <details>
      <summary className="min-h-11 cursor-pointer py-2">
        <span className={count === 0 ? '' : `font-bold ${grave ? 'text-error-2' : ''}`}>
          {what}：{count === 0 ? 'なし' : `${count}件`}
        </span>
      </summary>
      {/* Its links can be reached, so by the keyboard it scrolls with them. */}
      <div className="flex h-40 flex-col gap-2 overflow-y-auto pb-3">{children}</div>
    </details>
  );
}
