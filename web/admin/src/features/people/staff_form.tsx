/** A new staff member; the answer holds the invitation, which is shown once. */

import { useState } from 'react';
import { useChange } from '../../shared/api/query.ts';
import { useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import type { Invited } from './invitation.tsx';
import { bodyOf, faultsOf, NOBODY, type StaffFaults, StaffFields } from './staff_fields.tsx';

interface Props {
  readonly onClose: () => void;
  readonly onInvited: (invited: Invited) => void;
}

export function StaffForm({ onClose, onInvited }: Props) {
  const { stepUp } = useSession();
  const [values, setValues] = useState(NOBODY);
  const [faults, setFaults] = useState<StaffFaults>({});
  const create = useChange({
    method: 'POST',
    path: 'staff',
    touches: ['staff'],
    creates: true,
    done: ({ staff, invitation_code }) =>
      onInvited({ name: staff.name, login: staff.login, code: invitation_code }),
  });
  const submit = async () => {
    const found = faultsOf(values);
    setFaults(found);
    if (Object.keys(found).length > 0 || !(await stepUp())) return;
    create.mutate(bodyOf(values));
  };
  return (
    <Dialog
      title="利用者を追加する"
      open
      form
      wide
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" busy={create.isPending} onClick={submit}>
            追加して招待コードを作る
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ProblemNotice error={create.error} />
      <StaffFields values={values} onValues={setValues} faults={faults} error={create.error} />
    </Dialog>
  );
}
