/** What waits for a second person, and what waited too long. */

import { Link } from '@tanstack/react-router';
import { useGet } from '../../shared/api/query.ts';
import type { DraftSummary } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { deadline, isExpired } from '../../shared/format/approval.ts';
import { momentAway, short } from '../../shared/format/jst.ts';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';

export function ApprovalsScreen() {
  const asked = useGet('drafts', { state: 'approval_requested' });
  const drafts = asked.data?.drafts;
  const over = drafts?.filter(isExpired) ?? [];
  const open = drafts?.filter((draft) => !isExpired(draft));
  return (
    <Page title="承認" lead="承認を依頼された配信です。自分が書いたものは、ほかの人に承認してもらいます。">
      <ProblemNotice error={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Loading what="依頼を" />}
      {open?.length === 0 && <p>いま、承認を待っている配信はありません。</p>}
      <Requests drafts={open ?? []} />
      {over.length > 0 && (
        <Section title="期限切れの依頼">
          <p>承認できる期限が過ぎました。作成した人に、確認の画面からもう一度依頼してもらってください。</p>
          <Requests drafts={over} />
        </Section>
      )}
    </Page>
  );
}

function Requests({ drafts }: { drafts: readonly DraftSummary[] }) {
  const nameOf = useDepartmentName();
  return (
    <ul className="flex flex-col gap-3">
      {drafts.map((draft) => (
        <li key={draft.id} className="rounded-12 border border-solid-gray-420 bg-white p-4">
          <Link
            to="/approvals/$id"
            params={{ id: draft.id }}
            className="inline-block min-h-11 py-2 font-bold text-key-900 underline underline-offset-3"
          >
            {draft.title || '名前のない下書き'}
          </Link>
          <p>{draft.target_description}</p>
          <p>
            配信する日時：
            {draft.start.kind === 'at' ? momentAway(draft.start.at) : '配信する人が確認したあとすぐ'}
          </p>
          <p className="text-sm text-solid-gray-700">
            {[nameOf(draft.department), draft.author.name].filter(Boolean).join(' ')}さんが作成／
            {short(draft.approval?.requested_at ?? draft.updated_at)}に依頼
          </p>
          {draft.approval && (
            <p className="text-sm font-bold">
              {isExpired(draft)
                ? `期限切れ：${momentAway(draft.approval.expires_at)}`
                : `${deadline(draft.start, draft.approval)}です`}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
