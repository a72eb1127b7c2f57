/** What comes and goes over a place on the page does not move the place under a pointer: the page is scrolled instead. */

const USED = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Keeps the steps in this column where they are from now on; the answer ends it. */
export function steady(column: HTMLElement): () => void {
  let isUsed = false;
  let last: number | undefined;
  let isOpened = false;
  const use = () => {
    isUsed = true;
  };
  const open = ({ target }: Event) => {
    isOpened ||= target instanceof Element && target.closest('summary') !== null;
  };
  const look = () => {
    const steps = column.querySelector('[role=tablist]');
    if (!steps) return;
    const top = steps.getBoundingClientRect().top + scrollY;
    // While nobody has touched anything, the page begins at its top; and who opens a list looks at the list.
    if (isUsed && !isOpened && last !== undefined && top !== last)
      scrollBy({ top: top - last, behavior: 'instant' });
    last = top;
    isOpened = false;
  };
  const watch = new ResizeObserver(look);
  for (let box: HTMLElement | null = column; box && box !== document.body; box = box.parentElement)
    watch.observe(box);
  // The browser's own way would scroll a second time for the same move.
  document.documentElement.style.overflowAnchor = 'none';
  for (const kind of USED) addEventListener(kind, use, { passive: true });
  column.addEventListener('click', open);
  return () => {
    document.documentElement.style.overflowAnchor = '';
    watch.disconnect();
    column.removeEventListener('click', open);
    for (const kind of USED) removeEventListener(kind, use);
  };
}
