/**
 * A draft that is looked at before a decision. What is shown stays: the page changes it after the person's own steps, and
 * after somebody else's only once the person has agreed. So the version and the content that a button carries are those
 * that were read.
 */

import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { post } from '../../shared/api/http.ts';
import { isStale } from '../../shared/api/problem.ts';
import { useGet } from '../../shared/api/query.ts';
import type { Confirmation, Draft } from '../../shared/api/types.ts';

/** Read when it is asked for, and not because somebody came back to the page. */
const STILL = { staleTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

export interface Looked {
  readonly draft: Draft | undefined;
  readonly look: Confirmation | undefined;
  /** The draft as somebody else has left it. */
  readonly moved: Draft | undefined;
  /** Why nothing may be decided now. */
  readonly blocked: string | undefined;
  readonly error: unknown;
  /** Goes on with this version: one's own step, or one that was agreed to. */
  readonly accept: (draft: Draft) => void;
  /** Hears of a refusal, which may be for somebody else's version. */
  readonly tell: (error: unknown) => void;
  readonly again: () => void;
}

/** What stands by a refusal for a lost version. */
const currentOf = (error: unknown): Draft | undefined =>
  isStale(error) ? (error.body.current as Draft | undefined) : undefined;

/** What a part still has to show of its own error: a lost version is told for the whole page. */
export const otherThanMoved = (error: unknown): unknown => (currentOf(error) ? undefined : error);

export function useLooked(id: string): Looked {
  const read = useGet<Draft>(`drafts/${id}`, undefined, STILL);
  const [shown, accept] = useState<Draft>();
  const [told, setTold] = useState<Draft>();
  const fresh = read.isFetchedAfterMount ? read.data : undefined;
  if (shown === undefined && fresh !== undefined) accept(fresh);
  const asked = useQuery({
    // Apart from `drafts`: a step makes another version, and the look at the one before is not asked for again.
    queryKey: ['confirmation', id, shown?.version] as const,
    queryFn: () => post<Confirmation>(`drafts/${id}/confirmation`, { version: shown?.version }),
    enabled: shown !== undefined && shown.state !== 'sent_off',
    ...STILL,
    gcTime: 0,
  });
  // Between two versions the look before stays in sight.
  const last = useRef<Confirmation>(undefined);
  if (asked.data) last.current = asked.data;
  const moved = [fresh, told, currentOf(asked.error)].reduce<Draft | undefined>(
    (newest, one) => (one && shown && one.version > (newest ?? shown).version ? one : newest),
    undefined,
  );
  const blocked = moved
    ? 'ほかの人が先に変更しました。上のお知らせで、違うところを確かめてください'
    : asked.data === undefined
      ? '確認の内容を読み直しています'
      : undefined;
  return {
    draft: shown,
    look: asked.data ?? last.current,
    moved,
    blocked,
    error: read.error ?? otherThanMoved(asked.error),
    accept,
    tell: (error) => setTold((before) => currentOf(error) ?? before),
    again: () => {
      void read.refetch();
      void asked.refetch();
    },
  };
}
