/** A draft as those read it who may not write it now: because of who they are, or because it was handed over for approval. */

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Draft } from '../../shared/api/types.ts';
import { useDepartmentName } from '../../shared/departments.ts';
import { moment, momentAway } from '../../shared/format/jst.ts';
import { DRAFT_STATE_NAMES } from '../../shared/format/names.ts';
import { useEyes, useMay } from '../../shared/session/session.ts';
import { Button, buttonLook } from '../../shared/ui/button.tsx';
import { MessagePreview } from '../../shared/ui/message_preview.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import type { Target } from '../audience/condition.ts';
import { useCount } from '../audience/count_panel.tsx';
import { VOIDS } from './handed_over.ts';

interface Props {
  readonly draft: Draft;
  /** Why it cannot be written; undefined where that is only a matter of saying so. */
  readonly reason: string | undefined;
  readonly onWrite: () => void;
}

export function DraftReading({ draft, reason, onWrite }: Props) {
  const mayLook = useMay('deliveries_write', 'deliveries_send', 'deliveries_approve');
  const eyes = useEyes();
  const mayAnswer = useMay('deliveries_approve') && draft.author.id !== eyes.id;
  return (
    <Page
      title={draft.title || '名前のない下書き'}
      actions={
        mayLook && (
          <Link to="/drafts/$id/confirm" params={{ id: draft.id }} className={buttonLook('primary')}>
            確認へ進む
          </Link>
        )
      }
    >
      {reason !== undefined ? (
        <Notice title={reason}>内容を見ることだけできます。</Notice>
      ) : (
        <Notice kind="warning" title={VOIDS}>
          <p>
            {draft.state === 'approved'
              ? 'この下書きは承認されています。内容を少しでも直すと承認が取り消され、依頼からやり直します。'
              : '承認を依頼しています。内容を少しでも直すと依頼が取り消され、依頼からやり直します。'}
          </p>
          <Button onClick={onWrite}>承認をやり直すことにして、内容を直す</Button>
        </Notice>
      )}
      {draft.state === 'approval_requested' && mayAnswer && (
        <Link to="/approvals/$id" params={{ id: draft.id }} className="link self-start">
          承認の画面を開く
        </Link>
      )}
      <div className="grid items-start gap-8 @4xl:grid-cols-[minmax(0,1fr)_24rem]">
        <Section title="下書きの内容">
          <Facts draft={draft} />
        </Section>
        <MessagePreview messages={draft.messages} />
      </div>
    </Page>
  );
}

function Facts({ draft }: { draft: Draft }) {
  const nameOf = useDepartmentName();
  const { start } = draft;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['状態', DRAFT_STATE_NAMES[draft.state]],
    ['対象', <TargetWords key="target" target={draft.target as Target | null} />],
    ['配信する日時', start.kind === 'at' ? momentAway(start.at) : '確認のあとすぐ'],
    ['担当', [nameOf(draft.department), draft.author.name].filter(Boolean).join(' ')],
    ['通知', draft.silent ? '音を鳴らさずに届く' : '通知が鳴る'],
    ['更新', `${moment(draft.updated_at)} ${draft.updated_by.name}`],
  ];
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[12rem_minmax(0,1fr)]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="font-bold">{name}</dt>
          <dd className="mb-2 sm:mb-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The server puts a target into words for those who may count it. */
function TargetWords({ target }: { target: Target | null }) {
  const mayCount = useMay('deliveries_write', 'deliveries_approve', 'deliveries_send', 'groups');
  const count = useCount(mayCount ? target : null);
  if (target === null) return 'まだ決まっていません';
  if (target.kind === 'everyone') return '全員';
  return count.data?.description ?? '条件に合う人';
}
