/** Another name for one's own passkey. */

import { useState } from 'react';
import { errorAt, isStale } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import { useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ConflictNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import type { Passkey, StepProps } from './passkeys.tsx';
import { LONGEST_NAME } from './words.ts';

export function RenamePasskey({ passkey, onClose, onDone }: StepProps & { readonly passkey: Passkey }) {
  const { stepUp } = useSession();
  const [name, setName] = useState(passkey.name);
  const [missing, setMissing] = useState<string>();
  const save = useChange({
    method: 'PUT',
    path: `session/passkeys/${passkey.id}`,
    done: () => onDone(`名前を「${name.trim()}」に変えました。`),
  });
  const submit = async ({ version }: Passkey) => {
    setMissing(name.trim() === '' ? 'パスキーの名前を入力してください。' : undefined);
    if (name.trim() !== '' && (await stepUp())) save.mutate({ version, name: name.trim() });
  };
  const isShown = isStale(save.error) || errorAt(save.error, 'name') !== undefined;
  return (
    <Dialog
      title={`「${passkey.name}」の名前`}
      open
      form
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" saves busy={save.isPending} onClick={() => void submit(passkey)}>
            保存する
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ConflictNotice<Passkey>
        error={save.error}
        differences={(current) => [{ name: 'パスキーの名前', mine: name, theirs: current.name }]}
        onTheirs={onClose}
        onMine={(current) => void submit(current)}
      />
      {!isShown && <ProblemNotice error={save.error} />}
      <TextField
        label="パスキーの名前"
        hint={`どの機器かわかる名前を付けます（例：窓口のパソコン）。${LONGEST_NAME}文字まで。`}
        required
        value={name}
        onValue={setName}
        error={missing ?? errorAt(save.error, 'name')}
      />
    </Dialog>
  );
}
