/** The form as the city has written it: items, options, consent text. Parsed once, when it arrives. */

import { amount, list, number, record, text } from './parse.ts';

const KINDS = ['single', 'multiple', 'select', 'month', 'text', 'number', 'area'] as const;
export type Kind = (typeof KINDS)[number];

export interface Option {
  readonly id: string;
  readonly label: string;
  /** Messages a month that choosing this option brings; undefined if it brings none by itself. */
  readonly perMonth: number | undefined;
  /** Beginnings of the postal codes that belong to this option of an area. */
  readonly prefixes: readonly string[];
}

export interface Item {
  readonly id: string;
  readonly label: string;
  readonly kind: Kind;
  readonly required: boolean;
  readonly explanation: string;
  readonly purpose: string;
  readonly options: readonly Option[];
  /** The item is asked only while `item` has one of these answers. */
  readonly shownIf: { readonly item: string; readonly anyOf: readonly string[] } | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly maxLength: number | undefined;
}

export interface Form {
  readonly version: number;
  readonly consent: { readonly version: string | number; readonly text: string };
  readonly everyonePerMonth: number;
  readonly items: readonly Item[];
  /** What citizens should know about the form itself, such as maintenance. */
  readonly notice: string;
}

/** The form, or undefined if the answer is none. Items of a kind that this page does not know are left out. */
export function parseForm(raw: unknown): Form | undefined {
  const form = record(raw);
  const consent = record(form?.consent);
  const version = number(form?.version);
  const words = text(consent?.text);
  if (form === undefined || version === undefined || words === undefined) return undefined;
  return {
    version,
    consent: { version: text(consent?.version) ?? number(consent?.version) ?? '', text: words },
    everyonePerMonth: amount(form.everyone_per_month) ?? 0,
    items: list(form.items, item),
    notice: text(form.notice) ?? '',
  };
}

function item(raw: unknown): Item | undefined {
  const json = record(raw);
  const [id, label] = [text(json?.id), text(json?.label)];
  const kind = KINDS.find((known) => known === json?.kind);
  if (json === undefined || !id || label === undefined || kind === undefined) return undefined;
  return {
    id,
    label,
    kind,
    required: json.required === true,
    explanation: text(json.explanation) ?? '',
    purpose: text(json.purpose) ?? '',
    options: list(json.options, option),
    shownIf: shownIf(json.shown_if),
    min: number(json.min),
    max: number(json.max),
    maxLength: amount(json.max_length),
  };
}

function option(raw: unknown): Option | undefined {
  const json = record(raw);
  const [id, label] = [text(json?.id), text(json?.label)];
  if (json === undefined || !id || label === undefined) return undefined;
  return { id, label, perMonth: amount(json.messages_per_month), prefixes: list(json.postal_prefixes, text) };
}

function shownIf(raw: unknown): Item['shownIf'] {
  const json = record(raw);
  const id = text(json?.item);
  return id === undefined ? undefined : { item: id, anyOf: list(json?.any_of, text) };
}
