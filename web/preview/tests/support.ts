/** One builder per thing that tests draw; every default is valid. */

import { type Action, type RenderOptions, renderMessage } from '../src/index.ts';

export const PICTURE = 'https://pictures.example/a.png';

/** Draws a message and gives its element. */
export const draw = (message: unknown, options: RenderOptions = {}): HTMLElement => {
  const element = renderMessage(message, options);
  document.body.replaceChildren(element);
  return element;
};

/** Draws one Flex component inside a vertical body. */
export const drawFlex = (component: unknown, layout = 'vertical', options: RenderOptions = {}): HTMLElement =>
  draw(flexWith({ type: 'bubble', body: { type: 'box', layout, contents: [component] } }), options);

export const flexWith = (contents: unknown) => ({ type: 'flex', altText: '代替', contents });

export const template = (body: object) => ({ type: 'template', altText: '代替', template: body });

/** The first element of a class, which must be there. */
export const first = (root: HTMLElement, selector: string): HTMLElement => {
  const found = root.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing matches ${selector}`);
  return found;
};

/** Collects the actions of taps. */
export const taps = (): { actions: Action[]; onAction: (action: Action) => void } => {
  const actions: Action[] = [];
  return { actions, onAction: (action) => actions.push(action) };
};
