/** What the editor can do, and how places in the text become places in its lines. */

import { defaultKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { Annotation, EditorState, type Extension, type Text } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';

/** Marks a change that comes from outside: undo, another tab, another person. */
export const replacing = Annotation.define<boolean>();

/** Tab is no key of the editor, so it leads on; undo and redo are the composer's own. */
export const setUp = (told: string): Extension => [
  lineNumbers(),
  EditorView.lineWrapping,
  json(),
  indentUnit.of('  '),
  indentOnInput(),
  bracketMatching(),
  keymap.of(defaultKeymap.filter(({ key }) => key !== 'Mod-Enter')),
  EditorView.contentAttributes.of({
    'aria-label': 'JSON',
    'aria-describedby': told,
    spellcheck: 'false',
    autocapitalize: 'off',
  }),
];

/** Text from Windows keeps its line ends. */
export const endsOf = (text: string): Extension =>
  text.includes('\r\n') && !/(^|[^\r])\n/.test(text) ? EditorState.lineSeparator.of('\r\n') : [];

/** A place in the text as a place in the document, where each line break counts as one. */
export function rangeOf(doc: Text, text: string, { from, to }: { from: number; to: number }) {
  const placeOf = (offset: number): number => {
    const lines = text.slice(0, offset).split(/\r\n?|\n/);
    const line = doc.line(Math.min(lines.length, doc.lines));
    return Math.min(line.to, line.from + (lines.at(-1)?.length ?? 0));
  };
  return { from: placeOf(from), to: placeOf(to) };
}
