/** Says in words what a citizen will receive: from the chosen options, and how many messages a month that means. */

import { chosen, type Inputs } from './answers.ts';
import type { Item } from './form.ts';

export interface Receive {
  /** How often messages to everyone come, in words. */
  readonly everyone: string;
  /** What comes by itself: a name and how often. */
  readonly lines: readonly { readonly label: string; readonly often: string }[];
  /** Answers by which the city chooses what fits. */
  readonly fitting: readonly string[];
  /** The sum in words. */
  readonly total: string;
}

/** What is received with the answers to the shown items. */
export function receive(everyonePerMonth: number, shown: readonly Item[], inputs: Inputs): Receive {
  const everyone = often(everyonePerMonth);
  const lines = [{ label: '全員向けのお知らせ', often: everyone }];
  const fitting: string[] = [];
  let sum = everyonePerMonth;
  for (const item of shown) {
    const ids = chosen(item, inputs.get(item.id));
    for (const { id, label, perMonth } of item.options) {
      if (!ids.includes(id)) continue;
      if (perMonth === undefined) fitting.push(label);
      else lines.push({ label, often: often(perMonth) });
      sum += perMonth ?? 0;
    }
  }
  return { everyone, lines, fitting, total: often(sum) };
}

/** A number of messages a month in words. */
export function often(perMonth: number): string {
  if (perMonth === 0) return '必要なときだけ';
  return perMonth < 1 ? '月に1通より少ない' : `月に約${Math.round(perMonth)}通`;
}
