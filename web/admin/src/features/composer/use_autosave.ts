/**
 * Saves what was typed: at the latest three seconds after the first key that is not saved, on leaving a field, and when the
 * page is hidden or left. Every key is kept in this browser at once, so what no request carries any more is not lost.
 * Saves run one after the other, each over the version before it; whoever finds another version shows both sides and saves
 * nothing.
 */

import { useCallback, useEffect, useRef, useState } from 'react';
import { put } from '../../shared/api/http.ts';
import { asProblem, isStale, type Problem } from '../../shared/api/problem.ts';
import type { Draft } from '../../shared/api/types.ts';
import { type Content, contentOf, isSame } from './content.ts';
import { forget, keep } from './kept.ts';

const AFTER_MS = 3000;
const AGAIN_MS = 10_000;

export type Saving =
  | { readonly state: 'saved'; readonly at: Date }
  | { readonly state: 'typed' }
  | { readonly state: 'saving' }
  | { readonly state: 'failed'; readonly problem: Problem }
  | { readonly state: 'conflict'; readonly theirs: Draft };

export interface Autosave {
  readonly saving: Saving;
  readonly saved: Draft;
  /** Saves now; the draft as it then stands, or undefined where that did not succeed. */
  readonly flush: () => Promise<Draft | undefined>;
  /** Goes on from this version: after a conflict, or after a step that changed the draft on the server. */
  readonly accept: (draft: Draft) => void;
  /** Saves nothing any more and keeps nothing: the draft was deleted. */
  readonly stop: () => void;
}

export function useAutosave(begun: Draft, content: Content, person: string): Autosave {
  const saved = useRef(begun);
  const latest = useRef(content);
  const running = useRef<Promise<unknown>>(undefined);
  const isStopped = useRef(false);
  const [saving, setSaving] = useState<Saving>({ state: 'saved', at: new Date(begun.updated_at) });
  latest.current = content;

  const flush = useCallback((): Promise<Draft | undefined> => {
    const save = async (): Promise<Draft | undefined> => {
      if (isStopped.current || isSame(latest.current, contentOf(saved.current))) return saved.current;
      setSaving({ state: 'saving' });
      const sent = latest.current;
      try {
        const body = { ...sent, version: saved.current.version };
        saved.current = await put<Draft>(`drafts/${begun.id}`, body, { keepalive: true });
        if (isSame(latest.current, sent)) forget(person, begun.id);
        setSaving({ state: 'saved', at: new Date() });
        return saved.current;
      } catch (error) {
        if (isStale(error)) setSaving({ state: 'conflict', theirs: error.body.current as Draft });
        else setSaving({ state: 'failed', problem: asProblem(error) });
        return undefined;
      }
    };
    // Whoever comes second waits for the first: two saves over the same version would collide with each other.
    const mine = (running.current ?? Promise.resolve()).then(save);
    running.current = mine;
    return mine;
  }, [begun.id, person]);

  const isDirty = !isSame(content, contentOf(saved.current));
  useEffect(() => {
    if (isSame(content, contentOf(saved.current)) || saving.state === 'conflict' || isStopped.current) return;
    keep(person, begun.id, { version: saved.current.version, content });
  }, [content, saving, person, begun.id]);

  // Not begun anew by the next key: who types without a pause is saved as well.
  useEffect(() => {
    const { state } = saving;
    if (!isDirty && state === 'typed') {
      // Taken back by undo.
      forget(person, begun.id);
      return setSaving({ state: 'saved', at: new Date(saved.current.updated_at) });
    }
    if (!isDirty || state === 'conflict' || state === 'saving') return;
    if (state === 'saved') return setSaving({ state: 'typed' });
    const timer = setTimeout(() => void flush(), state === 'failed' ? AGAIN_MS : AFTER_MS);
    return () => clearTimeout(timer);
  }, [isDirty, saving, flush, person, begun.id]);

  useLeaving(flush, saving.state === 'conflict');

  const accept = useCallback(
    (draft: Draft) => {
      // What was decided about is not offered again.
      forget(person, begun.id);
      saved.current = draft;
      setSaving({ state: 'saved', at: new Date(draft.updated_at) });
    },
    [person, begun.id],
  );
  const stop = useCallback(() => {
    isStopped.current = true;
    forget(person, begun.id);
  }, [person, begun.id]);
  return { saving, saved: saved.current, flush, accept, stop };
}

/** Whoever leaves a field, the window or the page wants to find it again as it was. */
function useLeaving(flush: () => Promise<unknown>, isOff: boolean): void {
  const off = useRef(isOff);
  off.current = isOff;
  useEffect(() => {
    const leave = () => {
      if (!off.current) void flush();
    };
    const hide = () => document.visibilityState === 'hidden' && leave();
    window.addEventListener('blur', leave);
    window.addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', hide);
    document.addEventListener('focusout', leave);
    return () => {
      window.removeEventListener('blur', leave);
      window.removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', hide);
      document.removeEventListener('focusout', leave);
      leave();
    };
  }, [flush]);
}
