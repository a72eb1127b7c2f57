/**
 * Somebody else was faster: both sides beside each other, and the choice between them. `ConflictNotice` is for what was
 * typed, `MovedNotice` for a step such as a deletion, which has nothing to keep but what was seen before it.
 */

import { type ReactNode, useEffect, useRef } from 'react';
import { isStale } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { ProblemNotice } from './problem_notice.tsx';
import { Table } from './table.tsx';

export interface Difference {
  readonly name: string;
  readonly mine: string;
  readonly theirs: string;
}

/** What two sides say under the same names, side by side. */
export const beside = (
  mine: readonly (readonly [name: string, words: string])[],
  theirs: readonly (readonly [name: string, words: string])[],
): readonly Difference[] =>
  mine.map(([name, words], index) => ({ name, mine: words, theirs: theirs[index]?.[1] ?? '' }));

interface DifferencesProps {
  readonly all: readonly Difference[];
  /** How the sides are called. */
  readonly mine: string;
  readonly theirs?: string | undefined;
}

/** Only what differs. */
export function Differences({ all, mine, theirs = 'いまの内容（ほかの人）' }: DifferencesProps) {
  return (
    <Table
      caption="違うところ"
      columns={[
        { title: '項目', head: true, cell: ({ name }) => name },
        { title: theirs, cell: ({ theirs: words }) => words || '（空）' },
        { title: mine, cell: ({ mine: words }) => words || '（空）' },
      ]}
      rows={all.filter((one) => one.mine !== one.theirs)}
      rowKey={({ name }) => name}
      empty={`いまの内容は、${mine}と同じです。`}
    />
  );
}

interface Props<Resource> {
  /** The error of the save; everything but a lost version is not shown here. */
  readonly error: unknown;
  /** What differs, for people. */
  readonly differences: (current: Resource) => readonly Difference[];
  /** Takes what stands now and forgets the own change. */
  readonly onTheirs: (current: Resource) => void;
  /** Saves the own change over what stands now. */
  readonly onMine: (current: Resource) => void;
}

export function ConflictNotice<Resource>({ error, differences, onTheirs, onMine }: Props<Resource>) {
  if (!isStale(error) || error.body.current === undefined) return null;
  const current = error.body.current as Resource;
  return (
    <Answer to={error}>
      <p>あなたの入力は、まだ保存していません。どちらを残すか選んでください。</p>
      <Differences all={differences(current)} mine="あなたの入力" />
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => onTheirs(current)}>いまの内容を使う（入力を捨てる）</Button>
        <Button onClick={() => onMine(current)}>自分の入力で上書きする</Button>
      </div>
    </Answer>
  );
}

/** It answers a button that may be far below, so it is where one looks next. */
function Answer({ to, children }: { readonly to: unknown; readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (to) place.current?.focus();
  }, [to]);
  return (
    <div ref={place} tabIndex={-1}>
      <Notice kind="warning" title="ほかの人が先に変更しました" live>
        {children}
      </Notice>
    </div>
  );
}

interface MovedProps<Resource> {
  /** The error of the step; everything else is shown as a problem. */
  readonly error: unknown;
  /** What differs between what was seen before the step and what stands now. */
  readonly differences: (current: Resource) => readonly Difference[];
  /** The step in words, such as `削除する`, and doing it to what stands now. */
  readonly again?: { readonly label: string; readonly run: (current: Resource) => void } | undefined;
}

export function MovedNotice<Resource>({ error, differences, again }: MovedProps<Resource>) {
  if (!isStale(error) || error.body.current === undefined) return <ProblemNotice error={error} />;
  const current = error.body.current as Resource;
  return (
    <Answer to={error}>
      <p>まだ何もしていません。いまの内容を確かめてから、もう一度選んでください。</p>
      <Differences all={differences(current)} mine="あなたが見ていた内容" />
      {again && <Button onClick={() => again.run(current)}>いまの内容を確かめたので、{again.label}</Button>}
    </Answer>
  );
}
