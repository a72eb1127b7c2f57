/** Changes of cards and of what stands in them; each makes a new list. */

import { type Block, type Card, footerFrom } from './blocks.ts';
import type { HeaderColour } from './colours.ts';

/** One place up or down; the same list where there is no such place. */
export function moved<T>(items: readonly T[], index: number, by: -1 | 1): readonly T[] {
  const item = items[index];
  const to = index + by;
  if (item === undefined || to < 0 || to >= items.length) return items;
  return items.toSpliced(index, 1).toSpliced(to, 0, item);
}

/** Where a new block goes: buttons last, everything else above the buttons at the end. */
export const placeFor = (blocks: readonly Block[], block: Block): number =>
  block.kind === 'button' ? blocks.length : footerFrom(blocks);

export const added = (card: Card, block: Block): Card => ({
  ...card,
  blocks: card.blocks.toSpliced(placeFor(card.blocks, block), 0, block),
});

/** Another colour of the band. Without a band its words become the first heading, and the other way round. */
export function coloured(card: Card, colour: HeaderColour | null): Card {
  const { header, blocks, ...rest } = card;
  if (header && colour) return { ...card, header: { ...header, colour } };
  if (header) {
    const words = header.text === '' ? [] : [{ kind: 'title', text: header.text } as const];
    return { ...rest, header: null, blocks: [...words, ...blocks] };
  }
  if (colour === null) return card;
  const [first] = blocks;
  if (first?.kind !== 'title' || blocks.length === 1) return { ...card, header: { text: '', colour } };
  return { ...rest, header: { text: first.text, colour }, blocks: blocks.slice(1) };
}
