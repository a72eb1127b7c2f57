/** One request for approval: the same facts as the last look, and the answer. */

import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { people } from '../../shared/format/words.ts';
import { useEyes, useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { SameMinute } from '../composer/same_minute.tsx';
import { FactsTable } from '../confirm/facts_table.tsx';
import { useLinks } from '../confirm/links.ts';
import { LookedPage } from '../confirm/looked_page.tsx';
import { type Looked, otherThanMoved, useLooked } from '../confirm/use_looked.ts';
import { LinksSeen } from '../confirm/warnings.tsx';

/** Whoever wrote some of it sees it with the eyes that wrote it. */
function ownWork({ author, hands }: Draft, me: string): string | undefined {
  if (author.id === me) return '自分が書いた配信は、自分では承認できません';
  return hands.some(({ id }) => id === me)
    ? '内容を直したことのある配信は、自分では承認できません。ほかの承認者に依頼してください'
    : undefined;
}

function notWaiting(approval: Confirmation['approval']): string | undefined {
  if (approval === 'requested') return undefined;
  return approval === 'expired'
    ? '承認の依頼の期限が過ぎました。もう一度依頼してもらってください'
    : 'いまは承認を待っていません';
}

export function ApprovalScreen() {
  const { id = '' } = useParams({ strict: false });
  return <Requested key={id} id={id} />;
}

function Requested({ id }: { id: string }) {
  const looked = useLooked(id);
  const links = useLinks(looked.draft);
  return (
    <LookedPage looked={looked} what="承認">
      {(draft, look) => (
        <>
          {look.approval === 'expired' && (
            <Notice kind="warning" title="承認の依頼の期限が過ぎました">
              作成した人に、もう一度依頼してもらってください。
            </Notice>
          )}
          {draft.approval?.note && <Notice title="依頼した人から">{draft.approval.note}</Notice>}
          <FactsTable draft={draft} look={look} />
          {draft.start.kind === 'at' && <SameMinute at={draft.start.at} />}
          <Findings look={look} links={links} />
          <Answer draft={draft} look={look} looked={looked} />
        </>
      )}
    </LookedPage>
  );
}

function Findings({ look, links }: { look: Confirmation; links: ReturnType<typeof useLinks> }) {
  const found = [...look.errors, ...look.warnings];
  const closed = (links.data?.links ?? []).filter(({ outcome }) => outcome === 'closed');
  return (
    <>
      {found.length + closed.length > 0 && (
        <Notice kind="warning" title="文面の注意">
          <ul className="list-disc pl-6">
            {found.map((one) => (
              <li key={`${one.path} ${one.message}`}>{one.message}</li>
            ))}
            {closed.map(({ key, url, message }) => (
              <li key={key}>
                <span className="break-all">{url}</span>：{message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <LinksSeen links={links} />
    </>
  );
}

interface AnswerProps {
  readonly draft: Draft;
  readonly look: Confirmation;
  readonly looked: Looked;
}

function Answer({ draft, look, looked }: AnswerProps) {
  const navigate = useNavigate();
  const eyes = useEyes();
  const [why, setWhy] = useState('');
  const may = useReasonNot('deliveries_approve');
  const own = ownWork(draft, eyes.id);
  const over = notWaiting(look.approval);
  const touches = ['drafts', 'home'];
  const done = (next: Draft) => {
    looked.accept(next);
    void navigate({ to: '/approvals' });
  };
  const told = { onError: looked.tell };
  const approve = useChange({
    method: 'POST',
    path: `drafts/${draft.id}/approval/approve`,
    touches,
    done,
  });
  const send = useChange({
    method: 'POST',
    path: `drafts/${draft.id}/approval/return`,
    touches,
    done,
  });
  return (
    <Section title="返事をする">
      <ProblemNotice error={otherThanMoved(approve.error ?? send.error)} />
      <div>
        <Button
          kind="primary"
          busy={approve.isPending}
          reason={
            may ??
            looked.blocked ??
            own ??
            over ??
            (look.errors.length > 0 ? '直すところが残っています' : undefined)
          }
          onClick={() => approve.mutate({ version: draft.version, content_hash: look.content_hash }, told)}
        >
          {people(look.count)}への配信を承認する
        </Button>
      </div>
      <TextArea label="差し戻す理由" rows={2} maxLength={1000} value={why} onValue={setWhy} />
      <div>
        <Button
          busy={send.isPending}
          reason={
            may ?? looked.blocked ?? over ?? (why.trim() === '' ? '理由を書くと差し戻せます' : undefined)
          }
          onClick={() => {
            approve.reset();
            send.mutate({ version: draft.version, reason: why }, told);
          }}
        >
          理由を付けて差し戻す
        </Button>
      </div>
    </Section>
  );
}
