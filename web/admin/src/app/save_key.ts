/** Ctrl+S presses the 保存 button of the form that somebody is in: of the dialog before them, or nearest around the focus. */

const MARK = '[data-saves]';

/** The button that Ctrl+S means, if there is one without doubt. */
export function saveButtonFor(focused: Element | null): HTMLElement | undefined {
  const dialogs = document.querySelectorAll('dialog[open]');
  const scope = dialogs.item(dialogs.length - 1) ?? document.querySelector('main') ?? document.body;
  let around: Element | null = focused !== null && scope.contains(focused) ? focused : scope;
  while (around !== null) {
    const found = around.querySelectorAll<HTMLElement>(MARK);
    if (found.length === 1) return found[0];
    if (found.length > 1 || around === scope) {
      const ready = [...found].filter((one) => one.getAttribute('aria-disabled') !== 'true');
      return ready.length === 1 ? ready[0] : undefined;
    }
    around = around.parentElement;
  }
  return undefined;
}

/** Heard on the window for as long as the page is open; the browser's own way of saving pages is of no use here. */
export function watchSaveKey(): () => void {
  const press = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.key.toLowerCase() !== 's' || event.defaultPrevented) return;
    const button = saveButtonFor(document.activeElement);
    // The composer saves by itself; a dialog without such a button stands before whatever does.
    if (button === undefined && document.querySelector('dialog[open], [data-saves]') === null) return;
    event.preventDefault();
    button?.click();
  };
  window.addEventListener('keydown', press);
  return () => window.removeEventListener('keydown', press);
}
