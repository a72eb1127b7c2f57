/** Months as weeks that begin on Sunday, without any time zone: days are `2026-11-27`. */

const DAY_MS = 24 * 60 * 60 * 1000;

export const isMonth = (text: string | undefined): text is string =>
  /^\d{4}-(0[1-9]|1[0-2])$/.test(text ?? '');

const atNoon = (day: string): Date => new Date(`${day}T12:00:00Z`);
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** The month `steps` later. */
export function shift(month: string, steps: number): string {
  const date = atNoon(`${month}-15`);
  date.setUTCMonth(date.getUTCMonth() + steps);
  return dayOf(date).slice(0, 7);
}

/** Whole weeks that hold the month; days of its neighbours fill them up. */
export function weeksOf(month: string): string[][] {
  const first = atNoon(`${month}-01`);
  const begin = first.getTime() - first.getUTCDay() * DAY_MS;
  const weeks: string[][] = [];
  for (let at = begin; weeks.length === 0 || dayOf(new Date(at)).startsWith(month); at += 7 * DAY_MS)
    weeks.push(Array.from({ length: 7 }, (_, index) => dayOf(new Date(at + index * DAY_MS))));
  return weeks;
}

/** 2026年11月 */
export const monthName = (month: string): string =>
  `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`;
