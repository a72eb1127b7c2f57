/** The words for the notification and the list of talks, with a suggestion made of the headings. */

import { number } from '../../../shared/format/words.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { TextField } from '../../../shared/ui/field.tsx';

const LONGEST = 1500;

interface Props {
  readonly value: string;
  readonly suggestion: string;
  readonly error: string | undefined;
  readonly onValue: (value: string) => void;
}

export function AltTextField({ value, suggestion, error, onValue }: Props) {
  const over = value.length > LONGEST ? `${number(LONGEST)}文字までです。` : undefined;
  return (
    <div className="flex flex-col items-start gap-2">
      <div className="w-full">
        <TextField
          label="代替テキスト（通知とトーク一覧に出る文）"
          required
          hint={`絵や色を見られない人にも、これだけで用件が伝わるように書きます。　${number(value.length)}／${number(LONGEST)}文字`}
          error={over ?? error}
          value={value}
          onValue={onValue}
        />
      </div>
      {suggestion !== '' && suggestion !== value && (
        <Button size="sm" onClick={() => onValue(suggestion)}>
          見出しから入れる：「{suggestion.length > 40 ? `${suggestion.slice(0, 40)}…` : suggestion}」
        </Button>
      )}
    </div>
  );
}
