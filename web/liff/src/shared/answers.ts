/** What a citizen has put into the fields, and how answers are written for the server. */

import type { Form, Item } from './form.ts';
import { optionOf } from './postal.ts';

/** The state of one field: chosen option ids, or what was typed (a month as `1990-04`, perhaps half: `1990-`). */
export type Input = string | readonly string[];
export type Inputs = ReadonlyMap<string, Input>;

/** An answer as the server writes it. */
export type Wire = string | number | readonly string[];
export type Answers = ReadonlyMap<string, Wire>;

export const isWire = (raw: unknown): Wire | undefined =>
  typeof raw === 'string' ||
  typeof raw === 'number' ||
  (Array.isArray(raw) && raw.every((entry) => typeof entry === 'string'))
    ? raw
    : undefined;

const isChoice = ({ kind }: Item) => kind === 'single' || kind === 'multiple' || kind === 'select';

/** Full-width digits and signs become plain ones; spaces around are dropped. */
export const plain = (typed: string): string => typed.normalize('NFKC').trim();

/** Letters as people count them, not UTF-16 units. */
export const lengthOf = (typed: string): number => [...typed].length;

/** The seven digits of a postal code, however it was typed; undefined if it is none. */
export const postalCode = (typed: string): string | undefined =>
  /^〒?(\d{3})[-ー−‐―\s]?(\d{4})$/u.exec(plain(typed))?.slice(1).join('');

/** Puts a stored answer into its field; answers that no longer fit the item leave the field empty. */
export function toInput(item: Item, wire: Wire | undefined): Input | undefined {
  if (typeof wire === 'number') return item.kind === 'number' ? String(wire) : undefined;
  if (typeof wire === 'string') return isChoice(item) || item.kind === 'number' ? undefined : wire;
  if (wire === undefined || !(isChoice(item) || item.kind === 'area')) return undefined;
  const known = wire.filter((id) => item.options.some((option) => option.id === id));
  return item.kind === 'multiple' ? known : known.slice(0, 1);
}

/** The option ids that an input stands for; a postal code stands for the option it leads to. */
export function chosen(item: Item, input: Input | undefined): readonly string[] {
  if (input === undefined) return [];
  if (typeof input !== 'string') return input;
  const found = item.kind === 'area' ? optionOf(item, postalCode(input)) : undefined;
  return found === undefined ? [] : [found.id];
}

/** What is in every field: what was touched here, else what the server has stored. */
export function merge(form: Form, stored: Answers, touched: Inputs): Inputs {
  const inputs = new Map<string, Input>();
  for (const item of form.items) {
    const input = touched.get(item.id) ?? toInput(item, stored.get(item.id));
    if (input !== undefined) inputs.set(item.id, input);
  }
  return inputs;
}
