/** A second person: asking, waiting, and what they said. */

import { useState } from 'react';
import { useChange } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { deadline } from '../../shared/format/approval.ts';
import { moment } from '../../shared/format/jst.ts';
import { useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { isReturned } from './standing.ts';
import { type Looked, otherThanMoved } from './use_looked.ts';

interface Props {
  readonly draft: Draft;
  readonly look: Confirmation;
  readonly looked: Looked;
}

const nameOf = (person: unknown): string => (person as { name?: string } | null)?.name ?? '';

export function ApprovalPart({ draft, look, looked }: Props) {
  const [note, setNote] = useState('');
  const reason = useReasonNot('deliveries_write');
  const ask = useChange({
    method: 'POST',
    path: `drafts/${draft.id}/approval`,
    touches: ['drafts', 'home'],
    done: looked.accept,
  });
  const withdraw = useChange({
    method: 'POST',
    path: `drafts/${draft.id}/approval/withdraw`,
    touches: ['drafts', 'home'],
    done: looked.accept,
  });
  if (!look.approval_needed && ['none', 'expired'].includes(look.approval)) return null;
  const approval = draft.approval;
  const told = { onError: looked.tell };
  if (look.approval === 'approved') {
    return (
      <Notice kind="success" title={`${nameOf(approval?.decided_by)}さんが承認しました`}>
        内容を少しでも直すと、承認はやり直しになります。
      </Notice>
    );
  }
  if (look.approval === 'requested') {
    return (
      <Notice title="承認を待っています">
        <p>
          {nameOf(approval?.requested_by)}さんが{moment(approval?.requested_at ?? draft.updated_at)}
          に依頼しました。
          {approval && `${deadline(draft.start, approval)}です。`}
        </p>
        <p>
          承認できる人の「ホーム」と「承認」の画面に出ています。メールなどでは知らせないため、急ぐときは電話で伝えてください。承認されると、この画面で分かります。
        </p>
        <Button
          busy={withdraw.isPending}
          reason={reason ?? looked.blocked}
          onClick={() => withdraw.mutate({ version: draft.version }, told)}
        >
          依頼を取り下げる
        </Button>
        <ProblemNotice error={otherThanMoved(withdraw.error)} />
      </Notice>
    );
  }
  return (
    <Section title="承認を依頼する">
      {approval?.reason && (
        <Notice kind="warning" title={`${nameOf(approval.decided_by)}さんが差し戻しました`}>
          {approval.reason}
        </Notice>
      )}
      <p>
        {isReturned(draft)
          ? 'このままでは配信できません。「内容を直す」から直すか、もう一度承認を依頼してください。'
          : 'この配信には、ほかの人の承認が必要です。'}
        内容に関わった人は承認できません。
      </p>
      <TextArea label="承認する人への連絡（任意）" rows={2} maxLength={1000} value={note} onValue={setNote} />
      <ProblemNotice error={otherThanMoved(ask.error)} />
      <div>
        <Button
          busy={ask.isPending}
          reason={
            reason ??
            looked.blocked ??
            (look.errors.length > 0 ? '先に、直すところを直してください' : undefined)
          }
          onClick={() => ask.mutate({ version: draft.version, note }, told)}
        >
          承認を依頼する
        </Button>
      </div>
    </Section>
  );
}
