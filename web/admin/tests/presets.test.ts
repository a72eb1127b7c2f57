import { expect, test } from 'vitest';
import { endOfFiscalYear } from '../src/features/people/presets.ts';
import { isoDay } from '../src/shared/format/jst.ts';

test.each([
  ['2026-11-27', '2027-03-31'],
  ['2026-12-31', '2027-03-31'],
  ['2027-01-01', '2027-03-31'],
  ['2027-03-30', '2027-03-31'],
  ['2027-03-31', '2027-03-31'],
  ['2027-04-01', '2028-03-31'],
  ['2027-04-30', '2028-03-31'],
])('on %s the fiscal year ends on %s', (today, end) => {
  expect(endOfFiscalYear(today)).toBe(end);
});

test('the year turns at midnight in Japan', () => {
  const on = (at: string): string => endOfFiscalYear(isoDay(new Date(at)));
  expect(on('2027-03-31T14:59:59Z')).toBe('2027-03-31');
  expect(on('2027-03-31T15:00:00Z')).toBe('2028-03-31');
});
