/** Whom an item is shown to: everybody, or those who gave certain answers to another one. */

import { useId } from 'react';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { FieldErrorText, Select } from '../../shared/ui/field.tsx';
import type { Item, ShownIf } from './wire.ts';

interface Props {
  readonly value: ShownIf | null;
  readonly onValue: (value: ShownIf | null) => void;
  readonly others: readonly Item[];
  readonly error: string | undefined;
}

export function ShownIfField({ value, onValue, others, error }: Props) {
  const id = useId();
  const first = others[0];
  const chosen = others.find((item) => item.id === value?.item);
  const any = value?.any_of ?? [];
  if (first === undefined && value === null) return null;
  return (
    <div className="flex flex-col gap-3">
      <Checkbox
        label="ほかの項目の答えによって表示する"
        hint={value === null ? 'いまは全員に表示します。' : undefined}
        checked={value !== null}
        onChecked={(on) => onValue(on && first ? { item: first.id, any_of: [] } : null)}
      />
      {value !== null && (
        <fieldset
          className="ml-4 flex flex-col gap-3 border-l-4 border-solid-gray-420 pl-4"
          aria-describedby={id}
        >
          <legend className="sr-only">表示の条件</legend>
          <FieldErrorText id={id} error={error} />
          <Select
            label="どの項目の答えで決めますか"
            value={value.item}
            onValue={(item) => onValue({ item, any_of: [] })}
            choices={[
              ...(chosen ? [] : [{ value: value.item, label: '（いまは使えない項目）' }]),
              ...others.map((item) => ({ value: item.id, label: item.label })),
            ]}
          />
          <div className="flex flex-wrap gap-x-6">
            {chosen?.options.map((option) => (
              <Checkbox
                key={option.id}
                label={option.label}
                checked={any.includes(option.id)}
                onChecked={(on) =>
                  onValue({
                    item: value.item,
                    any_of: on ? [...any, option.id] : any.filter((one) => one !== option.id),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
}
