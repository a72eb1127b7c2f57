/** Who is signed in, and the way out. */

import { Link } from '@tanstack/react-router';
import { useContext, useState } from 'react';
import { call, written } from '../shared/api/http.ts';
import { ROLE_NAMES } from '../shared/format/names.ts';
import { SessionControlContext } from '../shared/session/control.ts';
import { useSession } from '../shared/session/session.ts';
import { Button } from '../shared/ui/button.tsx';
import { ProblemNotice } from '../shared/ui/problem_notice.tsx';
import { hasUnsaved, UnsavedDialog } from '../shared/ui/unsaved.tsx';

const LAST_WORDS_MS = 3000;

export function PersonMenu() {
  const { session } = useSession();
  const control = useContext(SessionControlContext);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const { name, role } = session.me;
  const [isAsked, setAsked] = useState(false);
  const leave = async () => {
    setAsked(false);
    setBusy(true);
    try {
      // What was typed a moment ago is still on its way.
      await written(LAST_WORDS_MS);
      await call('DELETE', 'session');
      const { environment, notice, passkey_host } = session;
      control?.setSession({ state: 'anonymous', environment, notice, passkey_host });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3">
      <p>
        {name}
        {session.viewing_as === null && (
          <span className="ml-1 text-sm text-solid-gray-700">（{ROLE_NAMES[role]}）</span>
        )}
      </p>
      <Link to="/account" className="link inline-flex min-h-11 items-center text-sm">
        自分の設定
      </Link>
      <Button
        kind="text"
        size="sm"
        busy={busy}
        onClick={() => (hasUnsaved() ? setAsked(true) : void leave())}
      >
        ログアウト
      </Button>
      <ProblemNotice error={error} />
      <UnsavedDialog
        open={isAsked}
        go="保存しないでログアウトする"
        onStay={() => setAsked(false)}
        onGo={() => void leave()}
      />
    </div>
  );
}
