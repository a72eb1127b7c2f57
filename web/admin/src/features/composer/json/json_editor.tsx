/**
 * The JSON with line numbers and each problem on its line. Loaded when its tab opens, so it takes nothing of the console's
 * own: what stands around it is drawn by whoever shows it.
 */

import { applyEdits, format } from 'jsonc-parser';
import { type ReactNode, useMemo } from 'react';
import type { FieldError } from '../../../shared/api/problem.ts';
import { type Problem, problemsIn, tooDeep } from './problems.ts';
import { useEditor } from './use_editor.ts';

export interface JsonEditorProps {
  readonly text: string;
  readonly path: string;
  readonly errors: readonly FieldError[];
  readonly hint: string;
  readonly onType: (text: string) => void;
  readonly onPaste: (text: string) => void;
  /** What stands above and below the editor. */
  readonly around: (found: Found, editor: ReactNode) => ReactNode;
}

export interface Found {
  readonly problems: readonly Problem[];
  /** The same JSON on many lines; undefined where there is nothing to break. */
  readonly spaced: string | undefined;
  readonly goTo: (problem: Problem) => void;
}

/** Only spaces and line breaks between the parts; no letter inside of a text. */
const SPACED = { tabSize: 2, insertSpaces: true, eol: '\n' };

export function JsonEditor({ text, path, errors, hint, onType, onPaste, around }: JsonEditorProps) {
  const problems = useMemo(() => problemsIn(text, path, errors), [text, path, errors]);
  const { host, goTo } = useEditor({ text, problems, hint, onType, onPaste });
  const spaced = useMemo(() => spacedOf(text), [text]);
  return around({ problems, spaced, goTo }, <div ref={host} className="json-editor" />);
}

function spacedOf(text: string): string | undefined {
  if (tooDeep(text) !== undefined) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const spaced = applyEdits(text, format(text, undefined, SPACED));
  return spaced === text ? undefined : spaced;
}
