/** Ctrl+Z and Ctrl+Shift+Z over the whole composition, Ctrl+S saves; not from a dialog, whose fields have an undo of their own. */

import { type Dispatch, useEffect } from 'react';
import type { Edit } from './content.ts';

export function useUndoKeys(edit: Dispatch<Edit>, save: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.isComposing || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]')) return;
      const key = event.key.toLowerCase();
      if (key === 's') save();
      else if (key === 'z') edit({ kind: event.shiftKey ? 'redo' : 'undo' });
      else if (key === 'y') edit({ kind: 'redo' });
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [edit, save]);
}
