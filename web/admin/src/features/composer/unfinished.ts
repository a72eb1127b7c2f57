/** What keeps a draft from going out beside its bubbles: name, target and time, in the words of the last look. */

import type { FieldError } from '../../shared/api/problem.ts';
import { isComplete, isKnown, type Target } from '../audience/condition.ts';
import type { Content } from './content.ts';

const MOST_TITLE = 100;
const MINUTE_MS = 60_000;
/** A reservation's last moment is at least so far behind its start, as the server has it. */
export const SHORTEST_LATENESS_MS = 5 * MINUTE_MS;

const wrong = (path: string, code: string, message: string): FieldError => ({ path, code, message });

function inTitle(title: string): FieldError[] {
  const chars = [...title.trim()].length;
  if (chars === 0) return [wrong('title', 'required', '配信の名前を入力してください。')];
  return chars > MOST_TITLE
    ? [wrong('title', 'too_long', `配信の名前は${MOST_TITLE}文字までです(いま${chars}文字)。`)]
    : [];
}

function inTarget(target: Target | null): FieldError[] {
  if (target === null) return [wrong('target', 'required', '対象を選んでください。')];
  const open = target.kind === 'segment' && isKnown(target.condition) && !isComplete(target.condition);
  return open ? [wrong('target', 'required', '対象の条件の中身を選んでください。')] : [];
}

function inStart(start: Content['start'], now: number): FieldError[] {
  if (start.kind === 'now') return [];
  const at = Date.parse(start.at);
  if (at < now + MINUTE_MS)
    return [
      wrong(
        'start.at',
        'too_soon',
        '予約は1分より先の時刻にしてください。すぐに送るときは「確認のあとすぐ」を選びます。',
      ),
    ];
  return start.not_later_than && Date.parse(start.not_later_than) < at + SHORTEST_LATENESS_MS
    ? [
        wrong(
          'start.not_later_than',
          'before_start',
          '「この時刻を過ぎたら送らない」は、配信する日時より5分以上あとにしてください。',
        ),
      ]
    : [];
}

export interface Around {
  /** Not wrong, only not decided yet. */
  readonly open: readonly FieldError[];
  readonly wrong: readonly FieldError[];
}

function inMessages(messages: Content['messages']): FieldError[] {
  return messages.length === 0 ? [wrong('messages', 'required', '吹き出しを1つ以上足してください。')] : [];
}

/** In the order of the steps. */
export function unfinished({ title, messages, target, start }: Content, now: number): Around {
  const all = [
    ...inTitle(title),
    ...inMessages(messages),
    ...inTarget(target as Target | null),
    ...inStart(start, now),
  ];
  return {
    open: all.filter(({ code }) => code === 'required'),
    wrong: all.filter(({ code }) => code !== 'required'),
  };
}
