import { expect, test } from 'vitest';
import { isDate, partsOf } from '../src/typed-date.ts';

test.each([
  ['2026-11-26', true],
  ['2028-02-29', true],
  ['0000-01-01', true],
  ['2027-02-29', false],
  ['2026-04-31', false],
  ['2026-13-01', false],
  ['+012026-11-26', false],
  ['20261126', false],
  ['2026-11-26T00:00', false],
  ['2026-1-6', false],
  ['', false],
])('whether %o is a day of the calendar: %s', (text, is) => {
  expect(isDate(text)).toBe(is);
});

test('eight digits in one are day, month and year; no other number is a date', () => {
  expect(partsOf('07031985')).toEqual({ day: '07', month: '03', year: '1985' });
  for (const typed of ['070385', '19850307', '7031985', '070319850']) expect(partsOf(typed)).toBeNull();
});
