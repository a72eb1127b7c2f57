/** The screen before all others. */

import { useEffect, useRef } from 'react';
import type { Session, SignedIn } from '../../shared/api/types.ts';
import { ENVIRONMENT_NAMES } from '../../shared/format/names.ts';
import { EnvironmentBanner } from '../../shared/session/environment.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { SignInFlow } from './sign_in_flow.tsx';

interface Props {
  readonly session: Exclude<Session, SignedIn>;
  readonly onSession: (session: Session) => void;
}

export function SignInScreen({ session, onSession }: Props) {
  const { environment, notice } = session;
  useEffect(() => {
    document.title = `${environment === 'prod' ? '' : `【${ENVIRONMENT_NAMES[environment]}】`}ログイン｜LINE配信`;
  }, [environment]);
  return (
    <>
      <EnvironmentBanner environment={environment} />
      <main className="mx-auto flex max-w-xl flex-col gap-6 px-4 py-8">
        <p className="text-std-20B-150">LINE配信 職員用</p>
        {notice && <Notice kind="warning" title={notice} />}
        <div className="card flex flex-col gap-5 p-6">
          <SignInFlow
            key={session.state}
            session={session}
            onSession={onSession}
            heading={(text) => <Heading text={text} />}
          />
        </div>
      </main>
    </>
  );
}

/** Each step's heading takes the focus, so that it is read out; the first page leaves the focus at the top. */
function Heading({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (text !== '' && document.referrer !== '' && document.activeElement !== document.body)
      heading.current?.focus();
  }, [text]);
  return (
    <h1 ref={heading} tabIndex={-1} className="text-std-28B-150">
      {text}
    </h1>
  );
}
