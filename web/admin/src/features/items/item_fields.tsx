/** The fields of an item: what is asked, how it is answered, of whom. */

import { errorAt } from '../../shared/api/problem.ts';
import { Checkbox } from '../../shared/ui/choice.tsx';
import { Select, TextArea, TextField } from '../../shared/ui/field.tsx';
import { ShownIfField } from './shown_if_field.tsx';
import type { ItemFaults, ItemValues } from './values.ts';
import { type Item, KIND_NAMES, type Kind } from './wire.ts';

interface Props {
  readonly values: ItemValues;
  readonly onValues: (values: ItemValues) => void;
  /** The kinds to choose from. */
  readonly kinds: readonly Kind[];
  readonly faults: ItemFaults;
  readonly error: unknown;
  /** Items whose answers can decide whether this one is shown. */
  readonly others: readonly Item[];
}

export function ItemFields({ values, onValues, kinds, faults, error, others }: Props) {
  const set = (change: Partial<ItemValues>) => onValues({ ...values, ...change });
  const field = (name: 'label' | 'explanation' | 'purpose') => ({
    value: values[name],
    onValue: (value: string) => set({ [name]: value }),
    error: faults[name] ?? errorAt(error, name),
  });
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      <TextField {...field('label')} label="質問" required hint="100文字まで。例：お住まいの区" />
      <Select
        label="答え方"
        hint={kinds.length > 1 ? undefined : '回答が合わなくなるため、この答え方は変えられません。'}
        value={values.kind}
        onValue={(kind) => set({ kind: kind as Kind })}
        choices={kinds.map((kind) => ({ value: kind, label: KIND_NAMES[kind] }))}
        error={errorAt(error, 'kind')}
      />
      <Limits values={values} onSet={set} faults={faults} />
      <TextArea {...field('explanation')} label="説明" rows={2} hint="答え方のヒント。空でもかまいません。" />
      <TextArea
        {...field('purpose')}
        label="使いみち"
        rows={2}
        hint="回答を何に使うか。市民に「使いみち：…」と表示します。"
      />
      <Checkbox
        label="必ず答えてもらう"
        hint="答えないと、フォームを送れません。"
        checked={values.required}
        onChecked={(required) => set({ required })}
      />
      <ShownIfField
        value={values.shown_if}
        onValue={(shown_if) => set({ shown_if })}
        others={others}
        error={faults.shown_if ?? errorAt(error, 'shown_if')}
      />
    </div>
  );
}

interface LimitsProps {
  readonly values: ItemValues;
  readonly onSet: (change: Partial<ItemValues>) => void;
  readonly faults: ItemFaults;
}

function Limits({ values, onSet, faults }: LimitsProps) {
  const digits = (name: 'max_length' | 'min' | 'max', label: string) => (
    <TextField
      label={label}
      inputMode="numeric"
      value={values[name]}
      onValue={(value) => onSet({ [name]: value })}
      error={faults[name]}
    />
  );
  if (values.kind === 'text') return digits('max_length', '文字数の上限（2,000まで）');
  if (values.kind !== 'number') return null;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {digits('min', 'いちばん小さい数')}
      {digits('max', 'いちばん大きい数')}
    </div>
  );
}
