/** What the last look and the answer to a request share: loading, what moved, what was sent, and the messages beside it all. */

import { Link } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { buttonLook } from '../../shared/ui/button.tsx';
import { MessagePreview } from '../../shared/ui/message_preview.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Section } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { MovedDraft } from '../composer/moved_draft.tsx';
import { OpenedList } from './opened_list.tsx';
import type { Looked } from './use_looked.ts';

interface Props {
  readonly looked: Looked;
  /** 確認 or 承認. */
  readonly what: string;
  readonly actions?: ReactNode;
  /** What is decided about; the messages follow, and only then what asks for a decision. */
  readonly facts: (draft: Draft, look: Confirmation) => ReactNode;
  readonly children: (draft: Draft, look: Confirmation) => ReactNode;
}

export function LookedPage({ looked, what, actions, facts, children }: Props) {
  const { draft, look, moved, heard, error, accept, again } = looked;
  const content = useRef<HTMLDivElement>(null);
  const title = draft?.title ? `${what}：${draft.title}` : what;
  const delivery = [moved, draft].find((one) => one?.state === 'sent_off')?.delivery_id;
  if (delivery)
    return (
      <Page title={title}>
        <Notice kind="success" title="この下書きは配信になりました" live>
          <Link to="/deliveries/$id" params={{ id: delivery }} className={buttonLook('primary')}>
            配信の状況を見る
          </Link>
        </Notice>
      </Page>
    );
  return (
    <Page title={title} actions={actions}>
      <ProblemNotice error={error} onRetry={again} />
      {draft && moved && (
        <MovedDraft
          key={moved.version}
          seen={draft}
          current={moved}
          heard={heard}
          onSeen={() => {
            accept(moved);
            content.current?.focus();
          }}
        />
      )}
      {draft && look ? (
        <div
          ref={content}
          tabIndex={-1}
          className="grid grid-cols-[minmax(0,1fr)] items-start gap-8 @4xl:grid-cols-[minmax(0,1fr)_24rem] @4xl:grid-rows-[auto_1fr]"
        >
          <div className="flex min-w-0 flex-col gap-8">{facts(draft, look)}</div>
          <div className="flex min-w-0 flex-col gap-8 @4xl:col-start-2 @4xl:row-span-2 @4xl:row-start-1">
            <Section title="届く内容">
              <MessagePreview messages={draft.messages} />
            </Section>
            <OpenedList messages={draft.messages} />
          </div>
          <div className="flex min-w-0 flex-col gap-8">{children(draft, look)}</div>
        </div>
      ) : (
        !error && <Loading what={`${what}の内容を`} />
      )}
    </Page>
  );
}
