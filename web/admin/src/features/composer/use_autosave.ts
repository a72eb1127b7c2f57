/**
 * Saves what was typed: at the latest three seconds after the first key that is not saved, on leaving a field, and when the
 * page is hidden or left. A fault that may pass is met by trying again, as the page and not as the person; a refusal is not,
 * until something else is typed. Every key is kept in this browser at once, so what no request carries any more is not lost.
 * Saves run one after the other, each over the version before it; whoever finds another version shows both sides and saves
 * nothing.
 */

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { put } from '../../shared/api/http.ts';
import { asProblem, draftNow, isTemporary, type Problem } from '../../shared/api/problem.ts';
import type { Draft } from '../../shared/api/types.ts';
import { type Content, contentOf, isSame } from './content.ts';
import { forget, keep } from './kept.ts';

const AFTER_MS = 3000;
const AGAIN_MS = 10_000;

/** When to try again by itself: where the server asks for patience, not before. */
const againAfter = ({ retryAfter = 0 }: Problem): number => Math.max(AGAIN_MS, retryAfter * 1000);

export type Saving =
  | { readonly state: 'saved'; readonly at: Date }
  | { readonly state: 'typed' }
  | { readonly state: 'saving' }
  | { readonly state: 'failed'; readonly problem: Problem }
  | { readonly state: 'conflict'; readonly theirs: Draft };

const isRefused = (saving: Saving): boolean => saving.state === 'failed' && !isTemporary(saving.problem);

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
  /** What the last save that did not succeed wanted to save. */
  const tried = useRef<Content>(undefined);
  const [saving, setSaving] = useState<Saving>({ state: 'saved', at: new Date(begun.updated_at) });
  latest.current = content;

  const save = useCallback(
    (background: boolean): Promise<Draft | undefined> => {
      const run = async (): Promise<Draft | undefined> => {
        if (isStopped.current || isSame(latest.current, contentOf(saved.current))) return saved.current;
        setSaving({ state: 'saving' });
        const sent = latest.current;
        try {
          const body = { ...sent, version: saved.current.version };
          const how = { keepalive: true, person, background };
          saved.current = await put(`drafts/${begun.id}`, body, how);
          if (isSame(latest.current, sent)) forget(person, begun.id);
          // What was typed meanwhile is not saved yet, and the page says so.
          setSaving(isSame(latest.current, sent) ? { state: 'saved', at: new Date() } : { state: 'typed' });
          return saved.current;
        } catch (error) {
          tried.current = sent;
          const theirs = draftNow(error);
          setSaving(theirs ? { state: 'conflict', theirs } : { state: 'failed', problem: asProblem(error) });
          return undefined;
        }
      };
      // Whoever comes second waits for the first: two saves over the same version would collide with each other.
      const mine = (running.current ?? Promise.resolve()).then(run);
      running.current = mine;
      return mine;
    },
    [begun.id, person],
  );
  const flush = useCallback(() => save(false), [save]);

  const isDirty = !isSame(content, contentOf(saved.current));
  useEffect(() => {
    if (isSame(content, contentOf(saved.current)) || saving.state === 'conflict' || isStopped.current) return;
    keep(person, begun.id, { version: saved.current.version, content });
  }, [content, saving, person, begun.id]);

  const takenBack = useCallback(() => {
    forget(person, begun.id);
    setSaving({ state: 'saved', at: new Date(saved.current.updated_at) });
  }, [person, begun.id]);
  useDue({ saving, setSaving, isDirty, content, tried, save, takenBack });
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

interface Due {
  readonly saving: Saving;
  readonly setSaving: (saving: Saving) => void;
  readonly isDirty: boolean;
  readonly content: Content;
  readonly tried: RefObject<Content | undefined>;
  readonly save: (background: boolean) => Promise<unknown>;
  readonly takenBack: () => void;
}

/** When the next save is due. */
function useDue({ saving, setSaving, isDirty, content, tried, save, takenBack }: Due): void {
  const latest = useRef(content);
  latest.current = content;
  // Not begun anew by the next key: who types without a pause is saved as well.
  useEffect(() => {
    const { state } = saving;
    if (!isDirty && (state === 'typed' || state === 'failed')) return takenBack();
    if (!isDirty || state === 'conflict' || state === 'saving') return;
    if (state === 'saved') return setSaving({ state: 'typed' });
    if (isRefused(saving)) return;
    const again = () => void save(state === 'failed' && latest.current === tried.current);
    const timer = setTimeout(again, state === 'failed' ? againAfter(saving.problem) : AFTER_MS);
    return () => clearTimeout(timer);
  }, [isDirty, saving, setSaving, save, takenBack, tried]);
  // What was refused is refused again; something else may not be.
  useEffect(() => {
    if (isDirty && isRefused(saving) && content !== tried.current) setSaving({ state: 'typed' });
  }, [isDirty, saving, setSaving, content, tried]);
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
