/** A copy of what was typed in this browser, for as long as the server does not have it. */

import type { Content } from './content.ts';

interface Kept {
  readonly version: number;
  readonly content: Content;
}

const key = (person: string, draft: string): string => `kairan draft ${person} ${draft}`;

export function keep(person: string, draft: string, kept: Kept): void {
  try {
    localStorage.setItem(key(person, draft), JSON.stringify(kept));
  } catch {
    // Full or switched off: the page still holds it.
  }
}

export function forget(person: string, draft: string): void {
  try {
    localStorage.removeItem(key(person, draft));
  } catch {
    // Switched off: nothing was kept.
  }
}

export function kept(person: string, draft: string): Kept | undefined {
  try {
    const text = localStorage.getItem(key(person, draft));
    const found = text === null ? undefined : (JSON.parse(text) as Kept);
    return Array.isArray(found?.content?.messages) && typeof found.version === 'number' ? found : undefined;
  } catch {
    return undefined;
  }
}
