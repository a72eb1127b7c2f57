/** The only door to the DOM: elements, classes and text nodes. No markup is ever parsed. */

export type Child = Node | string | null | undefined;

/** Creates an element with classes and children; strings become text nodes. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/** A visible Japanese sentence in place of something that cannot be shown. */
export function notice(sentence: string): HTMLElement {
  const element = el('div', 'kp-notice', sentence);
  element.setAttribute('role', 'note');
  return element;
}
