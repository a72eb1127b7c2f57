/** One bubble: its form, its JSON, and its place among the others. */

import { type ReactNode, useId, useMemo, useState } from 'react';
import type { FieldError } from '../../shared/api/problem.ts';
import { Button } from '../../shared/ui/button.tsx';
import { later } from '../../shared/ui/later.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import type { Edit } from './content.ts';
import { withEmojis } from './emojis.ts';
import { inFieldWords } from './field_words.ts';
import { Fields } from './fields.tsx';
import { blocksOf } from './flex/from_text.ts';
import { JsonField } from './json/json_field.tsx';
import { rewritten } from './json_text.ts';
import { parsed } from './paths.ts';
import { KINDS, kindOf } from './spec.ts';

const FlexField = later(async () => (await import('./flex_field.tsx')).FlexField);

interface Props {
  readonly index: number;
  readonly count: number;
  readonly text: string;
  readonly onEdit: (edit: Edit) => void;
  readonly errors: readonly FieldError[];
  /** Those of them that its fields do not show yet. */
  readonly blanks: readonly FieldError[];
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one card read from top to bottom
export function BubbleCard({ index, count, text, onEdit, errors, blanks }: Props) {
  const id = useId();
  const value = parsed(text);
  const name = kindOf(value);
  const kind = name === undefined ? undefined : KINDS[name];
  const cards = useMemo(() => blocksOf(text), [text]);
  // As it was begun: an editor must not go while somebody types in it.
  const [isTabbed] = useState(kind === undefined || name === 'flex');
  const [tab, setTab] = useState(kind === undefined || (name === 'flex' && !cards) ? 'json' : 'form');
  const write = (next: string, step?: 'step') =>
    onEdit({ kind: 'bubble', index, text: next, at: Date.now(), whole: step !== undefined });
  const writeValue = (next: unknown, step?: 'step') => write(rewritten(text, value, next), step);
  const title = `${index + 1}つ目：${kind?.name ?? 'JSON'}`;
  const path = `messages[${index}]`;
  const shown = errors.filter((error) => !blanks.includes(error));
  const told = inFieldWords(shown, text, path);
  const errorAt = (at: string) => told.find((error) => error.path === at)?.message;
  const whole = errorAt(path);
  const json = <JsonField text={text} path={path} errors={errors} onText={write} />;
  const form =
    kind === undefined ? (
      <p>この内容は、かんたん入力では編集できません。JSONで直してください。</p>
    ) : (
      <div className="flex flex-col gap-4">
        {name === 'flex' ? (
          <FlexField value={value} cards={cards} onValue={writeValue} path={path} errors={shown} />
        ) : (
          <Fields
            fields={kind.fields}
            value={value}
            onValue={(next, step) => writeValue(name === 'text' ? withEmojis(value, next) : next, step)}
            path={path}
            errorAt={errorAt}
          />
        )}
      </div>
    );
  return (
    <section id={path} aria-labelledby={id} className="rounded-12 border border-solid-gray-420 bg-white p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <h2 id={id} className="text-std-18B-160">
          {title}
        </h2>
        <div className="flex flex-wrap gap-2">
          {index > 0 && (
            <Button
              size="sm"
              aria-label={`${title}を上へ`}
              onClick={() => onEdit({ kind: 'move', index, by: -1 })}
            >
              上へ
            </Button>
          )}
          {index < count - 1 && (
            <Button
              size="sm"
              aria-label={`${title}を下へ`}
              onClick={() => onEdit({ kind: 'move', index, by: 1 })}
            >
              下へ
            </Button>
          )}
          <Button
            size="sm"
            aria-label={`${title}を複製`}
            onClick={() => onEdit({ kind: 'add', text, after: index })}
          >
            複製
          </Button>
          <Button
            size="sm"
            kind="text"
            aria-label={`${title}を消す`}
            onClick={() => onEdit({ kind: 'remove', index })}
          >
            消す
          </Button>
        </div>
      </div>
      {whole && <p className="mb-3 font-bold text-error-2">＊{whole}</p>}
      {isTabbed ? (
        <Tabs
          label={`${title}の書き方`}
          tabs={[
            { id: 'form', label: 'かんたん入力' },
            { id: 'json', label: 'JSON' },
          ]}
          current={tab}
          onCurrent={setTab}
        >
          {tab === 'json' ? json : form}
        </Tabs>
      ) : (
        <>
          {form}
          <ForExperts>{json}</ForExperts>
        </>
      )}
    </section>
  );
}

/** Closed, and made only when somebody opens it. */
function ForExperts({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="mt-4" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-11 cursor-pointer py-2 text-sm">くわしい人向け（JSON）</summary>
      {isOpen && children}
    </details>
  );
}
