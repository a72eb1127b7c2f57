/** One request for approval: the same facts as the last look, and the answer. */

import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem } from '../../shared/api/problem.ts';
import { useChange } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { people } from '../../shared/format/words.ts';
import { useEyes, useReasonNot } from '../../shared/session/session.ts';
import { Button } from '../../shared/ui/button.tsx';
import { TextArea } from '../../shared/ui/field.tsx';
import { NightWarning } from '../../shared/ui/night_warning.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Section, tellNextScreen } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { SameMinute } from '../composer/same_minute.tsx';
import { useFormWords } from '../composer/use_form_words.ts';
import { FactsTable } from '../confirm/facts_table.tsx';
import { useLinks } from '../confirm/links.ts';
import { LookedPage } from '../confirm/looked_page.tsx';
import { hasTarget } from '../confirm/send_part.tsx';
import { lapsed } from '../confirm/standing.ts';
import { type Looked, otherThanMoved, useLooked } from '../confirm/use_looked.ts';
import { LinksSeen } from '../confirm/warnings.tsx';

/** Whoever wrote some of it sees it with the eyes that wrote it. */
function ownWork({ author, hands }: Draft, me: string): string | undefined {
  if (author.id === me) return '自分が書いた配信は、自分では承認できません';
  return hands.some(({ id }) => id === me)
    ? '内容を直したことのある配信は、自分では承認できません。ほかの承認者に依頼してください'
    : undefined;
}

function notWaiting(draft: Draft, look: Confirmation): string | undefined {
  if (look.approval === 'requested') return undefined;
  return look.approval === 'expired'
    ? `${lapsed(draft, look)}。もう一度依頼してもらってください`
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
    <LookedPage
      looked={looked}
      what="承認"
      facts={(draft, look) => (
        <>
          {look.approval === 'expired' && (
            <Notice kind="warning" title={lapsed(draft, look)}>
              作成した人に、もう一度依頼してもらってください。
            </Notice>
          )}
          {draft.approval?.note && <Notice title="依頼した人から">{draft.approval.note}</Notice>}
          <FactsTable draft={draft} look={look} />
          <NightWarning at={look.starts_at} />
          {draft.start.kind === 'at' && <SameMinute at={draft.start.at} />}
        </>
      )}
    >
      {(draft, look) => (
        <>
          <Findings draft={draft} look={look} links={links} />
          <Answer draft={draft} look={look} looked={looked} />
        </>
      )}
    </LookedPage>
  );
}

interface FindingsProps {
  readonly draft: Draft;
  readonly look: Confirmation;
  readonly links: ReturnType<typeof useLinks>;
}

/** What the writer was warned of: where it stands, and whether somebody has said that it is meant so. */
function Findings({ draft, look, links }: FindingsProps) {
  const errors = useFormWords(look.errors, draft.messages);
  const closed = (links.data?.links ?? []).filter(({ outcome }) => outcome === 'closed');
  const seen = (isSeen: boolean) => (
    <span className="block text-sm font-bold">
      {isSeen ? '作成した側で確認済み' : 'まだ確認されていません'}
    </span>
  );
  return (
    <>
      {look.errors.length + look.warnings.length + closed.length > 0 && (
        <Notice kind="warning" title="文面の注意">
          <ul className="flex list-disc flex-col gap-2 pl-6">
            {errors.map((one) => (
              <li key={`${one.path} ${one.message}`}>{one.message}</li>
            ))}
            {look.warnings.map((one) => (
              <li key={one.key}>
                {one.message}
                {one.quote && <q className="block text-sm text-solid-gray-700">{one.quote}</q>}
                {seen(one.acknowledged)}
              </li>
            ))}
            {closed.map(({ key, url, message }) => (
              <li key={key}>
                <span className="break-all">{url}</span>：{message}
                {seen(draft.acknowledged.includes(key))}
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
  const over = notWaiting(draft, look);
  const touches = ['drafts', 'home'];
  const title = draft.title || '名前のない下書き';
  const done = (words: string) => (next: Draft) => {
    looked.accept(next);
    tellNextScreen(`「${title}」を${words}`);
    void navigate({ to: '/approvals' });
  };
  const told = { onError: looked.tell };
  const heard = (error: Error) => {
    looked.tell(error);
    // The button named a number that is another now.
    if (asProblem(error).code === 'count_changed') looked.again();
  };
  const approve = useChange({
    method: 'POST',
    path: `drafts/${draft.id}/approval/approve`,
    touches,
    done: done('承認しました。まだ配信されていません。配信する権限のある人が、確認の画面で配信します。'),
  });
  const send = useChange({
    method: 'POST',
    path: `drafts/${draft.id}/approval/return`,
    touches,
    done: done('差し戻しました。理由は、作成した人の画面に出ます。'),
  });
  return (
    <Section title="承認するか、差し戻す">
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
          onClick={() =>
            approve.mutate(
              { version: draft.version, content_hash: look.content_hash, expected_count: look.count },
              { onError: heard },
            )
          }
        >
          {hasTarget(draft) ? `${people(look.count)}への配信を承認する` : '配信を承認する'}
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
