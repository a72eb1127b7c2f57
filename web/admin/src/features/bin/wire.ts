/** The bin over the wire, and what its kinds are called. */

import type { Wire } from '../../shared/api/wire.ts';
import { moment } from '../../shared/format/jst.ts';

export type Binned = Wire<'BinnedAnswer'>;
export type BinKind = Binned['kind'];

export type Bin = Wire<'BinAnswer'>;

/** What has to be known of a thing to put it back. */
export type Thrown = Pick<Binned, 'kind' | 'id' | 'version' | 'title'>;

const NOUNS = {
  draft: { word: '下書き', list: 'drafts' },
  template: { word: 'ひな形', list: 'templates' },
  segment: { word: 'グループ', list: 'segments' },
  tester_group: { word: 'テスターのグループ', list: 'tester-groups' },
} as const satisfies Record<BinKind, { word: string; list: string }>;

export const wordOf = (kind: BinKind): string => NOUNS[kind].word;
/** The first part of the addresses of this kind. */
export const listOf = (kind: BinKind) => NOUNS[kind].list;
export const backPath = ({ kind, id }: Thrown) => `${NOUNS[kind].list}/${id}/put-back` as const;

/** ひな形「消防訓練のお知らせ」 */
export const nameOf = ({ kind, title }: Thrown): string =>
  title === '' ? `無題の${wordOf(kind)}` : `${wordOf(kind)}「${title}」`;

/** A thing in words, to compare two of them. */
export const wordsOf = ({ title, deleted_by, deleted_at }: Binned) =>
  [
    ['名前', title],
    ['削除', `${moment(deleted_at)} ${deleted_by.name}`],
  ] as const;
