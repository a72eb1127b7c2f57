/** The tests of a draft, the newest first: who asked, who got it, and whether it still counts. */

import type { DraftTest } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';
import { StatusBadge } from '../../shared/ui/status.tsx';

interface Props {
  readonly tests: readonly DraftTest[];
  /** What the draft says now; empty while something is typed and not saved. */
  readonly contentHash: string;
}

export function TestList({ tests, contentHash }: Props) {
  if (tests.length === 0) return null;
  return (
    <section aria-label="これまでのテスト配信" className="flex flex-col gap-4">
      <h2 className="font-bold">これまでのテスト配信</h2>
      <ol className="flex flex-col gap-4">
        {tests.map((test) => (
          <li key={test.id} className="rounded-8 border border-solid-gray-420 bg-white p-4">
            <p className="flex flex-wrap items-center gap-3">
              <strong>{moment(test.at)}</strong>
              <span>{test.by.name}</span>
              <Standing test={test} isCurrent={test.content_hash === contentHash} />
            </p>
            <ul className="mt-2">
              {test.recipients.map(({ tester, name, message }) => (
                <li key={tester}>
                  {name}：{message}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Standing({ test, isCurrent }: { test: DraftTest; isCurrent: boolean }) {
  if (!test.done) return <StatusBadge tone="purple">送っています</StatusBadge>;
  if (!test.recipients.some(({ state }) => state === 'accepted'))
    return <StatusBadge tone="red">だれにも届いていません</StatusBadge>;
  return isCurrent ? (
    <StatusBadge tone="green">いまの内容と同じ</StatusBadge>
  ) : (
    <StatusBadge tone="orange">このあと内容が変わりました</StatusBadge>
  );
}
