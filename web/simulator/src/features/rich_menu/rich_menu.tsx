/** The rich menu as a drawer at the foot of the phone. */

import { type Action, renderRichMenu } from '@kairan/preview';
import { useRef } from 'preact/hooks';
import type { RichMenu } from '../../shared/api/rich_menu.ts';
import { PreviewNode } from '../talk/preview_node.tsx';

interface Props {
  richMenu: RichMenu;
  open: boolean;
  onToggle: () => void;
  onAction: (action: Action) => void;
}

export function RichMenuDrawer({ richMenu, open, onToggle, onAction }: Props) {
  const latest = useRef(onAction);
  latest.current = onAction;
  const image = richMenu.imageUrl ?? `/control/richmenus/${encodeURIComponent(richMenu.richMenuId)}/image`;
  return (
    <section class="rich-menu" aria-label="リッチメニュー">
      <button type="button" class="rich-menu-bar" aria-expanded={open} onClick={onToggle}>
        {richMenu.menu.chatBarText}
        <span aria-hidden="true">{open ? ' ▾' : ' ▴'}</span>
      </button>
      {open && (
        <PreviewNode
          class="rich-menu-picture"
          inputs={[richMenu.richMenuId, image]}
          draw={() => renderRichMenu(richMenu.menu, image, { onAction: (action) => latest.current(action) })}
        />
      )}
    </section>
  );
}
