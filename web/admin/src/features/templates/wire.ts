/** Templates over the wire, as a list shows them. */

import type { Named } from '../../shared/api/types.ts';
import { moment } from '../../shared/format/jst.ts';

export interface Template {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly department: string | null;
  /** The first words that it says; empty where it has none. */
  readonly beginning: string;
  readonly bubbles: number;
  readonly updated_by: Named;
  readonly updated_at: string;
}

export interface Templates {
  readonly templates: readonly Template[];
}

/** A template in words, to compare two of them. */
export const wordsOf = (
  { name, department, beginning, bubbles, updated_by, updated_at }: Template,
  nameOf: (department: string | null) => string,
): readonly (readonly [string, string])[] => [
  ['ひな形の名前', name],
  ['担当', nameOf(department) || '全部署で使う'],
  ['内容', contentWords(beginning, bubbles)],
  ['更新', `${moment(updated_at)} ${updated_by.name}`],
];

export const contentWords = (beginning: string, bubbles: number): string =>
  `${beginning || '（文字のない吹き出し）'}（吹き出し${bubbles}つ）`;
