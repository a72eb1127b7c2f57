/** What the embedding page may tell the renderer. Every field is optional. */

import type { OnAction } from './action.ts';

export interface RenderOptions {
  /** Called on every tap; without it the preview is inert. */
  onAction?: OnAction;
  /** Shown above the bubble when the message has no `sender` of its own. */
  account?: { name: string; iconUrl?: string };
  /** Address of a sticker's picture. By default a labelled placeholder is drawn and nothing is fetched. */
  stickerUrl?: (packageId: string, stickerId: string) => string;
  /** Address of an emoji's picture. By default a small placeholder is drawn and nothing is fetched. */
  emojiUrl?: (productId: string, emojiId: string) => string;
  /** `user` draws a text bubble as the citizen's own. */
  side?: 'account' | 'user';
}
