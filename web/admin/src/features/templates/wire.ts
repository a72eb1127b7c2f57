/** Templates over the wire, as a list shows them. */

import type { Wire } from '../../shared/api/wire.ts';
import { moment } from '../../shared/format/jst.ts';

export type Template = Wire<'TemplateAnswer'>;
/** With its bubbles, as they were typed. */
export type WholeTemplate = Wire<'WholeTemplate'>;

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
