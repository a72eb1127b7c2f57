/** One request for approval: the same facts as the last look, and the answer. */

import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange, useGet } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { people } from '../../shared/format/words.ts';
import { useMe, useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { MessagePreview } from '../../shared/ui/message_preview.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { MovedDraft } from '../composer/moved_draft.tsx';
import { useConfirmation } from '../confirm/confirm_screen.tsx';
import { FactsTable } from '../confirm/facts_table.tsx';

export function ApprovalScreen() {
  const { id = '' } = useParams({ strict: false });
  const draft = useGet<Draft>(`drafts/${id}`, undefined, { staleTime: 0 });
  const look = useConfirmation(draft.data);
  const error = draft.error ?? look.error;
  return (
    <Page title={draft.data?.title ? `承認：${draft.data.title}` : '承認'}>
      <ProblemNotice error={error} onRetry={() => void draft.refetch()} />
      {draft.data && look.data ? (
        <div className="grid items-start gap-8 @4xl:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="flex min-w-0 flex-col gap-8">
            {draft.data.approval?.note && <Notice title="依頼した人から">{draft.data.approval.note}</Notice>}
            <FactsTable draft={draft.data} look={look.data} />
            <Findings look={look.data} />
            <Answer draft={draft.data} look={look.data} />
          </div>
          <Section title="届く内容">
            <MessagePreview messages={draft.data.messages} />
          </Section>
        </div>
      ) : (
        !error && <Loading what="依頼を" />
      )}
    </Page>
  );
}

function Findings({ look }: { look: Confirmation }) {
  const found = [...look.errors, ...look.warnings];
  if (found.length === 0) return null;
  return (
    <Notice kind="warning" title="文面の注意">
      <ul className="list-disc pl-6">
        {found.map((one) => (
          <li key={`${one.path} ${one.message}`}>{one.message}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Answer({ draft, look }: { draft: Draft; look: Confirmation }) {
  const navigate = useNavigate();
  const me = useMe();
  const [why, setWhy] = useState('');
  const [seen, setSeen] = useState<Draft>();
  const may = useReasonNot('deliveries_approve');
  const own = draft.author.id === me.id ? '自分が書いた配信は、自分では承認できません' : undefined;
  const over = look.approval === 'requested' ? undefined : 'いまは承認を待っていません';
  const touches = ['drafts', 'home'];
  const done = () => void navigate({ to: '/approvals' });
  const approve = useChange<Draft, object>({
    method: 'POST',
    path: `drafts/${draft.id}/approval/approve`,
    touches,
    done,
  });
  const send = useChange<Draft, object>({
    method: 'POST',
    path: `drafts/${draft.id}/approval/return`,
    touches,
    done,
  });
  return (
    <Section title="返事をする">
      <MovedDraft error={approve.error ?? send.error} seen={seen ?? draft} />
      <div>
        <Button
          kind="primary"
          busy={approve.isPending}
          reason={may ?? own ?? over ?? (look.errors.length > 0 ? '直すところが残っています' : undefined)}
          onClick={() => {
            setSeen(draft);
            approve.mutate({ version: draft.version, content_hash: look.content_hash });
          }}
        >
          {people(look.count)}への配信を承認する
        </Button>
      </div>
      <TextArea label="差し戻す理由" rows={2} maxLength={1000} value={why} onValue={setWhy} />
      <div>
        <Button
          busy={send.isPending}
          reason={may ?? over ?? (why.trim() === '' ? '理由を書くと差し戻せます' : undefined)}
          onClick={() => {
            setSeen(draft);
            approve.reset();
            send.mutate({ version: draft.version, reason: why });
          }}
        >
          理由を付けて差し戻す
        </Button>
      </div>
    </Section>
  );
}
