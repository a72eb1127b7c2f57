/** One block: what it is, its place among the others, and its fields. */

import type { FieldError } from '../../../shared/api/problem.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { BlockFields } from './block_fields.tsx';
import { BLOCK_NAMES, type Block } from './blocks.ts';
import { briefly, fieldsOf, isWithin } from './places.ts';

interface Props {
  /** Of its heading; its buttons' ids are made of it. */
  readonly id: string;
  readonly number: number;
  readonly count: number;
  readonly block: Block;
  /** The path of its component. */
  readonly path: string;
  readonly errors: readonly FieldError[];
  readonly onBlock: (block: Block, step?: 'step') => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

export function BlockForm({ id, number, count, block, path, errors, onBlock, onMove, onRemove }: Props) {
  const name = `${number}番目の${BLOCK_NAMES[block.kind]}`;
  const own = errors.filter((error) => isWithin(error.path, path));
  const shown = fieldsOf(block).map((field) => path + field);
  const errorAt = (field: string) => {
    const error = own.find((one) => one.path === field);
    return error && briefly(error);
  };
  return (
    <section
      id={path}
      aria-labelledby={id}
      className="rounded-8 border border-solid-gray-420 bg-white p-3 @2xl:p-4"
    >
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <h4 id={id} tabIndex={-1} className="font-bold">
          {number}　{BLOCK_NAMES[block.kind]}
        </h4>
        <div className="flex flex-wrap gap-3">
          <Button
            id={`${id}-up`}
            size="sm"
            aria-label={`${name}を上へ`}
            reason={number === 1 ? '' : undefined}
            onClick={() => onMove(-1)}
          >
            ↑
          </Button>
          <Button
            id={`${id}-down`}
            size="sm"
            aria-label={`${name}を下へ`}
            reason={number === count ? '' : undefined}
            onClick={() => onMove(1)}
          >
            ↓
          </Button>
          {count > 1 && (
            <Button size="sm" kind="text" aria-label={`${name}を消す`} onClick={onRemove}>
              消す
            </Button>
          )}
        </div>
      </div>
      {own
        .filter((error) => !shown.includes(error.path))
        .map((error) => (
          <p key={`${error.path} ${error.code}`} className="mb-2 font-bold text-error-2">
            ＊{error.message}
          </p>
        ))}
      <BlockFields block={block} onBlock={onBlock} path={path} errorAt={errorAt} />
    </section>
  );
}
