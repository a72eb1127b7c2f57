/**
 * Flex as blocks, where it was made of blocks. Reading only guesses; the guess counts where making JSON of it again gives
 * the very same, so nothing that blocks cannot say is ever lost. Everything else stays JSON.
 */

import { type Block, type BlockAction, CARD_SIZES, type Card, type CardSize, type Row } from './blocks.ts';
import { HEADER_COLOURS, keyOf, NOTE_TONES } from './colours.ts';
import { contentsOf } from './to_json.ts';

/** The cards of a Flex message's `contents`; undefined where blocks do not say all of it. */
export function cardsOf(contents: unknown): readonly Card[] | undefined {
  const { type, contents: inner } = fields(contents);
  const bubbles = type === 'carousel' ? list(inner) : [contents];
  const cards = bubbles.map(cardOf);
  const known = cards.filter((card) => card !== undefined);
  const sizes = new Set(known.map(({ size }) => size));
  return known.length === cards.length && sizes.size === 1 && isSame(contentsOf(known), contents)
    ? known
    : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

function cardOf(value: unknown): Card | undefined {
  const { size = 'mega', header, hero, body, footer } = fields(value);
  if (!isSize(size)) return undefined;
  const inner = [body, footer].flatMap((box) => list(fields(box).contents));
  const parts = hero === undefined ? inner : [hero, ...inner];
  const blocks = parts.map(blockOf);
  const known = blocks.filter((block) => block !== undefined);
  if (known.length === 0 || known.length !== blocks.length) return undefined;
  return { size, header: header === undefined ? null : headerOf(header), blocks: known };
}

const isSize = (value: unknown): value is CardSize =>
  typeof value === 'string' && Object.hasOwn(CARD_SIZES, value);

function headerOf(value: unknown): Card['header'] {
  const { backgroundColor, contents } = fields(value);
  const colour = keyOf(HEADER_COLOURS, backgroundColor);
  return colour ? { text: words(fields(list(contents)[0]).text), colour } : null;
}

function blockOf(value: unknown): Block | undefined {
  const part = fields(value);
  switch (part.type) {
    case 'text':
      return writtenOf(part);
    case 'separator':
      return { kind: 'line' };
    case 'image': {
      const action = part.action === undefined ? null : actionOf(part.action);
      if (action === undefined) return undefined;
      return { kind: 'picture', url: words(part.url), ratio: words(part.aspectRatio), action };
    }
    case 'button': {
      const look = part.style;
      const action = actionOf(part.action);
      if (action === undefined || (look !== 'primary' && look !== 'secondary' && look !== 'link'))
        return undefined;
      return { kind: 'button', look, action };
    }
    case 'box':
      return { kind: 'table', rows: list(part.contents).map(rowOf) };
    default:
      return undefined;
  }
}

function writtenOf({ text, weight, color }: Fields): Block {
  const tone = keyOf(NOTE_TONES, color);
  if (tone) return { kind: 'note', text: words(text), tone };
  return { kind: weight === 'bold' ? 'title' : 'text', text: words(text) };
}

function rowOf(value: unknown): Row {
  const [name, content] = list(fields(value).contents);
  return { name: words(fields(name).text), content: words(fields(content).text) };
}

/** What each kind of action may say, as its form writes it. */
const SAYS: Readonly<Record<string, readonly string[]>> = {
  uri: ['type', 'label', 'uri'],
  message: ['type', 'label', 'text'],
  postback: ['type', 'label', 'data', 'displayText'],
};

function actionOf(value: unknown): BlockAction | undefined {
  const action = fields(value);
  const kind = words(action.type);
  const says = Object.hasOwn(SAYS, kind) ? SAYS[kind] : undefined;
  const isPlain = Object.entries(action).every(
    ([key, text]) => says?.includes(key) && typeof text === 'string',
  );
  return says && isPlain ? (action as BlockAction) : undefined;
}

/** The same JSON, in whatever order the keys stand. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one))
    return (
      Array.isArray(other) && one.length === other.length && one.every((item, at) => isSame(item, other[at]))
    );
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
    return one === other;
  const keys = Object.keys(one);
  return (
    !Array.isArray(other) &&
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame((one as Fields)[key], (other as Fields)[key]))
  );
}
