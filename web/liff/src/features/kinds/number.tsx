/** A number, typed; full-width digits are welcome. */

import type { FieldProps } from '../field.tsx';

export function NumberField({ item: { min, max }, id, input, describedBy, isFaulty, onInput }: FieldProps) {
  return (
    <>
      <input
        id={id}
        class="short"
        inputMode={min !== undefined && min >= 0 ? 'numeric' : 'text'}
        autocomplete="off"
        value={typeof input === 'string' ? input : ''}
        aria-describedby={describedBy}
        aria-invalid={isFaulty ? 'true' : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {(min ?? max) !== undefined && (
        <p class="small">
          {min !== undefined && `${min}から`}
          {max !== undefined && `${max}まで`}
        </p>
      )}
    </>
  );
}
