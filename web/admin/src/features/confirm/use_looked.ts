/**
 * A draft that is looked at before a decision. What is shown stays: the page changes it after the person's own steps, and
 * after somebody else's only once the person has agreed. So the version and the content that a button carries are those
 * that were read. Whoever waits for an approval hears of it without asking.
 */

import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { post } from '../../shared/api/http.ts';
import { draftNow } from '../../shared/api/problem.ts';
import { reading, useGet } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';
import { useMe } from '../../shared/session/session.ts';

/** Read when it is asked for, and not because somebody came back to the page. */
const STILL = { staleTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false } as const;
const EVERY_MS = 20_000;

/** How the page came to know of a newer version: a step was refused, it read again, or it asked by itself. */
export type Heard = 'refused' | 'read' | 'watched';

export interface Looked {
  readonly draft: Draft | undefined;
  readonly look: Confirmation | undefined;
  /** The draft as somebody else has left it, or an own step whose answer did not arrive. */
  readonly moved: Draft | undefined;
  readonly heard: Heard;
  /** Why nothing may be decided now. */
  readonly blocked: string | undefined;
  readonly error: unknown;
  /** Goes on with this version: one's own step, or one that was agreed to. */
  readonly accept: (draft: Draft) => void;
  /** Hears that something is being saved: a step beside it would carry a version that is gone when it arrives. */
  readonly saving: (isSaving: boolean) => void;
  /** Hears of a refusal, which may be for somebody else's version. */
  readonly tell: (error: unknown) => void;
  readonly again: () => void;
}

/** What a part still has to show of its own error: a lost version is told for the whole page. */
export const otherThanMoved = (error: unknown): unknown => (draftNow(error) ? undefined : error);

/** While a second person is waited for: what that person, or another, has done. */
function useWatched(id: string, waits: boolean): Draft | undefined {
  const me = useMe().id;
  const { data } = useQuery({
    ...reading(`drafts/${id}`, undefined, true),
    queryKey: ['drafts', id, 'watched'] as const,
    refetchInterval: EVERY_MS,
    retry: false,
    enabled: waits,
  });
  return waits && data?.updated_by.id !== me ? data : undefined;
}

function blockedBy(moved: Draft | undefined, me: string, isLooked: boolean): string | undefined {
  if (moved === undefined) return isLooked ? undefined : '確認の内容を読み直しています';
  const what = moved.updated_by.id === me ? '内容が新しくなっています' : 'ほかの人が先に変更しました';
  return `${what}。上のお知らせで、違うところを確かめてください`;
}

/** `waits`: the page of somebody who waits for the approval, not of who gives it. */
export function useLooked(id: string, waits = false): Looked {
  const me = useMe().id;
  const read = useGet(`drafts/${id}`, undefined, STILL);
  const [shown, accept] = useState<Draft>();
  const [told, setTold] = useState<Draft>();
  const [isSaving, saving] = useState(false);
  const fresh = read.isFetchedAfterMount ? read.data : undefined;
  if (shown === undefined && fresh !== undefined) accept(fresh);
  const asked = useQuery({
    // Apart from `drafts`: a step makes another version, and the look at the one before is not asked for again.
    queryKey: ['confirmation', id, shown?.version] as const,
    // Asked only where it is shown.
    queryFn: () => post(`drafts/${id}/confirmation`, { version: shown?.version ?? 0 }),
    enabled: shown !== undefined && shown.state !== 'sent_off',
    ...STILL,
    gcTime: 0,
  });
  // Between two versions the look before stays in sight.
  const last = useRef<Confirmation>(undefined);
  if (asked.data) last.current = asked.data;
  // Overtaken before anything was seen: there is nothing to compare.
  const newer = last.current === undefined ? draftNow(asked.error) : undefined;
  if (newer && shown && newer.version > shown.version) accept(newer);
  const watched = useWatched(id, waits && asked.data?.approval === 'requested');
  const moved = [fresh, told, draftNow(asked.error), watched].reduce<Draft | undefined>(
    (newest, one) => (one && shown && one.version > (newest ?? shown).version ? one : newest),
    undefined,
  );
  const isRefused = told !== undefined && shown !== undefined && told.version > shown.version;
  return {
    draft: shown,
    look: asked.data ?? last.current,
    moved,
    heard: isRefused ? 'refused' : moved !== undefined && moved === watched ? 'watched' : 'read',
    blocked: blockedBy(moved, me, asked.data !== undefined && !isSaving),
    error: read.error ?? otherThanMoved(asked.error),
    accept,
    saving,
    tell: (error) => setTold((before) => draftNow(error) ?? before),
    again: () => {
      void read.refetch();
      void asked.refetch();
    },
  };
}
