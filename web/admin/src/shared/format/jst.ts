/** Times as staff read them: always Japan's, with the weekday, and how many days away. */

const DAY_MS = 24 * 60 * 60 * 1000;
const OFFSET_MS = 9 * 60 * 60 * 1000;
const WEEKDAYS = ['日', '月', '火', '水', '木', '金', '土'];

/** The moment as if Japan's clock were UTC; Japan has no summer time. */
const wall = (at: Date | string): Date => new Date(new Date(at).getTime() + OFFSET_MS);
const two = (value: number): string => String(value).padStart(2, '0');

/** 2026年11月27日(金) */
export function day(at: Date | string): string {
  const date = wall(at);
  return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日(${WEEKDAYS[date.getUTCDay()]})`;
}

/** 2026年11月27日(金), of a day in Japan written as 2026-11-27 */
export const dayOf = (isoDay: string): string => day(`${isoDay}T12:00:00+09:00`);

/** 14:03 */
export const clock = (at: Date | string): string =>
  `${wall(at).getUTCHours()}:${two(wall(at).getUTCMinutes())}`;

/** 2026年11月27日(金) 14:03 */
export const moment = (at: Date | string): string => `${day(at)} ${clock(at)}`;

/** 11/27(金) 14:03, with the year where it is another one */
export function short(at: Date | string, now: Date = new Date()): string {
  const date = wall(at);
  const year = date.getUTCFullYear() === wall(now).getUTCFullYear() ? '' : `${date.getUTCFullYear()}/`;
  return `${year}${date.getUTCMonth() + 1}/${date.getUTCDate()}(${WEEKDAYS[date.getUTCDay()]}) ${clock(at)}`;
}

/** Days from today: 0 today, 1 tomorrow, -1 yesterday. */
export const daysAway = (at: Date | string, now: Date = new Date()): number =>
  Math.floor(wall(at).getTime() / DAY_MS) - Math.floor(wall(now).getTime() / DAY_MS);

/** 今日, 明日, 昨日, 3日後, 3日前 */
export function away(at: Date | string, now: Date = new Date()): string {
  const days = daysAway(at, now);
  const named = new Map([
    [0, '今日'],
    [1, '明日'],
    [-1, '昨日'],
  ]);
  return named.get(days) ?? (days > 0 ? `${days}日後` : `${-days}日前`);
}

/** 2026年11月30日(月) 9:00（3日後） */
export const momentAway = (at: Date | string, now: Date = new Date()): string =>
  `${moment(at)}（${away(at, now)}）`;

/** 2026-11-27, the day in Japan: for date fields and filters. */
export const isoDay = (at: Date | string): string => wall(at).toISOString().slice(0, 10);

/** 2026-11-27T14:03 for `<input type=datetime-local>`. */
export const toInput = (at: Date | string): string => wall(at).toISOString().slice(0, 16);

/** The first hour of the evening and of the day at which a message disturbs nobody any more. */
const NIGHT_FROM = 21;
const NIGHT_TO = 8;

/** From 21 to 8, in Japan. */
export const isNight = (at: Date | string): boolean => {
  const hour = wall(at).getUTCHours();
  return hour >= NIGHT_FROM || hour < NIGHT_TO;
};

/** What the field holds as RFC 3339 with Japan's offset; null where it is no time. */
export function fromInput(value: string): string | null {
  const text = value.length === 16 ? `${value}:00+09:00` : `${value}+09:00`;
  return Number.isNaN(Date.parse(text)) ? null : text;
}
