/** Over a list: what was deleted a moment ago can be put back at once; under it, the way to what was deleted before. */

import { Link } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Notice } from '../../shared/ui/notice.tsx';
import { IsBack, PutBackButton, StaysThere, usePutBack } from './put_back.tsx';
import { type BinKind, nameOf, type Thrown } from './wire.ts';

let last: Thrown | undefined;
const listeners = new Set<() => void>();

function become(next: Thrown | undefined): void {
  last = next;
  for (const listen of listeners) listen();
}

const subscribe = (listen: () => void) => {
  listeners.add(listen);
  return () => {
    listeners.delete(listen);
  };
};

/** Something was deleted: the list that it was in offers to put it back, now or when somebody gets there. */
export const threwAway = (thing: Thrown): void => become(thing);

export function JustDeleted({ kind }: { kind: BinKind }) {
  const thrown = useSyncExternalStore(subscribe, () => last);
  const [back, setBack] = useState<Thrown>();
  const change = usePutBack((thing) => {
    setBack(thing);
    become(undefined);
  });
  // Whoever leaves the list has seen it.
  useEffect(() => () => become(undefined), []);
  if (thrown?.kind === kind)
    return (
      <>
        <Notice kind="success" title={`${nameOf(thrown)}を削除しました`} live>
          <p>
            30日以内なら、
            <Link to="/bin" className="link">
              ごみ箱
            </Link>
            からも元に戻せます。
          </p>
          <PutBackButton thing={thrown} change={change} />
        </Notice>
        <StaysThere change={change} />
      </>
    );
  return back && <IsBack thing={back} />;
}

export function BinLink() {
  return (
    <p>
      削除したものは、30日間
      <Link to="/bin" className="link">
        ごみ箱
      </Link>
      に残ります。
    </p>
  );
}
