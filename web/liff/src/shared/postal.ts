/** From a postal code to the option of an area: the longest prefix wins. */

import type { Item, Option } from './form.ts';

/** The option whose prefix fits `code` best, or undefined. */
export function optionOf(item: Item, code: string | undefined): Option | undefined {
  if (code === undefined) return undefined;
  let best: { option: Option; length: number } | undefined;
  for (const option of item.options) {
    for (const prefix of option.prefixes) {
      const fits = prefix !== '' && code.startsWith(prefix);
      if (fits && prefix.length > (best?.length ?? 0)) best = { option, length: prefix.length };
    }
  }
  return best?.option;
}
