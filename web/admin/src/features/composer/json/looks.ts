/** How the editor looks: the console's own colours and focus, with a contrast of 4.5 or more. */

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const letters = HighlightStyle.define([
  { tag: tags.propertyName, color: '#0017c1' },
  { tag: tags.string, color: '#115a36' },
  { tag: [tags.number, tags.bool, tags.null], color: '#8b3200' },
]);

export const looks: Extension = [
  syntaxHighlighting(letters),
  EditorView.theme({
    '&': { border: '1px solid #626264', borderRadius: '8px', backgroundColor: '#fff', color: '#1a1a1a' },
    '&.cm-focused': {
      outline: '4px solid #000',
      outlineOffset: '2px',
      boxShadow: '0 0 0 2px #ffd43d',
    },
    '.cm-scroller': {
      fontFamily: '"Noto Sans Mono CJK JP", "Cascadia Mono", Consolas, Menlo, monospace',
      fontSize: '1rem',
      lineHeight: '1.6',
      minHeight: '12rem',
      maxHeight: '70vh',
      overflow: 'auto',
      borderRadius: '8px',
    },
    '.cm-gutters': { backgroundColor: '#f2f2f2', color: '#4d4d4d', border: 'none' },
    '.json-wrong': { borderBottom: '2px solid #ec0000', backgroundColor: '#fdeeee' },
    '.json-problem': {
      padding: '0.125rem 0.5rem',
      backgroundColor: '#fdeeee',
      color: '#a90000',
      fontFamily: '"Noto Sans JP", "Hiragino Sans", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif',
      fontWeight: '700',
      fontSize: '0.875rem',
      whiteSpace: 'normal',
    },
  }),
];
