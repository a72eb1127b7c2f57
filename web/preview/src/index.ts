/** Public surface of the message renderer. Its styles are in `preview.css`. */

export type { Action, OnAction } from './action.ts';
export { renderRichMenu } from './areas.ts';
export { renderMessage, renderQuickReply } from './message.ts';
export type { RenderOptions } from './options.ts';
export { actionUri, mediaUrl } from './url.ts';
