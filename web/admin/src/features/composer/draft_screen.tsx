/** Loads a draft for the composer, and offers what this browser kept of it. */

import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useGet } from '../../shared/api/query.ts';
import type { Draft } from '../../shared/api/types.ts';
import { useMay, useMe, useReasonNot, useSession } from '../../shared/session/session.ts';
import { buttonLook } from '../../shared/ui/button.tsx';
import { later } from '../../shared/ui/later.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { focusNextScreen, Page } from '../../shared/ui/page.tsx';
import { ProblemNotice } from '../../shared/ui/problem_notice.tsx';
import { Loading } from '../../shared/ui/status.tsx';
import { Composer } from './composer.tsx';
import { contentOf, isSame } from './content.ts';
import { isHandedOver } from './handed_over.ts';
import { forget, kept } from './kept.ts';

const DraftReading = later(async () => (await import('./draft_reading.tsx')).DraftReading);

export function DraftScreen() {
  const { id = '' } = useParams({ strict: false });
  const draft = useGet(`drafts/${id}`, undefined, {
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  // What is being written stays, also where reading it again fails.
  if (draft.error && draft.data === undefined) {
    return (
      <Page title="配信を作成">
        <ProblemNotice error={draft.error} onRetry={() => void draft.refetch()} />
      </Page>
    );
  }
  // Writing begins with what stands on the server now, never with what was read before it was sent off or taken back.
  if (draft.data === undefined || !draft.isFetchedAfterMount) return <Loading what="下書きを" />;
  return <Opened key={draft.data.id} draft={draft.data} />;
}

function Opened({ draft }: { draft: Draft }) {
  const me = useMe();
  const mayNot = useReasonNot('deliveries_write');
  const mayWrite = useMay('deliveries_write');
  const isLookedAt = useSession().session.viewing_as !== null;
  const [begun, begin] = useState(draft);
  // Taken back while its page stands here: it is written again, as it was read since.
  if (begun.state === 'sent_off' && draft.state !== 'sent_off') begin(draft);
  const [isUnlocked, unlock] = useState(false);
  const [restored] = useState(() => {
    const found = kept(me.id, draft.id);
    if (found === undefined || !isSame(found.content, contentOf(draft))) return found;
    // Saved after all, as the page was closing.
    forget(me.id, draft.id);
    return undefined;
  });
  if (begun.state === 'sent_off') {
    return (
      <Page title={begun.title || '配信'}>
        <Notice title="この下書きは配信になりました">
          {begun.delivery_id && (
            <Link to="/deliveries/$id" params={{ id: begun.delivery_id }} className={buttonLook()}>
              配信の状況を見る
            </Link>
          )}
        </Notice>
      </Page>
    );
  }
  if (mayNot !== undefined || (isHandedOver(begun) && !isUnlocked)) {
    const write = () => {
      focusNextScreen();
      unlock(true);
    };
    const reason =
      isLookedAt && mayWrite
        ? mayNot
        : mayNot && 'この下書きを直す権限がありません。必要なときは管理者に相談してください';
    return <DraftReading draft={begun} reason={reason} onWrite={write} />;
  }
  return <Composer begun={begun} restored={restored} />;
}
