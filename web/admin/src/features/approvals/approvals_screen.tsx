/** What waits for a second person. */

import { Link } from '@tanstack/react-router';
import { useGet } from '../../shared/api/query.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { short } from '../../shared/format/jst.ts';
import { Page } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';

export function ApprovalsScreen() {
  const asked = useGet('drafts', { state: 'approval_requested' });
  const nameOf = useDepartmentName();
  return (
    <Page title="承認" lead="承認を依頼された配信です。自分が書いたものは、ほかの人に承認してもらいます。">
      <ProblemNotice error={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Loading what="依頼を" />}
      {asked.data?.drafts.length === 0 && <p>いま、承認を待っている配信はありません。</p>}
      <ul className="flex flex-col gap-3">
        {asked.data?.drafts.map((draft) => (
          <li key={draft.id} className="rounded-12 border border-solid-gray-420 bg-white p-4">
            <Link
              to="/approvals/$id"
              params={{ id: draft.id }}
              className="inline-block min-h-11 py-2 font-bold text-key-900 underline underline-offset-3"
            >
              {draft.title || '名前のない配信'}
            </Link>
            <p>{draft.target_description}</p>
            <p className="text-sm text-solid-gray-700">
              {[nameOf(draft.department), draft.author.name].filter(Boolean).join(' ')}さんが作成／
              {short(draft.updated_at)}に依頼
            </p>
          </li>
        ))}
      </ul>
    </Page>
  );
}
