/** The options of an item that does not exist yet: lines that are written, moved and taken away. */

import { Button } from '../../shared/ui/button.tsx';
import { FieldErrorText, TextField } from '../../shared/ui/field.tsx';
import { MoveButtons } from './ordering.tsx';
import { whole } from './values.ts';
import { newName } from './wire.ts';

export interface NewOption {
  readonly key: string;
  readonly label: string;
  readonly perMonth: string;
  readonly prefixes: string;
}

export const prefixesOf = (text: string): readonly string[] =>
  text
    .normalize('NFKC')
    .split(/[\s,、]+/)
    .map((prefix) => prefix.replaceAll(/[^0-9A-Za-z]/g, ''))
    .filter((prefix) => prefix !== '');

export const emptyOption = (): NewOption => ({ key: newName(), label: '', perMonth: '', prefixes: '' });

/** What is sent of an option. */
export const optionBody = ({ label, perMonth, prefixes }: Omit<NewOption, 'key'>) => ({
  label: label.trim(),
  messages_per_month: Number.isNaN(whole(perMonth)) ? null : whole(perMonth),
  postal_prefixes: prefixesOf(prefixes),
});

interface Props {
  readonly isArea: boolean;
  readonly options: readonly NewOption[];
  readonly onOptions: (options: readonly NewOption[]) => void;
  readonly fault: string | undefined;
}

export function OptionRows({ isArea, options, onOptions, fault }: Props) {
  const add = () => onOptions([...options, emptyOption()]);
  return (
    <fieldset className="flex max-w-2xl flex-col gap-3" aria-describedby="options-fault">
      <legend className="font-bold">選択肢</legend>
      <FieldErrorText id="options-fault" error={fault} />
      {options.map((option, index) => (
        <Row
          key={option.key}
          number={index + 1}
          count={options.length}
          isArea={isArea}
          option={option}
          onOption={(next) => onOptions(options.with(index, next))}
          onMove={(by) => onOptions(options.toSpliced(index, 1).toSpliced(index + by, 0, option))}
          onRemove={() => onOptions(options.toSpliced(index, 1))}
        />
      ))}
      <div>
        <Button onClick={add}>選択肢を足す</Button>
      </div>
    </fieldset>
  );
}

interface RowProps {
  readonly number: number;
  readonly count: number;
  readonly isArea: boolean;
  readonly option: NewOption;
  readonly onOption: (option: NewOption) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

function Row({ number, count, isArea, option, onOption, onMove, onRemove }: RowProps) {
  const label = option.label || `選択肢${number}`;
  return (
    <div className="flex flex-wrap items-end gap-3 rounded-8 border border-solid-gray-420 p-3">
      <div className="min-w-48 grow">
        <TextField
          label={`選択肢${number}`}
          value={option.label}
          onValue={(next) => onOption({ ...option, label: next })}
        />
      </div>
      {isArea && (
        <div className="min-w-48 grow">
          <TextField
            label={`選択肢${number}の郵便番号の先頭`}
            hint="例：210、212"
            inputMode="numeric"
            value={option.prefixes}
            onValue={(prefixes) => onOption({ ...option, prefixes })}
          />
        </div>
      )}
      <MoveButtons
        label={label}
        isFirst={number === 1}
        isLast={number === count}
        reason={undefined}
        onMove={onMove}
      />
      <Button size="sm" kind="text" onClick={onRemove}>
        消す<span className="sr-only">（{label}）</span>
      </Button>
    </div>
  );
}
