/** Registering somebody among the followers, by the name that LINE shows. */

import { useState } from 'react';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Tester } from '../../shared/api/types.ts';
import { day } from '../../shared/format/jst.ts';
import { useMe } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Radios } from '../../shared/ui/choice.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { DepartmentSelect } from './department_select.tsx';

interface Candidate {
  readonly key: string;
  readonly name: string;
  readonly followed_at: string | null;
}

export function PickDialog({ onClose }: { onClose: () => void }) {
  const { departments } = useMe();
  const [asked, setAsked] = useState('');
  const [candidate, setCandidate] = useState('');
  const [name, setName] = useState('');
  const [department, setDepartment] = useState(departments[0]?.id ?? '');
  const found = useGet<{ candidates: readonly Candidate[] }>(
    'testers/candidates',
    { q: asked },
    { enabled: asked !== '' },
  );
  const add = useChange<Tester, object>({
    method: 'POST',
    path: 'testers',
    touches: ['testers'],
    creates: true,
  });
  const submit = () =>
    add.mutate({ candidate, name: name.trim(), department: department || null }, { onSuccess: onClose });
  const blocked =
    candidate === ''
      ? '登録する人を選んでください'
      : name.trim() === ''
        ? '名前を入力してください'
        : undefined;
  return (
    <Dialog
      title="友だちからテスターを選ぶ"
      open
      wide
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" reason={blocked} busy={add.isPending} onClick={submit}>
            テスターに登録する
          </Button>
          <Button onClick={onClose}>やめる</Button>
        </>
      }
    >
      <ProblemNotice error={found.error ?? add.error} />
      <Search onSearch={setAsked} />
      {found.data?.candidates.length === 0 && (
        <p>見つかりません。表示名を確かめるか、コードで登録してください。</p>
      )}
      {found.data && found.data.candidates.length > 0 && (
        <>
          <Radios
            label="登録する人"
            hint="同じ名前の市民を選ばないように、本人に確かめてください。"
            choices={found.data.candidates.map((one) => ({
              value: one.key,
              label: one.name,
              hint: one.followed_at ? `友だち追加：${day(one.followed_at)}` : '',
            }))}
            value={candidate}
            onValue={(key) => {
              setCandidate(key);
              setName(found.data?.candidates.find((one) => one.key === key)?.name ?? '');
            }}
          />
          <TextField label="この画面での名前" required value={name} onValue={setName} />
          <DepartmentSelect value={department} onValue={setDepartment} />
        </>
      )}
    </Dialog>
  );
}

function Search({ onSearch }: { onSearch: (words: string) => void }) {
  const [typed, setTyped] = useState('');
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.trim());
      }}
    >
      <TextField label="LINEの表示名" value={typed} onValue={setTyped} />
      <Button type="submit">探す</Button>
    </form>
  );
}
