/** A table of names and contents, such as 日時 and 場所. */

import { useId } from 'react';
import { Button } from '../../../shared/ui/button.tsx';
import { TextArea, TextField } from '../../../shared/ui/field.tsx';
import type { FieldsOf } from './block_fields.tsx';
import { type Block, MOST_ROWS, type Row } from './blocks.ts';
import { rowPath } from './places.ts';
import { useFocusAfter } from './use_focus_after.ts';

export function RowsFields({ block, onBlock, path, errorAt }: FieldsOf<Block & { kind: 'table' }>) {
  const id = useId();
  const focusAfter = useFocusAfter();
  const { rows } = block;
  const set = (index: number, change: Partial<Row>) =>
    onBlock({ ...block, rows: rows.map((row, at) => (at === index ? { ...row, ...change } : row)) });
  const put = (next: readonly Row[], focus: number) => {
    onBlock({ ...block, rows: next }, 'step');
    focusAfter(`${id}-${focus}`);
  };
  return (
    <div className="flex flex-col gap-3">
      {rows.map((row, index) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
          key={index}
          id={`${id}-${index}`}
          tabIndex={-1}
          className="border-l-4 border-solid-gray-420 pl-3"
        >
          <legend className="sr-only">{index + 1}行目</legend>
          <div className="grid items-end gap-3 @2xl:grid-cols-[10rem_minmax(0,1fr)_auto]">
            <TextField
              label="項目"
              required
              error={errorAt(path + rowPath(index, 0))}
              value={row.name}
              onValue={(name) => set(index, { name })}
            />
            <TextArea
              label="内容"
              required
              rows={1}
              error={errorAt(path + rowPath(index, 1))}
              value={row.content}
              onValue={(content) => set(index, { content })}
            />
            {rows.length > 1 && (
              <Button
                size="sm"
                kind="text"
                className="mb-2 justify-self-start"
                aria-label={`${index + 1}行目を消す`}
                onClick={() => put(rows.toSpliced(index, 1), Math.min(index, rows.length - 2))}
              >
                消す
              </Button>
            )}
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          size="sm"
          reason={rows.length >= MOST_ROWS ? `${MOST_ROWS}行までです` : undefined}
          onClick={() => put([...rows, { name: '', content: '' }], rows.length)}
        >
          行を足す
        </Button>
      </div>
    </div>
  );
}
