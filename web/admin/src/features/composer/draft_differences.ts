/** Two versions of a draft in words; targets are put into words by the server, which counts them. */

import { useDepartmentName } from '../../shared/departments.ts';
import { moment } from '../../shared/format/jst.ts';
import { beside, type Difference } from '../../shared/ui/conflict.tsx';
import type { Target } from '../audience/condition.ts';
import { useCount } from '../audience/count_panel.tsx';
import { type Content, MOST_BUBBLES } from './content.ts';
import { parsed } from './paths.ts';

/** What a bubble says, or at least what it is. */
export function bubbleWords(bubble: string): string {
  const value = parsed(bubble) as { type?: unknown; text?: unknown; altText?: unknown } | undefined;
  const words = [value?.text, value?.altText].find((one) => typeof one === 'string');
  return String(words ?? value?.type ?? '（まだ形になっていない吹き出し）');
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The whole of every bubble is compared; what is not in its words is told by a sentence. */
export function bubbleDifferences(mine: readonly string[], theirs: readonly string[]): readonly Difference[] {
  return Array.from({ length: MOST_BUBBLES }, (_, index) => {
    const [own, other] = [mine[index], theirs[index]];
    const words = [own, other].map((one) => (one === undefined ? '' : bubbleWords(one)));
    const hidden = own !== other && words[0] === words[1];
    return {
      name: `${index + 1}つ目の吹き出し`,
      mine: words[0] ?? '',
      theirs: hidden ? `${words[1]}（文字のほかが違います）` : (words[1] ?? ''),
    };
  });
}

function startWords({ start }: Content): string {
  if (start.kind !== 'at') return '確認したらすぐ';
  const latest = start.not_later_than ? `（${moment(start.not_later_than)}を過ぎたら送らない）` : '';
  return `${moment(start.at)}${latest}`;
}

/** `theirs` is undefined where there is nothing to compare. */
export function useDraftDifferences(mine: Content, theirs: Content | undefined): readonly Difference[] {
  const nameOf = useDepartmentName();
  const isMoved = theirs !== undefined && !isSame(mine.target, theirs.target);
  const [own, other] = [useTarget(isMoved ? mine : undefined), useTarget(isMoved ? theirs : undefined)];
  if (theirs === undefined) return [];
  const words = (content: Content, target: string) =>
    [
      ['配信の名前', content.title],
      ['担当', nameOf(content.department)],
      ['対象', target],
      ['配信する日時', startWords(content)],
      ['通知', content.silent ? '音を鳴らさずに届く' : '通知が鳴る'],
      ['緊急の配信', content.emergency ? 'はい' : 'いいえ'],
    ] as const;
  return [
    ...beside(words(mine, own), words(theirs, other)),
    ...bubbleDifferences(mine.messages, theirs.messages),
  ];
}

function useTarget(content: Content | undefined): string {
  const count = useCount((content?.target as Target | undefined) ?? null);
  return content?.target ? (count.data?.description ?? '数えています…') : '';
}
