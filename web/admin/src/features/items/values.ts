/** The fields of an item as they are typed, and what of them is sent. */

import type { Item, Kind, ShownIf } from './wire.ts';

export interface ItemValues {
  readonly label: string;
  readonly kind: Kind;
  readonly explanation: string;
  readonly purpose: string;
  readonly required: boolean;
  readonly shown_if: ShownIf | null;
  readonly max_length: string;
  readonly min: string;
  readonly max: string;
}

export const EMPTY: ItemValues = {
  label: '',
  kind: 'single',
  explanation: '',
  purpose: '',
  required: false,
  shown_if: null,
  max_length: '200',
  min: '0',
  max: '100',
};

export const valuesOf = (item: Item): ItemValues => ({
  label: item.label,
  kind: item.kind,
  explanation: item.explanation,
  purpose: item.purpose,
  required: item.required,
  shown_if: item.shown_if ?? null,
  max_length: String(item.max_length ?? EMPTY.max_length),
  min: String(item.min ?? EMPTY.min),
  max: String(item.max ?? EMPTY.max),
});

export const isSame = (one: ItemValues, other: ItemValues): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Whole numbers, full-width digits too; NaN where it is none. */
export const whole = (text: string): number => {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^[−ー]/, '-');
  return /^-?\d+$/.test(plain) ? Number(plain) : Number.NaN;
};

export type ItemFaults = Partial<Record<keyof ItemValues, string>>;

export function faultsOf({ label, kind, shown_if, max_length, min, max }: ItemValues): ItemFaults {
  const number = '数字で入力してください。';
  return {
    ...(label.trim() === '' && { label: '質問を入力してください。' }),
    ...(shown_if?.any_of.length === 0 && { shown_if: 'どの回答のときに表示するかを選んでください。' }),
    ...(kind === 'text' && Number.isNaN(whole(max_length)) && { max_length: number }),
    ...(kind === 'number' && Number.isNaN(whole(min)) && { min: number }),
    ...(kind === 'number' && Number.isNaN(whole(max)) && { max: number }),
    ...(kind === 'number' && whole(min) > whole(max) && { max: '最小より大きくしてください。' }),
  };
}

export function bodyOf({ max_length, min, max, ...values }: ItemValues) {
  return {
    ...values,
    label: values.label.trim(),
    ...(values.kind === 'text' && { max_length: whole(max_length) }),
    ...(values.kind === 'number' && { min: whole(min), max: whole(max) }),
  };
}

/** The item as it would stand, for the preview. */
export const previewOf = (values: ItemValues, id: string, options: Item['options']): Item => {
  const { shown_if, max_length, min, max, ...rest } = values;
  const limit = (text: string) => (Number.isNaN(whole(text)) ? undefined : whole(text));
  const [longest, least, most] = [limit(max_length), limit(min), limit(max)];
  return {
    ...rest,
    id,
    ...(shown_if && { shown_if }),
    ...(values.kind === 'text' && longest !== undefined && { max_length: longest }),
    ...(values.kind === 'number' && least !== undefined && { min: least }),
    ...(values.kind === 'number' && most !== undefined && { max: most }),
    archived: false,
    revision: 0,
    options,
  };
};
