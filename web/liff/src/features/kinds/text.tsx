/** Free text with a counter. */

import { lengthOf } from '../../shared/answers.ts';
import type { FieldProps } from '../field.tsx';

/** Up to this length one line is enough. */
const LINE = 40;

export function TextField({ item: { maxLength }, id, input, describedBy, isFaulty, onInput }: FieldProps) {
  const value = typeof input === 'string' ? input : '';
  const Tag = maxLength !== undefined && maxLength <= LINE ? 'input' : 'textarea';
  return (
    <>
      <Tag
        id={id}
        value={value}
        aria-describedby={describedBy}
        aria-invalid={isFaulty ? 'true' : undefined}
        onInput={(event: Event) => onInput((event.currentTarget as HTMLInputElement).value)}
      />
      {maxLength !== undefined && (
        <p class={lengthOf(value) > maxLength ? 'counter over' : 'counter'}>
          {lengthOf(value)}／{maxLength}文字
        </p>
      )}
    </>
  );
}
