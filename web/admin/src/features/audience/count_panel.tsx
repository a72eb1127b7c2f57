/** How many people a target reaches right now, all of it and each part. */

import { useQueries, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { post } from '../../shared/api/http.ts';
import { inTurn } from '../../shared/api/in_turn.ts';
import type { Wire } from '../../shared/api/wire.ts';
import { number, people, percent } from '../../shared/format/words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { type Condition, noExamples, type Target } from './condition.ts';
import { countedLines } from './counted_lines.ts';
import { useGuards } from './guards.ts';

const counting = (target: Target | null) => ({
  queryKey: ['segments', 'count', target] as const,
  queryFn: () => post('segments/count', { target }),
  enabled: target !== null,
  placeholderData: (before: Wire<'CountAnswer'> | undefined) => before,
  retry: false,
  // A number is asked for by a change, not by coming back to the window.
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
});

export const useCount = (target: Target | null) => useQuery(counting(target));

/** A list of groups leaves the server room for everybody else. */
const turn = inTurn(4);

const countingInTurn = (condition: Condition | null) => {
  const target: Target | null = condition && { kind: 'segment', condition };
  return {
    ...counting(target),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      turn(() => post('segments/count', { target }, { signal }), signal),
  };
};

/** Of one condition among many. */
export const useCountInTurn = (condition: Condition | null) => useQuery(countingInTurn(condition));

/** Of several conditions; undefined for one that is not counted, or not yet. */
export const useCounts = (conditions: readonly (Condition | null)[]): readonly (number | undefined)[] =>
  useQueries({
    queries: conditions.map(countingInTurn),
    combine: (answers) => answers.map(({ data }) => data?.count),
  });

export function CountPanel({ target }: { target: Target }) {
  const wanted = useDeferredValue(target);
  const { data, error, isFetching, refetch } = useCount(wanted);
  const all = useCount({ kind: 'everyone' });
  const { typed_count_share } = useGuards();
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p role="status">人数を数えています…</p>;
  const friends = all.data?.count ?? 0;
  const share = friends === 0 ? 0 : data.count / friends;
  return (
    <div className="flex flex-col gap-2" aria-busy={isFetching}>
      <p role="status">
        いまの対象は
        <strong className="mx-2 text-std-28B-150">{people(data.count)}</strong>
        {friends > 0 && `（友だち${people(friends)}の${percent(share)}）`}
        {isFetching && '　数え直しています…'}
      </p>
      <p>{data.description}</p>
      {data.since_yesterday !== null && (
        <p className="text-sm text-solid-gray-700">
          前日より{data.since_yesterday >= 0 ? '＋' : '−'}
          {number(Math.abs(data.since_yesterday))}人
        </p>
      )}
      {data.count === 0 && (
        <Notice kind="warning" title="だれにも届きません">
          条件を見直してください。
        </Notice>
      )}
      {target.kind === 'segment' && typed_count_share !== undefined && share >= typed_count_share && (
        <Notice kind="warning" title={`友だちの${percent(share)}に届きます`}>
          多くの人に届くため、送る前に人数の入力が必要です。条件がこのままでよいか確かめてください。
        </Notice>
      )}
      {wanted.kind === 'segment' && <Lines condition={wanted.condition} parts={data.parts} />}
      {target.kind === 'segment' && data.count > 0 && (
        <Samples key={JSON.stringify(wanted)} target={wanted} />
      )}
      <p className="text-sm text-solid-gray-700">
        実際に届く人数は、配信を始めるときに数え直して決まります。
      </p>
    </div>
  );
}

/**
 * Kept in sight above the conditions, which push the rest down: what a change there makes of the number. Always there and
 * always as high, since it comes late: otherwise it would move what is about to be pressed.
 */
export function CountInSight({ target }: { target: Target | null }) {
  const { data, error, isPlaceholderData } = useCount(useDeferredValue(target));
  const known = target !== null && error === null && !isPlaceholderData ? data : undefined;
  return (
    <p className="kept-in-sight sticky top-0 z-10 -mx-2 flex h-10 items-center border-b border-solid-gray-420 bg-white px-2 text-sm">
      対象：
      {known ? <strong className="text-std-17B-170">{people(known.count)}</strong> : waitsFor(target, error)}
    </p>
  );
}

function waitsFor(target: Target | null, error: unknown): string {
  if (target === null) return '選ぶと、人数が出ます';
  return error === null ? '数えています…' : '数えられませんでした';
}

/** Each line of the form with its own count. */
function Lines({ condition, parts }: { condition: Condition; parts: Wire<'CountAnswer'>['parts'] }) {
  const lines = countedLines(condition, parts);
  if (lines.length === 0) return null;
  return (
    <section aria-label="条件ごとの人数">
      <p className="text-sm font-bold">条件ごとの人数</p>
      <ul className="list-disc pl-6">
        {lines.map(({ pointer, number: line, description, count }) => (
          <li key={pointer}>
            条件{line} {description}：{people(count)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What kind of people a condition means; read when somebody wants to see it. */
function Samples({ target }: { target: Target }) {
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['segments', 'samples', target] as const,
    queryFn: () => post('segments/count', { target, samples: true }),
    enabled: isOpen,
    retry: false,
  });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-11 cursor-pointer py-2">届く人の例を見る</summary>
      <ProblemNotice error={error} />
      {data?.samples.length === 0 && <p>{noExamples(data.count)}</p>}
      <ul className="list-disc pl-6">
        {data?.samples.map((person, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two people may have chosen the same
          <li key={index}>{person}</li>
        ))}
      </ul>
    </details>
  );
}
