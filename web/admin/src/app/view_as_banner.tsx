/** Somebody looks through a colleague's eyes: said on every screen, with the way back. */

import { useContext, useState } from 'react';
import { remove } from '../shared/api/http.ts';
import { queries } from '../shared/api/query.ts';
import type { SignedIn } from '../shared/api/types.ts';
import { SessionControlContext } from '../shared/session/control.ts';
import { Button } from '../shared/ui/button.tsx';
import { ProblemNotice } from '../shared/ui/problem_notice.tsx';

export function ViewAsBanner({ session }: { session: SignedIn }) {
  const control = useContext(SessionControlContext);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  if (session.viewing_as === null) return null;
  const back = () => {
    setBusy(true);
    return remove('session/view-as')
      .then((next) => {
        queries.clear();
        control?.setSession(next);
      }, setError)
      .finally(() => setBusy(false));
  };
  return (
    <section
      aria-label="ほかの人の目で表示中"
      className="flex flex-wrap items-center gap-3 bg-yellow-100 px-4 py-2"
    >
      <p className="grow">
        <strong>{session.viewing_as.name}</strong>
        さんに見える画面を表示しています。見るだけで、変更はできません。
      </p>
      <Button size="sm" busy={busy} onClick={back}>
        自分の画面に戻る
      </Button>
      <ProblemNotice error={error} />
    </section>
  );
}
