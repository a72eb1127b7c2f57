/**
 * Before the screens: who is there. Nobody signed in: the sign-in screen, at whatever address. A session that ended
 * while somebody was working: the same as a dialog over the page, which stays as it is.
 */

import {
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react';
import { get, onSession, serverNow } from '../shared/api/http.ts';
import { Problem } from '../shared/api/problem.ts';
import { queries } from '../shared/api/query.ts';
import type { Session, SignedIn } from '../shared/api/types.ts';
import { SessionControlContext } from '../shared/session/control.ts';
import { SessionContext } from '../shared/session/session.ts';
import { markTitles } from '../shared/ui/page.tsx';
import { ProblemNotice } from '../shared/ui/problem_notice.tsx';
import { Loading } from '../shared/ui/status.tsx';
import { forgetUnsaved } from '../shared/ui/unsaved.tsx';
import { SignInAgain } from './sign_in_again.tsx';
import { StepUp } from './step_up.tsx';
import { useWaiting } from './use_waiting.ts';

const SignInScreen = lazy(() =>
  import('../features/sign_in/sign_in_screen.tsx').then(({ SignInScreen: Screen }) => ({ default: Screen })),
);

export function SessionGate({ children }: { children: ReactNode }) {
  const { session, setSession, leave, heardAt, problem, load } = useSessionState();
  const again = useWaiting();
  const step = useWaiting();
  const person = session?.state === 'signed_in' ? session.me.id : undefined;
  // Before the screens below ask for anything. Whoever goes takes along what still waits for them.
  useLayoutEffect(() => {
    if (person === undefined) return;
    onSession({ person, again: again.ask, stepUp: step.ask, heard: heardAt.now });
    return () => {
      onSession({});
      again.settle(gone());
      step.settle(gone());
    };
  }, [person, again.ask, again.settle, step.ask, step.settle, heardAt.now]);

  const stepUp = useCallback(async () => {
    const until = session?.state === 'signed_in' ? session.stepped_up_until : null;
    if (until !== null && Date.parse(until) > serverNow() + 10_000) return true;
    return step.ask().then(
      () => true,
      () => false,
    );
  }, [session, step.ask]);

  const known = useMemo(
    () => (session?.state === 'signed_in' ? { session, stepUp } : undefined),
    [session, stepUp],
  );
  const control = useMemo(
    () => ({ setSession, heardAt: heardAt.at, ended: () => void again.ask().catch(() => undefined) }),
    [setSession, heardAt.at, again.ask],
  );
  if (session === undefined) return <Opening problem={problem} onRetry={load} />;
  if (session.state !== 'signed_in' || known === undefined) {
    return session.state === 'signed_in' ? null : (
      <Suspense fallback={<Loading />}>
        <SignInScreen session={session} onSession={setSession} />
      </Suspense>
    );
  }
  const back = (next: SignedIn) => {
    if (next.me.id !== session.me.id) {
      onSession({});
      again.settle(gone());
      return leave();
    }
    setSession(next);
    again.settle();
  };
  return (
    <SessionControlContext value={control}>
      <SessionContext value={known}>
        {children}
        {again.isWaiting && <SignInAgain login={session.me.login} onSignedIn={back} />}
        {step.isWaiting && (
          <StepUp
            session={session}
            onDone={(next) => {
              setSession(next);
              step.settle();
            }}
            onGiveUp={() => step.settle(new Error('given up'))}
          />
        )}
      </SessionContext>
    </SessionControlContext>
  );
}

const gone = () => new Problem(401, 'signed_out', 'ログアウトしました');

function Opening({ problem, onRetry }: { problem: unknown; onRetry: () => void }) {
  return (
    <main className="p-8">{problem ? <ProblemNotice error={problem} onRetry={onRetry} /> : <Loading />}</main>
  );
}

function useSessionState() {
  const [session, keep] = useState<Session>();
  const [problem, setProblem] = useState<unknown>();
  const [at, setAt] = useState(() => Date.now());
  const setSession = useCallback((next: Session) => {
    if (next.state !== 'signed_in') queries.clear();
    markTitles(next.environment === 'prod' ? '' : next.environment === 'test' ? '【テスト】' : '【練習】');
    setAt(Date.now());
    keep(next);
  }, []);
  const load = useCallback(() => {
    setProblem(undefined);
    get('session').then(setSession, setProblem);
  }, [setSession]);
  useEffect(load, [load]);
  const now = useCallback(() => setAt((before) => (Date.now() - before > 15_000 ? Date.now() : before)), []);
  const heardAt = useMemo(() => ({ at, now }), [at, now]);
  /** For the next person: nothing of this page stays in reach, and no question about what was typed holds it. */
  const leave = () => {
    forgetUnsaved();
    keep(undefined);
    location.assign('/');
  };
  return { session, setSession, leave, heardAt, problem, load };
}
