/** One card: the band on top, its blocks in order, and the buttons that add another block. */

import { useState } from 'react';
import type { FieldError } from '../../../shared/api/problem.ts';
import { number as numeral } from '../../../shared/format/words.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useKeys } from '../use_keys.ts';
import { BandFields } from './band_fields.tsx';
import { BlockForm } from './block_form.tsx';
import { BLOCK_NAMES, type Block, type BlockKind, type Card, freshBlock, titleOf } from './blocks.ts';
import { added, moved, placeFor } from './edits.ts';
import { blockPath, headerPath, isWithin } from './places.ts';
import { bubbleOf } from './to_json.ts';
import { useFocusAfter } from './use_focus_after.ts';

const KINDS = Object.keys(BLOCK_NAMES) as BlockKind[];
/** LINE's limit for a bubble; it is spoken of where it comes near. */
const MOST_BYTES = 30_000;
const NEAR_BYTES = 24_000;

interface Props {
  /** Of the card's heading; its blocks' ids are made of it. */
  readonly id: string;
  readonly number: number;
  readonly count: number;
  readonly card: Card;
  /** The path of its bubble. */
  readonly base: string;
  readonly errors: readonly FieldError[];
  readonly onCard: (card: Card, step?: 'step') => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onCopy: () => void;
  readonly onRemove: () => void;
}

export function CardForm(props: Props) {
  const { id, number, count, card, base, errors } = props;
  const title = titleOf(card);
  // A card folds when its writer folds it, not when its heading gets a letter.
  const [isOpen, setOpen] = useState(count === 1 || number === 1 || title === '');
  const whole = errors.filter((error) => isWithin(error.path, base) && !isInside(error.path, base));
  const bytes = new TextEncoder().encode(JSON.stringify(bubbleOf(card))).length;
  const inner = (
    <>
      {whole.map((error) => (
        <p key={`${error.path} ${error.code}`} className="font-bold text-error-2">
          ＊{error.message}
        </p>
      ))}
      {bytes > NEAR_BYTES && (
        <p className="text-sm text-solid-gray-700">
          このカードの大きさ：{numeral(bytes)}／{numeral(MOST_BYTES)}バイト。文を減らしてください。
        </p>
      )}
      {count > 1 && <CardButtons {...props} />}
      <Blocks {...props} />
    </>
  );
  return (
    <section
      id={base}
      aria-labelledby={id}
      className="rounded-12 border-2 border-solid-gray-420 bg-solid-gray-50 p-3 @2xl:p-4"
    >
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="min-h-11 cursor-pointer py-2">
          <h3 id={id} tabIndex={-1} className="inline text-std-17B-170">
            {count === 1 ? 'カードの中身' : `カード${number}${title === '' ? '' : `：${title}`}`}
          </h3>
        </summary>
        <div className="flex flex-col gap-4 pt-2">{inner}</div>
      </details>
    </section>
  );
}

/** Whether a finer place than the whole card is meant. */
const isInside = (path: string, base: string): boolean =>
  ['header', 'hero', 'body', 'footer'].some((part) => isWithin(path, `${base}.${part}`));

function CardButtons({ number, count, onMove, onCopy, onRemove }: Props) {
  const card = `カード${number}`;
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        size="sm"
        aria-label={`${card}を前へ`}
        reason={number === 1 ? '' : undefined}
        onClick={() => onMove(-1)}
      >
        前へ
      </Button>
      <Button
        size="sm"
        aria-label={`${card}を後ろへ`}
        reason={number === count ? '' : undefined}
        onClick={() => onMove(1)}
      >
        後ろへ
      </Button>
      <Button size="sm" aria-label={`${card}を複製`} onClick={onCopy}>
        複製
      </Button>
      <Button size="sm" kind="text" aria-label={`${card}を消す`} onClick={onRemove}>
        消す
      </Button>
    </div>
  );
}

function Blocks({ id, card, base, errors, onCard }: Props) {
  const [said, say] = useState('');
  const focusAfter = useFocusAfter();
  const { blocks } = card;
  const keys = useKeys(blocks.map((block) => JSON.stringify(block)));
  const put = (next: readonly Block[]) => onCard({ ...card, blocks: next }, 'step');
  const add = (kind: BlockKind) => {
    const block = freshBlock(kind);
    onCard(added(card, block), 'step');
    focusAfter(`${id}-block-${placeFor(blocks, block)}`);
    say(`「${BLOCK_NAMES[kind]}」を足しました。`);
  };
  const move = (index: number, by: -1 | 1) => {
    put(moved(blocks, index, by));
    focusAfter(`${id}-block-${index + by}-${by === -1 ? 'up' : 'down'}`);
    say(`${index + by + 1}番目に移しました。`);
  };
  const remove = (index: number) => {
    put(blocks.toSpliced(index, 1));
    focusAfter(`${id}-block-${Math.min(index, blocks.length - 2)}`);
    say('消しました。「元に戻す」で戻せます。');
  };
  return (
    <>
      <BandFields
        card={card}
        error={errors.find((error) => error.path === headerPath(base))}
        onCard={onCard}
      />
      <ol className="flex flex-col gap-3">
        {blocks.map((block, index) => (
          <li key={keys[index]}>
            <BlockForm
              id={`${id}-block-${index}`}
              number={index + 1}
              count={blocks.length}
              block={block}
              path={blockPath(base, card, index)}
              errors={errors}
              onBlock={(next, step) => onCard({ ...card, blocks: blocks.with(index, next) }, step)}
              onMove={(by) => move(index, by)}
              onRemove={() => remove(index)}
            />
          </li>
        ))}
      </ol>
      <fieldset>
        <legend className="mb-2 font-bold">部品を足す</legend>
        <div className="flex flex-wrap gap-3">
          {KINDS.map((kind) => (
            <Button key={kind} size="sm" onClick={() => add(kind)}>
              ＋{BLOCK_NAMES[kind]}
            </Button>
          ))}
        </div>
      </fieldset>
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  );
}
