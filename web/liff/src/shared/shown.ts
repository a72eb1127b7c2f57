/** Which items are asked, given what is in the fields. */

import { chosen, type Inputs } from './answers.ts';
import type { Form, Item } from './form.ts';

/** The items to show, in the form's order. An item that hangs on a hidden item, or on itself, is hidden. */
export function shownItems({ items }: Form, inputs: Inputs): Item[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const isShown = (item: Item, above: readonly Item[]): boolean => {
    if (item.shownIf === undefined) return true;
    const asked = byId.get(item.shownIf.item);
    if (asked === undefined || above.includes(asked)) return false;
    const { anyOf } = item.shownIf;
    return (
      chosen(asked, inputs.get(asked.id)).some((id) => anyOf.includes(id)) && isShown(asked, [...above, item])
    );
  };
  return items.filter((item) => isShown(item, [item]));
}
