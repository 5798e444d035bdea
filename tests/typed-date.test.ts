import { expect, test } from 'vitest';
import { isDate } from '../src/typed-date.ts';

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
