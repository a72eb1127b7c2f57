/** Days, words and one choice to search the trails by; sent with the button, so that typing asks nothing. */

import { useState } from 'react';
import type { Filters } from '../../shared/filters.ts';
import { Button } from '../../shared/ui/button.tsx';
import { type Choice, Select, TextField } from '../../shared/ui/field.tsx';
import type { TrailName } from './trails_screen.tsx';

interface FilterChoice {
  readonly name: TrailName;
  readonly label: string;
  readonly options: readonly Choice[];
}

interface Props {
  readonly filters: Filters<TrailName>;
  readonly onChange: (next: Filters<TrailName>) => void;
  readonly words: readonly { readonly name: TrailName; readonly label: string }[];
  readonly choices: readonly FilterChoice[];
}

export function TrailFilters({ filters, onChange, words, choices }: Props) {
  const [values, setValues] = useState(filters);
  const field = (name: TrailName) => ({
    value: values[name] ?? '',
    onValue: (value: string) => setValues({ ...values, [name]: value }),
  });
  const cleared = Object.fromEntries(Object.keys(filters).map((name) => [name, ''])) as Filters<TrailName>;
  return (
    <form
      aria-label="記録を絞り込む"
      className="mb-3 flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(values);
      }}
    >
      <TextField label="この日から" type="date" {...field('from')} />
      <TextField label="この日まで" type="date" {...field('to')} />
      {words.map(({ name, label }) => (
        <TextField key={name} label={label} {...field(name)} />
      ))}
      {choices.map(({ name, label, options }) => (
        <Select
          key={name}
          label={label}
          choices={[{ value: '', label: 'すべて' }, ...options]}
          {...field(name)}
        />
      ))}
      <Button type="submit">絞り込む</Button>
      {Object.values(filters).some(Boolean) && (
        <Button
          kind="text"
          onClick={() => {
            setValues(cleared);
            onChange(cleared);
          }}
        >
          条件を消す
        </Button>
      )}
    </form>
  );
}
