/** Finds what a citizen has to put right before saving; the server checks everything again. */

import { chosen, type Input, type Inputs, lengthOf, plain, postalCode } from './answers.ts';
import { CONSENT, type Fault } from './fault.ts';
import type { Item } from './form.ts';
import { isMonth } from './wire.ts';

export function check(shown: readonly Item[], inputs: Inputs, agreed: boolean): Fault[] {
  const faults: Fault[] = [];
  for (const item of shown) {
    const message = fault(item, inputs.get(item.id) ?? '');
    if (message !== undefined) faults.push({ target: item.id, message });
  }
  if (!agreed)
    faults.push({ target: CONSENT, message: '内容を読み、「同意します」にチェックを入れてください' });
  return faults;
}

function fault(item: Item, input: Input): string | undefined {
  const isEmpty = typeof input === 'string' ? plain(input) === '' : input.length === 0;
  if (isEmpty) return item.required ? `「${item.label}」${verb(item)}` : undefined;
  if (typeof input !== 'string') return undefined;
  switch (item.kind) {
    case 'month':
      return isMonth(input) ? undefined : `「${item.label}」は、年と月の両方を選んでください`;
    case 'number':
      return numberFault(item, plain(input));
    case 'area':
      return areaFault(item, input);
    case 'text':
      return lengthFault(item, input);
    default:
      return undefined;
  }
}

function verb({ kind }: Item): string {
  if (kind === 'text' || kind === 'number') return 'を入力してください';
  return kind === 'area' ? 'を、郵便番号か一覧で答えてください' : 'を選んでください';
}

function numberFault({ label, min, max }: Item, typed: string): string | undefined {
  if (!/^-?\d{1,15}$/.test(typed)) return `「${label}」は、数字だけで入力してください（例：3）`;
  const value = Number(typed);
  if (min !== undefined && value < min) return `「${label}」は、${min}以上の数字で入力してください`;
  if (max !== undefined && value > max) return `「${label}」は、${max}以下の数字で入力してください`;
  return undefined;
}

function areaFault(item: Item, input: string): string | undefined {
  if (postalCode(input) === undefined)
    return `「${item.label}」の郵便番号は、7けたの数字で入力してください（例：2100001）`;
  if (chosen(item, input).length === 0)
    return `「${item.label}」：この郵便番号の地域が見つかりません。一覧から選んでください`;
  return undefined;
}

function lengthFault({ label, maxLength }: Item, input: string): string | undefined {
  return maxLength !== undefined && lengthOf(input) > maxLength
    ? `「${label}」は、${maxLength}文字以内で入力してください（いま${lengthOf(input)}文字）`
    : undefined;
}
