/** The wish that the focus be on something that is still being drawn. */

/** How long a slow page may take until all of one change is drawn. */
const LASTS_MS = 3_000;
const EVERY_MS = 50;

/** Ends the wish that is on; there is one at a time. */
let ending: (() => void) | undefined;

/** Whether the focus is on its way somewhere, and need not be looked after by anybody else. */
export const isWished = (): boolean => ending !== undefined;

/**
 * One change may be drawn in several steps, and what has that name at first may be something else by then: the focus goes
 * to whatever bears it, until the person does something else or the focus is taken by somebody else.
 */
export function wishFocus(id: string): void {
  ending?.();
  const until = performance.now() + LASTS_MS;
  let held = document.activeElement;
  const put = () => {
    const { activeElement: at, body } = document;
    // Drawing by itself leaves the focus where it was, or loses it to the page.
    if (at !== held && at !== body && at !== null) return end();
    const stands = document.getElementById(id);
    if (stands !== null) {
      if (stands !== at) stands.focus();
      held = stands;
    }
    if (performance.now() > until) end();
  };
  const end = () => {
    clearInterval(timer);
    document.removeEventListener('keydown', end, true);
    document.removeEventListener('pointerdown', end, true);
    ending = undefined;
  };
  ending = end;
  const timer = setInterval(put, EVERY_MS);
  document.addEventListener('keydown', end, true);
  document.addEventListener('pointerdown', end, true);
  put();
}
