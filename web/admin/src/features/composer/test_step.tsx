/** A test before the send: to testers only, marked on their phones, and void with the next change. */

import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Draft } from '../../shared/api/types.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Checkbox, Radios } from '../../shared/ui/choice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { BLOCKED } from '../testers/words.ts';
import { TestList } from './test_list.tsx';
import { useTests } from './use_tests.ts';

const WHOM = [
  { value: 'chosen', label: '選んだ人' },
  { value: 'matching', label: '選んだ人のうち、対象の条件に当てはまる人' },
  { value: 'all', label: '対象の条件に当てはまるテスター全員' },
] as const;
type Whom = (typeof WHOM)[number]['value'];

/** Nobody named and only those who match: of all testers. */
const wishOf = (whom: Whom, testers: readonly string[], groups: readonly string[]) =>
  whom === 'all'
    ? { testers: [], groups: [], only_matching: true }
    : { testers, groups, only_matching: whom === 'matching' };

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
  const [whom, setWhom] = useState<Whom>('chosen');
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
        { version: saved.version, ...wishOf(whom, people, sets) },
        { onSettled: () => void tests.refetch() },
      );
    setBusy(false);
  };
  const grouped = groups.data.groups.filter(({ id }) => sets.includes(id)).flatMap((set) => set.testers);
  // A group still names those who were taken out since, and nothing is sent to them, nor to whoever blocked the account.
  const known = new Set(testers.data.testers.filter(({ blocked }) => !blocked).map(({ id }) => id));
  const count = new Set([...people, ...grouped].filter((id) => known.has(id))).size;
  const chosen = people.length + sets.length > 0 || whom === 'all';
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
          <Radios
            label="テスターのうち、だれに届けますか"
            choices={WHOM}
            value={whom}
            onValue={(value) => setWhom(value as Whom)}
          />
          {whom !== 'all' && (
            <>
              <Choices label="テスターのグループ" all={groups.data.groups} chosen={sets} onChosen={setSets} />
              <Choices label="受け取る人" all={testers.data.testers} chosen={people} onChosen={setPeople} />
            </>
          )}
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
          {whom !== 'chosen' || count === 0 ? 'テスト配信する' : `テスター${count}人にテスト配信する`}
        </Button>
      </div>
      <TestList tests={tests.data.tests} contentHash={isSaved ? draft.content_hash : ''} />
    </div>
  );
}

interface ChoicesProps {
  readonly label: string;
  readonly all: readonly { readonly id: string; readonly name: string; readonly blocked?: boolean }[];
  readonly chosen: readonly string[];
  readonly onChosen: (ids: readonly string[]) => void;
}

function Choices({ label, all, chosen, onChosen }: ChoicesProps) {
  if (all.length === 0) return null;
  return (
    <fieldset>
      <legend className="font-bold">{label}</legend>
      {all.map(({ id, name, blocked }) => (
        <Checkbox
          key={id}
          label={name}
          hint={blocked ? BLOCKED : undefined}
          checked={chosen.includes(id)}
          onChecked={(on) => onChosen(on ? [...chosen, id] : chosen.filter((other) => other !== id))}
        />
      ))}
    </fieldset>
  );
}
