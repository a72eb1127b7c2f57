/** The last look: what goes out, to how many, when, and everything that still stands in the way. */

import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { post } from '../../shared/api/http.ts';
import { useGet } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { useMay, useMe } from '../../shared/session/session.ts';
import { buttonLook } from '../../shared/ui/button.tsx';
import { MessagePreview } from '../../shared/ui/message_preview.tsx';
import { NightWarning } from '../../shared/ui/night_warning.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { ApprovalPart } from './approval_part.tsx';
import { FactsTable } from './facts_table.tsx';
import { useLinks } from './links.ts';
import { SendPart } from './send_part.tsx';
import { Warnings } from './warnings.tsx';

/** Asked of the server for exactly this version of the draft; never from a cache. */
export const useConfirmation = (draft: Draft | undefined) =>
  useQuery({
    queryKey: ['drafts', draft?.id, 'confirmation', draft?.version] as const,
    queryFn: () => post<Confirmation>(`drafts/${draft?.id}/confirmation`, { version: draft?.version }),
    enabled: draft !== undefined && draft.state !== 'sent_off',
    staleTime: 0,
    gcTime: 0,
  });

/** The draft as it stands now: what was read before the last change would only be refused. */
function useFreshDraft(id: string) {
  const read = useGet<Draft>(`drafts/${id}`, undefined, { staleTime: 0 });
  return { data: read.isFetchedAfterMount ? read.data : undefined, error: read.error, refetch: read.refetch };
}

export function ConfirmScreen() {
  const { id = '' } = useParams({ strict: false });
  const draft = useFreshDraft(id);
  const me = useMe();
  const sentBy = useMay('deliveries_send') ? `${me.name}（あなた）` : '配信する権限のある人';
  const look = useConfirmation(draft.data);
  const links = useLinks(draft.data);
  const again = () => {
    void draft.refetch();
    void look.refetch();
  };
  const error = draft.error ?? look.error;
  const title = draft.data?.title ? `確認：${draft.data.title}` : '確認';
  const back = (
    <Link to="/drafts/$id" params={{ id }} className={buttonLook()}>
      内容を直す
    </Link>
  );
  if (draft.data?.state === 'sent_off' && draft.data.delivery_id) {
    return (
      <Page title={title}>
        <Notice kind="success" title="この下書きは配信になりました">
          <Link
            to="/deliveries/$id"
            params={{ id: draft.data.delivery_id }}
            className={buttonLook('primary')}
          >
            配信の状況を見る
          </Link>
        </Notice>
      </Page>
    );
  }
  return (
    <Page title={title} actions={back}>
      <ProblemNotice error={error} onRetry={again} />
      {draft.data === undefined || look.data === undefined ? (
        !error && <Loading what="確認の内容を" />
      ) : (
        <div className="grid items-start gap-8 @4xl:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="flex min-w-0 flex-col gap-8">
            <FactsTable draft={draft.data} look={look.data} sentBy={sentBy} />
            <NightWarning at={look.data.starts_at} />
            <Errors look={look.data} />
            <Warnings draft={draft.data} look={look.data} links={links} onChanged={again} />
            <ApprovalPart draft={draft.data} look={look.data} onChanged={again} />
            <SendPart draft={draft.data} look={look.data} onAgain={again} />
          </div>
          <Section title="届く内容">
            <MessagePreview messages={draft.data.messages} />
          </Section>
        </div>
      )}
    </Page>
  );
}

function Errors({ look }: { look: Confirmation }) {
  if (look.errors.length === 0) return null;
  return (
    <Notice kind="error" title={`直さないと配信できないところが${look.errors.length}件あります`}>
      <ul className="list-disc pl-6">
        {look.errors.map((error) => (
          <li key={`${error.path} ${error.code}`}>{error.message}</li>
        ))}
      </ul>
    </Notice>
  );
}
