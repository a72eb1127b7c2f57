/** What a Flex message is made of when somebody builds it from blocks. `to_json.ts` says how each block looks. */

import type { HeaderColour, NoteTone } from './colours.ts';

/** Only what the form of an action writes: a link, a text or a postback. */
export type BlockAction = Readonly<Record<string, string>>;

export interface Row {
  readonly name: string;
  readonly content: string;
}

export type ButtonLook = 'primary' | 'secondary' | 'link';

export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** `ratio` is LINE's `width:height`. */
  | {
      readonly kind: 'picture';
      readonly url: string;
      readonly ratio: string;
      readonly action: BlockAction | null;
    }
  | { readonly kind: 'table'; readonly rows: readonly Row[] }
  | { readonly kind: 'line' }
  | { readonly kind: 'note'; readonly text: string; readonly tone: NoteTone }
  | { readonly kind: 'button'; readonly look: ButtonLook; readonly action: BlockAction };

export type BlockKind = Block['kind'];

/** LINE's widths of a bubble, from the narrowest; without a word it is `mega`. */
export const CARD_SIZES = {
  nano: 'とても小さい',
  micro: '小さい',
  deca: 'やや小さい',
  hecto: '少し小さい',
  kilo: '中くらい',
  mega: 'ふつう',
  giga: '大きい',
} as const;

export type CardSize = keyof typeof CARD_SIZES;

/** A bubble; several of them stand side by side, all of one size. */
export interface Card {
  readonly size: CardSize;
  readonly header: { readonly text: string; readonly colour: HeaderColour } | null;
  readonly blocks: readonly Block[];
}

/** LINE takes twelve bubbles in a carousel. */
export const MOST_CARDS = 12;
export const MOST_ROWS = 20;

export const BLOCK_NAMES: Record<BlockKind, string> = {
  title: '見出し',
  text: '本文',
  picture: '画像',
  table: '項目と内容の表',
  note: '注意書き',
  line: '区切り線',
  button: 'ボタン',
};

const link = (label: string): BlockAction => ({ type: 'uri', label, uri: 'https://' });

export function freshBlock(kind: BlockKind): Block {
  switch (kind) {
    case 'title':
    case 'text':
      return { kind, text: '' };
    case 'picture':
      return { kind, url: '', ratio: '20:13', action: null };
    case 'table':
      return {
        kind,
        rows: ['日時', '場所', '持ち物'].map((name) => ({ name, content: '' })),
      };
    case 'line':
      return { kind };
    case 'note':
      return { kind, text: '', tone: 'grey' };
    case 'button':
      return { kind, look: 'primary', action: link('') };
    default:
      return kind satisfies never;
  }
}

export const freshCard = (size: CardSize = 'mega'): Card => ({
  size,
  header: { text: '', colour: 'blue' },
  blocks: [freshBlock('text')],
});

/** Where the buttons at the end begin: they stand below everything else. */
export function footerFrom(blocks: readonly Block[]): number {
  let from = blocks.length;
  while (blocks[from - 1]?.kind === 'button') from -= 1;
  return from;
}

/** What a card is called: its band, or its first heading. */
export function titleOf({ header, blocks }: Card): string {
  const first = blocks.find((block) => block.kind === 'title' && block.text.trim() !== '');
  const title = header?.text.trim() || (first?.kind === 'title' ? first.text.trim() : '');
  return title.replaceAll(/\s+/g, ' ');
}

/** A text for notifications, made from what the cards are called. */
export function altTextFrom(cards: readonly Card[]): string {
  const titles = cards.map(titleOf).filter((title) => title !== '');
  const shown = titles.slice(0, 3).join('、');
  return titles.length > 3 ? `${shown}ほか` : shown;
}
