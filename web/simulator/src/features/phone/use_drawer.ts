/** Whether the rich menu is open: as the menu says when it first appears, then as the citizen leaves it. */

import { useRef, useState } from 'preact/hooks';
import type { RichMenu } from '../../shared/api/rich_menu.ts';

export interface Drawer {
  open: boolean;
  toggle: () => void;
  show: (open: boolean) => void;
}

/** Switching tabs replaces the menu; the drawer then stays as it is. */
export function useDrawer(menu: RichMenu | null | undefined): Drawer {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const first = useRef<boolean | null>(null);
  if (menu && first.current === null) first.current = menu.menu.selected;
  if (menu === null) first.current = null;
  const open = chosen ?? first.current ?? false;
  return { open, toggle: () => setChosen(!open), show: setChosen };
}
