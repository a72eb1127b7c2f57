/** One's own passkeys: which there are, a new one, and the end of one. Both ask for the second factor again. */

import { useContext, useState } from 'react';
import { get, newKey, post } from '../../shared/api/http.ts';
import { errorAt, isStale } from '../../shared/api/problem.ts';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { moment } from '../../shared/format/jst.ts';
import { SessionControlContext } from '../../shared/session/control.ts';
import { useReasonNotOwn, useSession } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { MovedNotice } from '../../shared/ui/conflict.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { Table } from '../../shared/ui/table.tsx';
import { makePasskey, reasonNotPasskeys, worded } from '../sign_in/passkey.ts';
import { RenamePasskey } from './rename_passkey.tsx';
import { LONGEST_NAME } from './words.ts';

export type Passkey = Wire<'PasskeyAnswer'>;

export function Passkeys() {
  const { session } = useSession();
  const control = useContext(SessionControlContext);
  const list = useGet('session/passkeys');
  const [isAdding, setAdding] = useState(false);
  const [going, setGoing] = useState<Passkey>();
  const [renaming, setRenaming] = useState<Passkey>();
  const [done, setDone] = useState('');
  const notOwn = useReasonNotOwn();
  const reason = notOwn ?? reasonNotPasskeys(session.passkey_host);
  const finish = (words: string) => {
    setAdding(false);
    setGoing(undefined);
    setRenaming(undefined);
    setDone(words);
    void list.refetch();
    // The frame knows which factors there are.
    get('session').then(
      (next) => control?.setSession(next),
      () => undefined,
    );
  };
  return (
    <>
      {done !== '' && <Notice kind="success" title={done} live />}
      <ProblemNotice error={list.error} />
      {list.isPending && <Loading />}
      {list.data && (
        <Table
          caption="登録したパスキー"
          columns={[
            { title: '名前', head: true, cell: ({ name }) => name },
            { title: '登録した日時', cell: ({ added_at }) => moment(added_at) },
            {
              title: '最後に使った日時',
              cell: ({ used_at }) => (used_at ? moment(used_at) : 'まだありません'),
            },
            {
              title: '操作',
              cell: (passkey) => (
                <div className="flex flex-wrap gap-2">
                  <Button
                    size="sm"
                    aria-label={`${passkey.name}の名前を変える`}
                    onClick={() => setRenaming(passkey)}
                  >
                    名前を変える
                  </Button>
                  <Button
                    size="sm"
                    aria-label={`${passkey.name}を削除する`}
                    onClick={() => setGoing(passkey)}
                  >
                    削除する
                  </Button>
                </div>
              ),
            },
          ]}
          rows={list.data.passkeys}
          rowKey={({ id }) => id}
          empty="パスキーはまだありません。"
        />
      )}
      <div>
        <Button kind="primary" reason={reason} onClick={() => setAdding(true)}>
          パスキーを登録する
        </Button>
      </div>
      {isAdding && <Add onClose={() => setAdding(false)} onDone={finish} />}
      {renaming && (
        <RenamePasskey passkey={renaming} onClose={() => setRenaming(undefined)} onDone={finish} />
      )}
      {going && <Remove passkey={going} onClose={() => setGoing(undefined)} onDone={finish} />}
    </>
  );
}

export interface StepProps {
  readonly onClose: () => void;
  readonly onDone: (words: string) => void;
}

function Add({ onClose, onDone }: StepProps) {
  const { stepUp } = useSession();
  const [name, setName] = useState('');
  const [missing, setMissing] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const make = async () => {
    const { publicKey } = await post('session/passkeys/options');
    const credential = await makePasskey(publicKey);
    await post('session/passkeys', { credential, name: name.trim() }, { key: newKey() });
    onDone(`「${name.trim()}」を登録しました。次のログインから使えます。`);
  };
  const submit = async () => {
    setMissing(name.trim() === '' ? 'パスキーの名前を入力してください。' : undefined);
    if (name.trim() === '' || isBusy || !(await stepUp())) return;
    setBusy(true);
    setError(undefined);
    await make().catch((failure: unknown) => setError(worded(failure)));
    setBusy(false);
  };
  return (
    <Dialog
      title="パスキーの登録"
      open
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" busy={isBusy} onClick={() => void submit()}>
            機器で確認して登録する
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ProblemNotice error={errorAt(error, 'name') ? undefined : error} />
      <TextField
        label="パスキーの名前"
        hint={`どの機器かわかる名前を付けます（例：窓口のパソコン）。${LONGEST_NAME}文字まで。`}
        required
        value={name}
        onValue={setName}
        error={missing ?? errorAt(error, 'name')}
      />
      <p>ボタンを押すと、機器の画面で指紋・顔・PINの確認を求められます。5分以内に行ってください。</p>
    </Dialog>
  );
}

function Remove({ passkey, onClose, onDone }: StepProps & { passkey: Passkey }) {
  const { stepUp } = useSession();
  const drop = useChange({
    method: 'DELETE',
    path: `session/passkeys/${passkey.id}`,
    done: () => onDone(`「${passkey.name}」を削除しました。`),
  });
  const submit = async ({ version }: Passkey) => {
    if (await stepUp()) drop.mutate({ version });
  };
  return (
    <Dialog
      title={`「${passkey.name}」の削除`}
      open
      onClose={onClose}
      footer={
        <>
          {!isStale(drop.error) && (
            <Button kind="danger" busy={drop.isPending} onClick={() => void submit(passkey)}>
              削除する
            </Button>
          )}
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <p>
        このパスキーでは、確認できなくなります。機器の中に残ったパスキーは、機器の設定から消してください。
      </p>
      <MovedNotice<Passkey>
        error={drop.error}
        differences={({ name }) => [{ name: 'パスキーの名前', mine: passkey.name, theirs: name }]}
        again={{ label: '削除する', run: (current) => void submit(current) }}
      />
    </Dialog>
  );
}
