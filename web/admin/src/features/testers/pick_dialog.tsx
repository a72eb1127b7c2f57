/** Registering somebody among the newest friends, by the name that LINE shows. */

import { useState } from 'react';
import { useChange, useWatch } from '../../shared/api/query.ts';
import { useMe } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Radios } from '../../shared/ui/choice.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { DepartmentSelect } from './department_select.tsx';

const WATCH_MS = 1000;

/** Looks for friends by name: LINE is asked on the other side, and the answer is waited for. */
function useCandidates() {
  const search = useChange({
    method: 'POST',
    path: 'testers/candidates',
    creates: true,
  });
  const id = search.data?.id ?? '';
  const found = useWatch(`testers/candidates/${id}`, undefined, {
    enabled: id !== '',
    refetchInterval: ({ state }) => (state.data?.candidates ? false : WATCH_MS),
  });
  const candidates = found.data?.candidates ?? undefined;
  const error = search.error ?? found.error;
  const isLooking = search.isPending || (id !== '' && !candidates && !error);
  return { look: search.mutate, candidates, isLooking, error };
}

export function PickDialog({ onClose }: { onClose: () => void }) {
  const { departments } = useMe();
  const [candidate, setCandidate] = useState('');
  const [name, setName] = useState('');
  const [department, setDepartment] = useState(departments[0]?.id ?? '');
  const { look, candidates, isLooking, error } = useCandidates();
  const add = useChange({
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
      <ProblemNotice error={error ?? add.error} />
      <p>最近友だちになった約250人の中から探します。前からの友だちは、コードで登録してください。</p>
      <Search
        onSearch={(q) => {
          setCandidate('');
          look({ q });
        }}
      />
      {isLooking ? (
        <Loading what="表示名を" />
      ) : (
        candidates?.length === 0 && <p>見つかりません。表示名を確かめるか、コードで登録してください。</p>
      )}
      {candidates && candidates.length > 0 && (
        <>
          <Radios
            label="登録する人"
            hint="同じ名前の市民を選ばないように、本人に確かめてください。登録したことは、その人のトークにも届きます。"
            choices={candidates.map((one) => ({ value: one.key, label: one.name }))}
            value={candidate}
            onValue={(key) => {
              setCandidate(key);
              setName(candidates.find((one) => one.key === key)?.name ?? '');
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
