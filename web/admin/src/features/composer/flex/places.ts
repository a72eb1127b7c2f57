/** Where blocks stand in the JSON, so that what the check finds is shown at the block and in the words of the form. */

import type { FieldError } from '../../../shared/api/problem.ts';
import { BLOCK_NAMES, type Block, type Card, footerFrom } from './blocks.ts';
import { leads } from './to_json.ts';

/** The path of a card's bubble; `path` is the message's, such as `messages[0]`. */
export const cardPath = (path: string, count: number, index: number): string =>
  count === 1 ? `${path}.contents` : `${path}.contents.contents[${index}]`;

/** The path of a block's component. */
export function blockPath(base: string, card: Card, index: number): string {
  if (leads(card)) return index === 0 ? `${base}.hero` : inColumns(base, card, index, 1);
  return inColumns(base, card, index, 0);
}

function inColumns(base: string, { blocks }: Card, index: number, from: number): string {
  const to = footerFrom(blocks);
  return index < to ? `${base}.body.contents[${index - from}]` : `${base}.footer.contents[${index - to}]`;
}

export const headerPath = (base: string): string => `${base}.header.contents[0].text`;

/** What a block's form shows errors at, below the block's path. */
export function fieldsOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'title':
    case 'text':
    case 'note':
      return ['.text'];
    case 'picture':
      return ['.url', '.action.label', '.action.uri'];
    case 'button':
      return ['.action.label', '.action.uri', '.action.text', '.action.data'];
    case 'table':
      return block.rows.flatMap((_, row) => [rowPath(row, 0), rowPath(row, 1)]);
    case 'line':
      return [];
    default:
      return block satisfies never;
  }
}

/** A cell of a table, below the table's path. */
export const rowPath = (row: number, column: 0 | 1): string => `.contents[${row}].contents[${column}].text`;

/** Whether the error is about this place or something in it. */
export const isWithin = (error: string, path: string): boolean =>
  error === path || error.startsWith(`${path}.`) || error.startsWith(`${path}[`);

/** What an address lacks: the check has one code for all of it, and a sentence for each. */
export function addressWords(message: string): string {
  if (message.includes('日本語や空白'))
    return '日本語や空白がそのまま入っています。ページを開き、アドレス欄から写し直してください。';
  if (message.includes('「@」')) return '「@」より前は書けません。別の場所を開くリンクになります。';
  return '「https://」から始まる、正しいアドレスにしてください。';
}

/** A call is an address too, and its field asks for a number. */
export const isCall = (uri: unknown): boolean => typeof uri === 'string' && uri.startsWith('tel:');
export const CALL_WORDS = '電話番号を、数字とハイフンで入力してください。';

/** What to do, where the form itself says which field is meant. */
export function briefly({ code, limit, path, message }: FieldError): string {
  const isUrl = /\.ur[il]$/.test(path);
  if (code === 'missing' || code === 'empty')
    return path.endsWith('.url') ? '画像を選んでください。' : '入力してください。';
  if (code === 'bad_url' && isUrl) return addressWords(message);
  if (code === 'too_long' && limit !== undefined) return `${limit}文字までです。`;
  if (code === 'control_character') return '使えない文字が入っています。入力し直してください。';
  return message;
}

/** The errors of a message made of blocks, each naming card and block instead of JSON. */
export function inBlockWords(
  errors: readonly FieldError[],
  path: string,
  number: number,
  cards: readonly Card[],
): readonly FieldError[] {
  const places = cards.flatMap((card, index) => {
    const base = cardPath(path, cards.length, index);
    const on = cards.length === 1 ? `${number}つ目` : `${number}つ目のカード${index + 1}`;
    return [
      { at: headerPath(base), name: `${on}の帯の見出し`, calls: false },
      ...card.blocks.map((block, at) => ({
        at: blockPath(base, card, at),
        name: `${on}の${at + 1}番目「${BLOCK_NAMES[block.kind]}」`,
        calls: 'action' in block && isCall(block.action?.uri),
      })),
    ];
  });
  return errors.map((error) => {
    const place = places.find(({ at }) => isWithin(error.path, at));
    if (!place) return error;
    const isNumber = place.calls && error.code === 'bad_url' && error.path.endsWith('.action.uri');
    return { ...error, message: `${place.name}：${isNumber ? CALL_WORDS : briefly(error)}` };
  });
}
