/** この人の画面を見る: the whole console as somebody else sees it, until one comes back. */

import { useNavigate } from '@tanstack/react-router';
import { useContext, useState } from 'react';
import { post } from '../../shared/api/http.ts';
import { queries } from '../../shared/api/query.ts';
import type { Staff } from '../../shared/api/types.ts';
import { SessionControlContext } from '../../shared/session/control.ts';
import { useMe, useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';

interface Props {
  readonly staff: Pick<Staff, 'id' | 'name'>;
  /** Among others: small, and with the name for those who only hear it. */
  readonly inList?: true;
}

export function ViewAs({ staff, inList }: Props) {
  const control = useContext(SessionControlContext);
  const navigate = useNavigate();
  const me = useMe();
  const may = useReasonNot('users');
  const [error, setError] = useState<unknown>();
  const reason = may ?? (staff.id === me.id ? 'これはあなた自身です' : undefined);
  const [busy, setBusy] = useState(false);
  const look = () => {
    setBusy(true);
    return post('session/view-as', { staff_id: staff.id })
      .then((next) => {
        queries.clear();
        control?.setSession(next);
        void navigate({ to: '/' });
      }, setError)
      .finally(() => setBusy(false));
  };
  const named = inList ? ({ size: 'sm', 'aria-label': `この人の画面を見る：${staff.name}` } as const) : {};
  return (
    <>
      <Button {...named} quiet={inList === true} reason={reason} busy={busy} onClick={look}>
        この人の画面を見る
      </Button>
      <ProblemNotice error={error} />
    </>
  );
}
