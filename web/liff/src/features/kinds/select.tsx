/** A drop-down list with one answer. */

import type { Option } from '../../shared/form.ts';
import type { FieldProps } from '../field.tsx';

export function Select({ item, id, input, describedBy, isFaulty, onInput }: FieldProps) {
  return (
    <Dropdown
      id={id}
      options={item.options}
      value={typeof input === 'object' ? (input[0] ?? '') : ''}
      empty={item.required ? '選んでください' : '答えない'}
      describedBy={describedBy}
      isFaulty={isFaulty}
      onPick={(option) => onInput(option === '' ? [] : [option])}
    />
  );
}

interface Props {
  id: string;
  options: readonly Pick<Option, 'id' | 'label'>[];
  value: string;
  /** What stands there while nothing is chosen. */
  empty: string;
  describedBy?: string | undefined;
  isFaulty?: boolean;
  onPick: (option: string) => void;
}

export function Dropdown({ id, options, value, empty, describedBy, isFaulty, onPick }: Props) {
  return (
    <select
      id={id}
      value={value}
      aria-describedby={describedBy}
      aria-invalid={isFaulty ? 'true' : undefined}
      onChange={(event) => onPick(event.currentTarget.value)}
    >
      <option value="">{empty}</option>
      {options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
