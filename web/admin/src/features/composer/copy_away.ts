/** What was written goes on as a draft of its own, where the one it was written into is somebody else's now, or gone. */

import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { newKey, post, put } from '../../shared/api/http.ts';
import { asProblem, draftNow, type Problem } from '../../shared/api/problem.ts';
import { type Content, isSame } from './content.ts';

interface CopyAway {
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  readonly copy: () => Promise<void>;
}

/** `onKept`: the copy stands on the server, and the page is left for it. */
export function useCopyAway(mine: Content, onKept: () => void): CopyAway {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  // One wish, however often it is pressed and whatever is typed in between: the same request under the same key.
  const wish = useRef<{ readonly title: string; readonly key: string }>(undefined);
  const latest = useRef(mine);
  latest.current = mine;
  const copy = async () => {
    setBusy(true);
    setProblem(undefined);
    wish.current ??= { title: mine.title, key: newKey() };
    const { title, key } = wish.current;
    try {
      const draft = await post('drafts', { title }, { key });
      let { version } = draft;
      let sent: Content;
      // What is typed meanwhile goes along.
      do {
        const content = latest.current;
        const save = (over: number) => put(`drafts/${draft.id}`, { ...content, version: over });
        // Another version of it is one's own save whose answer was lost.
        const saved = await save(version).catch((error) => {
          const now = draftNow(error);
          if (now === undefined) throw error;
          return save(now.version);
        });
        ({ version } = saved);
        sent = content;
      } while (!isSame(sent, latest.current));
      onKept();
      await navigate({ to: '/drafts/$id', params: { id: draft.id } });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, copy };
}
