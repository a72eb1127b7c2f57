/** A test before the send: to testers only, marked on their phones, and void with the next change. */

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Draft } from '../../shared/api/types.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { TestList } from './test_list.tsx';
import { useTests } from './use_tests.ts';

interface Props {
  readonly draft: Draft;
  /** Nothing was typed since the draft was saved. */
  readonly isSaved: boolean;
  readonly flush: () => Promise<Draft | undefined>;
}

export function TestStep({ draft, isSaved, flush }: Props) {
  const testers = useGet('testers');
  const groups = useGet('tester-groups');
  const tests = useTests(draft.id);
  const [people, setPeople] = useState<readonly string[]>([]);
  const [sets, setSets] = useState<readonly string[]>([]);
  const [onlyMatching, setOnlyMatching] = useState(false);
  const [busy, setBusy] = useState(false);
  const send = useChange({
    method: 'POST',
    path: `drafts/${draft.id}/tests`,
    creates: true,
  });
  const error = testers.error ?? groups.error ?? tests.error;
  if (error)
    return (
      <ProblemNotice
        error={error}
        onRetry={() => void Promise.all([testers.refetch(), groups.refetch(), tests.refetch()])}
      />
    );
  if (!testers.data || !groups.data || !tests.data) return <Loading what="テスターを" />;
  const submit = async () => {
    setBusy(true);
    const saved = await flush();
    if (saved)
      send.mutate(
        { version: saved.version, testers: people, groups: sets, only_matching: onlyMatching },
        { onSettled: () => void tests.refetch() },
      );
    setBusy(false);
  };
  const grouped = groups.data.groups.filter(({ id }) => sets.includes(id)).flatMap((set) => set.testers);
  const count = new Set([...people, ...grouped]).size;
  const chosen = people.length + sets.length > 0 || onlyMatching;
  return (
    <div className="flex flex-col gap-5">
      <p>
        選んだテスターにだけ、すぐに届きます。対象の市民には届きません。はじめに「【テスト配信】」の吹き出しが付き、統計には入りません。
      </p>
      {testers.data.testers.length === 0 ? (
        <p>
          テスターがまだいません。
          <Link to="/testers" className="link">
            テスターの画面
          </Link>
          で登録してください。
        </p>
      ) : (
        <>
          <Choices label="グループ" all={groups.data.groups} chosen={sets} onChosen={setSets} />
          <Choices label="受け取る人" all={testers.data.testers} chosen={people} onChosen={setPeople} />
          <Checkbox
            label="この中で、対象の条件に当てはまる人だけに届ける"
            hint="だれも選んでいないときは、条件に当てはまるテスター全員に届きます。"
            checked={onlyMatching}
            onChecked={setOnlyMatching}
          />
        </>
      )}
      <ProblemNotice error={send.error} />
      <div>
        <Button
          kind="test"
          busy={busy || send.isPending}
          reason={chosen ? undefined : '受け取る人を選ぶと押せます'}
          onClick={() => void submit()}
        >
          {onlyMatching || count === 0 ? 'テスト配信する' : `テスター${count}人にテスト配信する`}
        </Button>
      </div>
      <TestList tests={tests.data.tests} contentHash={isSaved ? draft.content_hash : ''} />
    </div>
  );
}

interface ChoicesProps {
  readonly label: string;
  readonly all: readonly { readonly id: string; readonly name: string }[];
  readonly chosen: readonly string[];
  readonly onChosen: (ids: readonly string[]) => void;
}

function Choices({ label, all, chosen, onChosen }: ChoicesProps) {
  if (all.length === 0) return null;
  return (
    <fieldset>
      <legend className="font-bold">{label}</legend>
      {all.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onChecked={(on) => onChosen(on ? [...chosen, id] : chosen.filter((other) => other !== id))}
        />
      ))}
    </fieldset>
  );
}
