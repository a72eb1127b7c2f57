/**
 * The clock of the session: five minutes before it ends by idleness the person is asked whether to go on. When it has
 * ended, signing in is offered over the page. Its absolute end is announced too; that cannot be put off.
 */

import { useContext, useEffect, useState } from 'react';
import { post, serverNow } from '../shared/api/http.ts';
import type { SignedIn } from '../shared/api/types.ts';
import { countdown } from '../shared/format/words.ts';
import { SessionControlContext } from '../shared/session/control.ts';
import { useSession } from '../shared/session/session.ts';
import { Button } from '../shared/ui/button.tsx';
import { Dialog } from '../shared/ui/dialog.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { ProblemNotice } from '../shared/ui/problem_notice.tsx';

const WARNING_MS = 5 * 60 * 1000;
/** An answer that names an end gone by is not asked for again at once. */
const PAUSE_MS = 3_000;

export interface Clock {
  readonly idleLeftMs: number;
  readonly absoluteLeftMs: number;
}

/**
 * What is left at `now` of the server's clock, if the server heard of the person last at `heardAt` and the answer that named
 * the end came at `toldAt`, both of this computer's.
 */
export function clockOf(session: SignedIn, toldAt: number, heardAt: number, now: number): Clock {
  const absoluteLeftMs = Date.parse(session.ends_at) - now;
  const idleEnd = Date.parse(session.idle_ends_at) + Math.max(0, heardAt - toldAt);
  return { idleLeftMs: Math.min(idleEnd - now, absoluteLeftMs), absoluteLeftMs };
}

export function IdleWarning() {
  const { session } = useSession();
  const control = useContext(SessionControlContext);
  const [told, setTold] = useState({ session, at: Date.now() });
  const [now, setNow] = useState(serverNow);
  const [error, setError] = useState<unknown>();
  if (told.session !== session) setTold({ session, at: Date.now() });
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  const { idleLeftMs, absoluteLeftMs } = clockOf(session, told.at, control?.heardAt ?? told.at, now);
  // Once its end was seen, a clock that is corrected backwards puts no question over the sign-in any more.
  const [endSeen, setEndSeen] = useState<SignedIn>();
  const hasEnded = idleLeftMs <= 0 || endSeen === session;
  if (hasEnded && endSeen !== session) setEndSeen(session);
  useEffect(() => {
    if (!hasEnded) return;
    const timer = setTimeout(() => control?.ended(), Math.max(0, told.at + PAUSE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [hasEnded, control, told.at]);
  if (hasEnded) return null;
  if (absoluteLeftMs < WARNING_MS)
    return (
      <section aria-label="ログインの残り時間" className="over-bottom fixed inset-x-4 bottom-4 z-40">
        <Notice
          kind="warning"
          title={`ログインから12時間がたつため、あと${countdown(absoluteLeftMs / 1000)}でログアウトします`}
        >
          <p>入力中のものを保存してください。そのあと、もう一度ログインすれば続けられます。</p>
        </Notice>
      </section>
    );
  const goOn = () => {
    setError(undefined);
    post('session/extend').then((next) => control?.setSession(next), setError);
  };
  return (
    <Dialog
      title="まもなく自動でログアウトします"
      open={idleLeftMs < WARNING_MS}
      onClose={goOn}
      footer={
        <Button kind="primary" onClick={goOn}>
          続ける
        </Button>
      }
    >
      <p>
        しばらく操作がないため、あと<strong>{countdown(idleLeftMs / 1000)}</strong>でログアウトします。
      </p>
      <p>入力した内容はこの画面に残ります。</p>
      <ProblemNotice error={error} />
    </Dialog>
  );
}
