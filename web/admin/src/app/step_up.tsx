/** Before something grave the person shows the second factor once more; it then counts for five minutes. */

import { lazy, Suspense } from 'react';
import type { Session, SignedIn } from '../shared/api/types.ts';
import { Button } from '../shared/ui/button.tsx';
import { Dialog } from '../shared/ui/dialog.tsx';
import { Loading } from '../shared/ui/status.tsx';

const Proof = lazy(() =>
  import('../features/sign_in/second_factor.tsx').then(({ SecondFactor, stepUpProofs }) => ({
    default: (props: { session: SignedIn; onSession: (session: Session) => void }) => (
      <SecondFactor
        methods={props.session.me.second_factors}
        passkeyHost={props.session.passkey_host}
        onSession={props.onSession}
        submitLabel="確認して続ける"
        {...stepUpProofs}
      />
    ),
  })),
);

interface Props {
  readonly session: SignedIn;
  readonly onDone: (session: SignedIn) => void;
  readonly onGiveUp: () => void;
}

export function StepUp({ session, onDone, onGiveUp }: Props) {
  return (
    <Dialog title="ご本人の確認" open onClose={onGiveUp} footer={<Button onClick={onGiveUp}>やめる</Button>}>
      <p>大切な操作のため、2つ目の確認をもう一度お願いします。5分間は続けて操作できます。</p>
      <Suspense fallback={<Loading />}>
        <Proof session={session} onSession={(next) => next.state === 'signed_in' && onDone(next)} />
      </Suspense>
    </Dialog>
  );
}
