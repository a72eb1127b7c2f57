/** The coloured band on top of a card, with its heading; or none. */

import type { FieldError } from '../../../shared/api/problem.ts';
import { Select, TextField } from '../../../shared/ui/field.tsx';
import type { Card } from './blocks.ts';
import { HEADER_COLOURS, type HeaderColour } from './colours.ts';
import { coloured } from './edits.ts';
import { briefly } from './places.ts';

const CHOICES = [
  { value: '', label: '帯を付けない' },
  ...Object.entries(HEADER_COLOURS).map(([value, { name }]) => ({ value, label: `${name}の帯` })),
];

interface Props {
  readonly card: Card;
  readonly error: FieldError | undefined;
  readonly onCard: (card: Card, step?: 'step') => void;
}

export function BandFields({ card, error, onCard }: Props) {
  const { header } = card;
  return (
    <div className="flex flex-col gap-3">
      {header && (
        <TextField
          label="帯の見出し"
          required
          hint="カードのいちばん上に、色の付いた帯で大きく出ます。"
          error={error && briefly(error)}
          value={header.text}
          onValue={(text) => onCard({ ...card, header: { ...header, text } })}
        />
      )}
      <Select
        label="帯の色"
        choices={CHOICES}
        value={header?.colour ?? ''}
        onValue={(colour) => onCard(coloured(card, colour === '' ? null : (colour as HeaderColour)), 'step')}
      />
    </div>
  );
}
