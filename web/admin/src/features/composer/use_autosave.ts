/**
 * Saves what was typed: three seconds after the last key and when the page is left. Saves run one after the other, each over
 * the version before it; whoever finds another version shows both sides and saves nothing.
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
}

export function useAutosave(begun: Draft, content: Content, person: string): Autosave {
  const saved = useRef(begun);
  const latest = useRef(content);
  const running = useRef<Promise<unknown>>(undefined);
  const [saving, setSaving] = useState<Saving>({ state: 'saved', at: new Date(begun.updated_at) });
  latest.current = content;

  const flush = useCallback((): Promise<Draft | undefined> => {
    const save = async (): Promise<Draft | undefined> => {
      if (isSame(latest.current, contentOf(saved.current))) return saved.current;
      setSaving({ state: 'saving' });
      const sent = latest.current;
      try {
        const body = { ...sent, version: saved.current.version };
        saved.current = await put<Draft>(`drafts/${begun.id}`, body);
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

  const state = saving.state;
  useEffect(() => {
    if (isSame(content, contentOf(saved.current)) || state === 'conflict') return;
    keep(person, begun.id, { version: saved.current.version, content });
    if (state !== 'saving' && state !== 'failed') setSaving({ state: 'typed' });
    const timer = setTimeout(() => void flush(), state === 'failed' ? AGAIN_MS : AFTER_MS);
    return () => clearTimeout(timer);
  }, [content, state, flush, person, begun.id]);

  useEffect(() => {
    const leave = () => void flush();
    window.addEventListener('blur', leave);
    return () => {
      window.removeEventListener('blur', leave);
      leave();
    };
  }, [flush]);

  const accept = useCallback((draft: Draft) => {
    saved.current = draft;
    setSaving({ state: 'saved', at: new Date(draft.updated_at) });
  }, []);
  return { saving, saved: saved.current, flush, accept };
}
