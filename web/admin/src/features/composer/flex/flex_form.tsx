/** A Flex message made of blocks: first the words for the notification, then its cards. No JSON is seen here. */

import { useId, useState } from 'react';
import type { FieldError } from '../../../shared/api/problem.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Select } from '../../../shared/ui/field.tsx';
import { valueAt, withValue } from '../paths.ts';
import { useKeys } from '../use_keys.ts';
import { AltTextField } from './alt_text_field.tsx';
import { altTextFrom, CARD_SIZES, type Card, type CardSize, freshCard, MOST_CARDS } from './blocks.ts';
import { CardForm } from './card_form.tsx';
import { moved } from './edits.ts';
import { cardPath } from './places.ts';
import { contentsOf } from './to_json.ts';
import { useFocusAfter } from './use_focus_after.ts';

interface Props {
  /** The whole message. */
  readonly value: unknown;
  readonly cards: readonly Card[];
  /** `step`: not typing, but a change that undo takes back by itself. */
  readonly onValue: (value: unknown, step?: 'step') => void;
  readonly path: string;
  readonly errors: readonly FieldError[];
}

const SIZES = Object.entries(CARD_SIZES).map(([value, label]) => ({ value, label: `${label}（${value}）` }));

export function FlexForm({ value, cards, onValue, path, errors }: Props) {
  const id = useId();
  const [said, say] = useState('');
  const focusAfter = useFocusAfter();
  const keys = useKeys(cards.map((card) => JSON.stringify(card)));
  const altText = valueAt(value, 'altText');
  const size = cards[0]?.size ?? 'mega';
  const at = (place: string) => errors.find((error) => error.path === place)?.message;
  const write = (next: readonly Card[], step?: 'step') =>
    onValue(withValue(value, 'contents', contentsOf(next)), step);
  const put = (index: number, words: string, next: readonly Card[]) => {
    write(next, 'step');
    say(words);
    focusAfter(`${id}-${index}`);
  };
  const full = cards.length >= MOST_CARDS ? `カードは${MOST_CARDS}枚までです` : undefined;
  const set = (index: number) => (card: Card, step?: 'step') => write(cards.with(index, card), step);
  return (
    <div className="flex flex-col gap-5">
      <AltTextField
        value={typeof altText === 'string' ? altText : ''}
        suggestion={altTextFrom(cards)}
        error={at(`${path}.altText`)}
        onValue={(next) => onValue(withValue(value, 'altText', next))}
      />
      <Select
        label="カードの幅"
        hint={cards.length > 1 ? 'どのカードも同じ幅になります。' : undefined}
        choices={SIZES}
        value={size}
        onValue={(next) =>
          write(
            cards.map((card) => ({ ...card, size: next as CardSize })),
            'step',
          )
        }
      />
      {cards.map((card, index) => (
        <CardForm
          key={keys[index]}
          id={`${id}-${index}`}
          number={index + 1}
          count={cards.length}
          card={card}
          base={cardPath(path, cards.length, index)}
          errors={errors}
          onCard={set(index)}
          onMove={(by) => put(index + by, 'カードを移しました。', moved(cards, index, by))}
          onCopy={() => put(index + 1, 'カードを複製しました。', cards.toSpliced(index, 0, card))}
          onRemove={() => put(Math.max(0, index - 1), 'カードを消しました。', cards.toSpliced(index, 1))}
        />
      ))}
      <div>
        <Button
          reason={full}
          onClick={() => put(cards.length, 'カードを足しました。', [...cards, freshCard(size)])}
        >
          カードを横に足す（{cards.length}／{MOST_CARDS}）
        </Button>
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  );
}
