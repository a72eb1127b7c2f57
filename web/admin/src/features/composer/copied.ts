/** Copies whose target nobody has looked at yet. It came along with the rest, and may be the one thing that is meant otherwise. */

const PLACE = 'copied ';

/** As long as the window, so that a reload does not make it look chosen. */
function place(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

export const copied = (draft: string): void => place()?.setItem(PLACE + draft, '1');

export const isCopied = (draft: string): boolean => place()?.getItem(PLACE + draft) === '1';

export const targetSeen = (draft: string): void => place()?.removeItem(PLACE + draft);
