/** CodeMirror in a shadow tree of its own: there its styles are adopted sheets, which the page's policy allows. */

import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { looks } from './looks.ts';
import { marking, setProblems } from './marks.ts';
import type { Problem } from './problems.ts';
import { endsOf, rangeOf, replacing, setUp } from './set_up.ts';

interface Given {
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly hint: string;
  readonly onType: (text: string) => void;
  readonly onPaste: (text: string) => void;
}

interface Editor {
  readonly host: RefObject<HTMLDivElement | null>;
  /** Puts the caret at the problem. */
  readonly goTo: (problem: Problem) => void;
}

export function useEditor({ text, problems, hint, onType, onPaste }: Given): Editor {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  // Letters typed fast are ahead of the text that comes back; such an echo changes nothing.
  const sent = useRef<readonly string[]>([]);
  const latest = useRef({ text, hint, onType, onPaste });
  useEffect(() => {
    latest.current = { text, hint, onType, onPaste };
  });
  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const told = document.createElement('p');
    [told.id, told.hidden, told.textContent] = ['told', true, latest.current.hint];
    root.replaceChildren(told);
    const typed = EditorView.updateListener.of((update) => {
      if (!update.docChanged || update.transactions.every((one) => one.annotation(replacing))) return;
      const next = update.state.sliceDoc();
      sent.current = [...sent.current, next];
      const isPaste = update.transactions.some((one) => one.isUserEvent('input.paste'));
      (isPaste ? latest.current.onPaste : latest.current.onType)(next);
    });
    const state = EditorState.create({
      doc: latest.current.text,
      extensions: [endsOf(latest.current.text), setUp('told'), looks, marking, typed],
    });
    view.current = new EditorView({ state, root, parent: root });
    return () => view.current?.destroy();
  }, []);
  useEffect(() => {
    const now = view.current;
    if (now && isEcho(sent.current, text, now.state.sliceDoc())) return;
    sent.current = [];
    const change = now && changeTo(now.state, text);
    if (change) now.dispatch({ changes: change, annotations: replacing.of(true) });
    // The problems are those of this text, so they come after it.
    now?.dispatch({ effects: setProblems.of(problems) });
  }, [text, problems]);
  const goTo = useCallback((problem: Problem) => {
    const now = view.current;
    if (now === undefined) return;
    const { from, to } = rangeOf(now.state.doc, now.state.sliceDoc(), problem);
    now.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
    now.focus();
  }, []);
  return { host, goTo };
}

/** Whether this is what the editor itself said a moment ago, while it holds more letters by now. */
export const isEcho = (sent: readonly string[], text: string, held: string): boolean =>
  text !== held && sent.includes(text);

/** The smallest change that makes the text this one, so that the caret stays where it is. */
function changeTo(state: EditorState, text: string) {
  if (state.sliceDoc() === text) return undefined;
  const [old, next] = [state.doc.toString(), state.toText(text).toString()];
  let from = 0;
  while (from < old.length && from < next.length && old[from] === next[from]) from += 1;
  let [to, end] = [old.length, next.length];
  while (to > from && end > from && old[to - 1] === next[end - 1]) [to, end] = [to - 1, end - 1];
  return { from, to, insert: state.toText(next.slice(from, end).replaceAll('\n', state.lineBreak)) };
}
