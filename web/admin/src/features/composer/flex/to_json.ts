/** Blocks as Flex: the one JSON that stands for them. The first picture leads the card, the buttons at the end close it. */

import { type Block, type ButtonLook, type Card, footerFrom, type Row } from './blocks.ts';
import { HEADER_COLOURS, NOTE_TONES, ON_HEADER, ROW_NAME } from './colours.ts';

/** The `contents` of the Flex message. */
export function contentsOf(cards: readonly Card[]): object {
  const bubbles = cards.map(bubbleOf);
  return bubbles.length === 1 ? (bubbles[0] as object) : { type: 'carousel', contents: bubbles };
}

/** Whether the first block is drawn from edge to edge above the others. */
export const leads = ({ blocks }: Card): boolean => blocks[0]?.kind === 'picture';

export function bubbleOf(card: Card): object {
  const { size, header, blocks } = card;
  const colour = HEADER_COLOURS[header?.colour ?? 'blue'].value;
  const json = (block: Block) => componentOf(block, colour);
  const [from, to] = [leads(card) ? 1 : 0, footerFrom(blocks)];
  const inner = blocks.slice(from, to).map(json);
  const buttons = blocks.slice(to).map(json);
  return {
    type: 'bubble',
    ...(size !== 'mega' && { size }),
    ...(header && { header: band(header.text, colour) }),
    ...(from === 1 && { hero: json(blocks[0] as Block) }),
    ...(inner.length > 0 && { body: column('md', inner) }),
    ...(buttons.length > 0 && { footer: column('sm', buttons) }),
  };
}

const column = (spacing: string, contents: readonly object[]): object => ({
  type: 'box',
  layout: 'vertical',
  spacing,
  contents,
});

const band = (text: string, backgroundColor: string): object => ({
  type: 'box',
  layout: 'vertical',
  backgroundColor,
  contents: [{ type: 'text', text, weight: 'bold', size: 'lg', color: ON_HEADER, wrap: true }],
});

const row = ({ name, content }: Row): object => ({
  type: 'box',
  layout: 'horizontal',
  spacing: 'md',
  contents: [
    { type: 'text', text: name, size: 'sm', color: ROW_NAME, flex: 2, wrap: true },
    { type: 'text', text: content, size: 'sm', flex: 5, wrap: true },
  ],
});

/** LINE's own colour of a button has too little contrast, so a strong one has the header's. */
const styleOf = (look: ButtonLook, color: string): object =>
  look === 'primary' ? { style: look, color } : { style: look };

function componentOf(block: Block, colour: string): object {
  switch (block.kind) {
    case 'title':
      return { type: 'text', text: block.text, weight: 'bold', size: 'xl', wrap: true };
    case 'text':
      return { type: 'text', text: block.text, wrap: true };
    case 'note':
      return {
        type: 'text',
        text: block.text,
        size: 'sm',
        color: NOTE_TONES[block.tone].value,
        wrap: true,
      };
    case 'picture':
      return {
        type: 'image',
        url: block.url,
        size: 'full',
        aspectRatio: block.ratio,
        aspectMode: 'cover',
        ...(block.action && { action: block.action }),
      };
    case 'table':
      return column('sm', block.rows.map(row));
    case 'line':
      return { type: 'separator' };
    case 'button':
      return { type: 'button', ...styleOf(block.look, colour), action: block.action };
    default:
      return block satisfies never;
  }
}
