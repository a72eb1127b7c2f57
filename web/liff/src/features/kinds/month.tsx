/** Year and month in two lists: nobody has to scroll a calendar back by decades. */

import type { FieldProps } from '../field.tsx';
import { Dropdown } from './select.tsx';

const FIRST_YEAR = 1900;
const ERAS = [
  [2019, '令和'],
  [1989, '平成'],
  [1926, '昭和'],
  [1912, '大正'],
  [1868, '明治'],
] as const;

/** A year with the era that most birth certificates carry: `1990年（平成2年）`. */
export function yearLabel(year: number): string {
  const [first, era] = ERAS.find(([start]) => year >= start) ?? ERAS[4];
  return `${year}年（${era}${year === first ? '元' : year - first + 1}年）`;
}

export function Month({ id, input, describedBy, isFaulty, onInput }: FieldProps) {
  const [year = '', month = ''] = typeof input === 'string' ? input.split('-') : [];
  const set = (nextYear: string, nextMonth: string) =>
    onInput(nextYear === '' && nextMonth === '' ? '' : `${nextYear}-${nextMonth}`);
  return (
    <div class="month">
      <div>
        <label class="small" for={id}>
          年
        </label>
        <Dropdown
          id={id}
          options={YEARS}
          value={year}
          empty="年を選ぶ"
          describedBy={describedBy}
          isFaulty={isFaulty}
          onPick={(next) => set(next, month)}
        />
      </div>
      <div>
        <label class="small" for={`${id}-month`}>
          月
        </label>
        <Dropdown
          id={`${id}-month`}
          options={MONTHS}
          value={month}
          empty="月を選ぶ"
          isFaulty={isFaulty}
          onPick={(next) => set(year, next)}
        />
      </div>
    </div>
  );
}

const THIS_YEAR = new Date().getFullYear();
const YEARS = Array.from({ length: THIS_YEAR - FIRST_YEAR + 1 }, (_, back) => {
  return { id: String(THIS_YEAR - back), label: yearLabel(THIS_YEAR - back) };
});
const MONTHS = Array.from({ length: 12 }, (_, before) => {
  return { id: String(before + 1).padStart(2, '0'), label: `${before + 1}月` };
});
