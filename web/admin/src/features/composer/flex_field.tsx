/** A Flex message in the form: as blocks where blocks say all of it, and otherwise untouched but for its notification. */

import type { FieldError } from '../../shared/api/problem.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { AltTextField } from './flex/alt_text_field.tsx';
import type { Card } from './flex/blocks.ts';
import { FlexForm } from './flex/flex_form.tsx';
import { valueAt, withValue } from './paths.ts';

interface Props {
  readonly value: unknown;
  /** Undefined where the message was not made of blocks. */
  readonly cards: readonly Card[] | undefined;
  readonly onValue: (value: unknown, step?: 'step') => void;
  readonly path: string;
  readonly errors: readonly FieldError[];
}

export function FlexField({ cards, ...rest }: Props) {
  if (cards) return <FlexForm cards={cards} {...rest} />;
  const { value, onValue, path, errors } = rest;
  const altText = valueAt(value, 'altText');
  return (
    <>
      <AltTextField
        value={typeof altText === 'string' ? altText : ''}
        suggestion=""
        error={errors.find((error) => error.path === `${path}.altText`)?.message}
        onValue={(next) => onValue(withValue(value, 'altText', next))}
      />
      <Notice title="カードの中身は、JSONで直します">
        部品では表せない見た目なので、そのまま使います。書き換えることはありません。直すときは、上の「JSON」を開いてください。
      </Notice>
    </>
  );
}
