/** A bubble as JSON text: kept exactly as it is typed, also while it is no JSON yet. */

import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import type { FieldError } from '../../../shared/api/problem.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Notice } from '../../../shared/ui/notice.tsx';
import { Loading } from '../../../shared/ui/status.tsx';
import { parsed, valueAt } from '../paths.ts';
import type { Found } from './json_editor.tsx';
import { PlainJson } from './plain_json.tsx';
import { saidOf, saidOfWrapped, wrapped } from './taken.ts';

/** A part of its own; where it cannot be loaded, a plain field does. */
const JsonEditor = lazy(() =>
  import('./json_editor.tsx').then(
    (part) => ({ default: part.JsonEditor }),
    () => ({ default: PlainJson }),
  ),
);

const HINT =
  '書いたとおりに使い、書き換えません。ほかで作ったJSONは、全体を選んで（Ctrl+A）貼り付けます。Flex Message Simulatorで作ったカードのJSONも、そのまま貼り付けられます。';
const KEYS =
  'Tabキーを押すと、次のボタンへ移ります（Escキーのあとでも同じです）。字下げは、Enterキーで自動で付きます。';

interface Props {
  readonly text: string;
  readonly path: string;
  readonly errors: readonly FieldError[];
  /** `step`: a change that undo takes back by itself. */
  readonly onText: (text: string, step?: 'step') => void;
}

export function JsonField({ text, path, errors, onText }: Props) {
  const [said, say] = useState<string>();
  const last = useRef<unknown>(undefined);
  const value = parsed(text);
  // Emptied before something is pasted, the bubble still knows its words for the notification.
  if (valueAt(value, 'type') === 'flex') last.current = value;
  const whole = wrapped(text, last.current);
  const wrap = (full: string) => {
    onText(full, 'step');
    say(saidOfWrapped(last.current));
  };
  const paste = (next: string) => {
    const full = wrapped(next, last.current);
    if (full) return wrap(full);
    onText(next, 'step');
    say(saidOf(next));
  };
  const type = (next: string) => {
    onText(next);
    say(undefined);
  };
  const around = (found: Found, editor: ReactNode) => (
    <Around path={path} found={found} onSpaced={(spaced) => onText(spaced, 'step')}>
      {editor}
    </Around>
  );
  return (
    <div className="flex flex-col gap-3">
      <div role="status">{said && <Notice title="貼り付けました">{said}</Notice>}</div>
      {whole && (
        <Notice kind="warning" title="カードの中身だけでは、送れません">
          通知とトーク一覧に出る文を添えて、メッセージにします。いまのJSONは書き換えません。
          <Button size="sm" onClick={() => wrap(whole)}>
            メッセージにする
          </Button>
        </Notice>
      )}
      <Suspense fallback={<Loading what="JSONの編集画面を" />}>
        <JsonEditor
          text={text}
          path={path}
          errors={errors}
          hint={`${HINT}${KEYS}`}
          onType={type}
          onPaste={paste}
          around={around}
        />
      </Suspense>
    </div>
  );
}

interface AroundProps {
  readonly path: string;
  readonly found: Found;
  readonly onSpaced: (text: string) => void;
  readonly children: ReactNode;
}

function Around({ path, found: { problems, spaced, goTo }, onSpaced, children }: AroundProps) {
  return (
    <div className="flex flex-col gap-2">
      <p className="font-bold">JSON</p>
      <p className="text-sm text-solid-gray-700">{HINT}</p>
      {problems.length > 0 && (
        <Notice kind="warning" title={`JSONに直すところが${problems.length}件あります`}>
          <ul className="list-disc pl-6">
            {problems.map((problem) => (
              <li key={`${problem.from} ${problem.message}`}>
                <a
                  className="link"
                  href={`#${path}`}
                  onClick={(event) => {
                    event.preventDefault();
                    goTo(problem);
                  }}
                >
                  {problem.line}行目：{problem.message}
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {children}
      <p className="text-sm text-solid-gray-700">{KEYS}</p>
      {spaced !== undefined && (
        <div>
          <Button size="sm" onClick={() => onSpaced(spaced)}>
            読みやすく改行する
          </Button>
          <p className="mt-1 text-sm text-solid-gray-700">
            空白と改行だけを直します。届く内容は変わりません。
          </p>
        </div>
      )}
    </div>
  );
}
