import { describe, expect, test } from 'vitest';
import {
  away,
  dayOf,
  fromInput,
  isNight,
  isoDay,
  moment,
  momentAway,
  short,
  toInput,
} from '../src/shared/format/jst.ts';
import { bytes, countdown, lasting, nothing, number, percent, roughly } from '../src/shared/format/words.ts';

const NOW = new Date('2026-11-27T14:03:00+09:00');

describe('times', () => {
  test('are Japan’s, with the weekday, wherever the computer stands', () => {
    expect(moment('2026-11-26T15:30:00Z')).toBe('2026年11月27日(金) 0:30');
    expect(short('2026-11-27T05:03:00Z', NOW)).toBe('11/27(金) 14:03');
    expect(short('2027-01-04T00:00:00Z', NOW)).toBe('2027/1/4(月) 9:00');
  });

  test('of a day that is told without an hour are that day', () => {
    expect(dayOf('2026-05-03')).toBe('2026年5月3日(日)');
  });

  test('tell how many days away they are, by the calendar and not by 24 hours', () => {
    expect(away('2026-11-27T23:59:00+09:00', NOW)).toBe('今日');
    expect(away('2026-11-28T00:00:00+09:00', NOW)).toBe('明日');
    expect(away('2026-11-26T23:59:00+09:00', NOW)).toBe('昨日');
    expect(momentAway('2026-11-30T09:00:00+09:00', NOW)).toBe('2026年11月30日(月) 9:00（3日後）');
    expect(away('2026-11-20T09:00:00+09:00', NOW)).toBe('7日前');
  });

  test('are night from 21 to 8', () => {
    const hours = ['20:59', '21:00', '00:00', '07:59', '08:00'];
    expect(hours.map((hour) => isNight(`2026-11-27T${hour}:00+09:00`))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  test('go into a field and come back with Japan’s offset', () => {
    expect(toInput('2026-11-27T05:03:00Z')).toBe('2026-11-27T14:03');
    expect(fromInput('2026-11-27T14:03')).toBe('2026-11-27T14:03:00+09:00');
    expect(fromInput('')).toBeNull();
    expect(isoDay('2026-11-26T15:30:00Z')).toBe('2026-11-27');
  });
});

describe('numbers', () => {
  test('are grouped, and a share that is not all or nothing is never shown as if it were', () => {
    expect(number(1234567)).toBe('1,234,567');
    expect([0, 0.0001, 0.5, 0.87, 0.99999, 1].map(percent)).toEqual([
      '0%',
      '0.1%未満',
      '50%',
      '87%',
      '99.9%',
      '100%',
    ]);
  });

  test('lengths of time are words', () => {
    expect([30, 170, 4800, 7200].map(roughly)).toEqual(['1分未満', '約3分', '約1時間20分', '約2時間']);
    expect([300, 90, 30, 0].map(lasting)).toEqual(['5分', '1分30秒', '30秒', '0秒']);
    expect([272, 59.2, 0, -3].map(countdown)).toEqual(['4分32秒', '1分00秒', '0秒', '0秒']);
    expect([512, 2048, 3 * 1024 * 1024].map(bytes)).toEqual(['512バイト', '2.0KB', '3.0MB']);
  });
});

test('an empty page says that there is nothing only where all was looked through', () => {
  expect(nothing('記録', { later: false, next: null })).toBe('条件に合う記録はありません。');
  expect(nothing('記録', { later: false, next: 'x' })).toMatch(/^調べたところまでには、/);
  expect(nothing('記録', { later: true, next: 'x' })).toMatch(/^調べたところまでには、/);
  expect(nothing('記録', { later: true, next: undefined })).toBe(
    'これより古い記録の中には、条件に合うものはありません。',
  );
});
