/** The session has ended while somebody was working: they sign in again over the page, and nothing of it is lost. */

import { lazy, Suspense, useEffect, useState } from 'react';
import { get } from '../shared/api/http.ts';
import type { Session, SignedIn } from '../shared/api/types.ts';
import { Dialog } from '../shared/ui/dialog.tsx';
import { ProblemNotice } from '../shared/ui/problem_notice.tsx';
import { Loading } from '../shared/ui/status.tsx';

const SignInFlow = lazy(() =>
  import('../features/sign_in/sign_in_flow.tsx').then(({ SignInFlow: Flow }) => ({ default: Flow })),
);

interface Props {
  readonly login: string;
  readonly onSignedIn: (session: SignedIn) => void;
}

export function SignInAgain({ login, onSignedIn }: Props) {
  const [session, setSession] = useState<Session>();
  const [problem, setProblem] = useState<unknown>();
  const take = (next: Session) => (next.state === 'signed_in' ? onSignedIn(next) : setSession(next));
  const load = () => {
    setProblem(undefined);
    // Opened by the clock, maybe with nobody there: that must not keep another page's session alive.
    get('session', { background: true }).then(take, setProblem);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the dialog opens
  useEffect(load, []);
  return (
    <Dialog title="ログインの時間が切れました" open>
      <p>入力した内容は、この画面に残っています。もう一度ログインすると、続きから操作できます。</p>
      <ProblemNotice error={problem} onRetry={load} />
      {session && session.state !== 'signed_in' ? (
        <Suspense fallback={<Loading />}>
          <SignInFlow
            key={session.state}
            session={session.state === 'anonymous' ? { ...session, first_administrator: false } : session}
            onSession={take}
            login={login}
            heading={(text) => <h3 className="text-std-20B-150">{text}</h3>}
          />
        </Suspense>
      ) : (
        problem === undefined && <Loading />
      )}
    </Dialog>
  );
}
