/** A part of a screen that is fetched when it is first shown. */

import { type ComponentType, lazy, Suspense } from 'react';
import { Notice } from './notice.tsx';
import { Loading } from './status.tsx';

/** Where the part cannot be fetched a sentence says so, and the rest of the screen keeps what was written. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Part = lazy<ComponentType<P>>(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: NotThere }),
    ),
  );
  return (props: P) => (
    <Suspense fallback={<Loading />}>
      <Part {...props} />
    </Suspense>
  );
}

function NotThere() {
  return (
    <Notice kind="warning" title="この部分を読み込めませんでした">
      書いた内容はそのままです。「保存済み」と出ていることを確かめてから、画面を読み直してください。
    </Notice>
  );
}
