/** A part of the city: by postal code, or chosen from the list. The last one touched counts. */

import { chosen, postalCode } from '../../shared/answers.ts';
import type { FieldProps } from '../field.tsx';
import { Dropdown } from './select.tsx';

export function Area({ item, id, input, describedBy, isFaulty, onInput }: FieldProps) {
  const typed = typeof input === 'string' ? input : '';
  const [area = ''] = chosen(item, input);
  const found = item.options.find((option) => option.id === area);
  return (
    <>
      <label class="small" for={id}>
        郵便番号（7けた）
      </label>
      <input
        id={id}
        class="short"
        inputMode="numeric"
        autocomplete="postal-code"
        value={typed}
        aria-describedby={[describedBy, `${id}-found`].filter(Boolean).join(' ')}
        aria-invalid={isFaulty ? 'true' : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p class="found" id={`${id}-found`} role="status">
        {typed !== '' && found && `「${found.label}」の地域です`}
        {postalCode(typed) !== undefined &&
          !found &&
          'この番号の地域が見つかりません。下の一覧から選んでください'}
      </p>
      <label class="small" for={`${id}-list`}>
        または、一覧から選ぶ
      </label>
      <Dropdown
        id={`${id}-list`}
        options={item.options}
        value={area}
        empty={item.required ? '選んでください' : '答えない'}
        onPick={(option) => onInput(option === '' ? [] : [option])}
      />
    </>
  );
}
