import { expect, test } from 'vitest';
import { readBooking, typedOf } from '../../src/booking/details.ts';

const ada = { name: 'Ada Byron', email: 'ada@example.org' };
const boxes = (day: string, month: string, year: string) => ({
  'dateOfBirth-day': day,
  'dateOfBirth-month': month,
  'dateOfBirth-year': year,
});

/** The date of birth that these boxes say, or what is wrong with it. */
function birth(day: string, month = '', year = '') {
  const read = readBooking(typedOf({ ...ada, ...boxes(day, month, year) }, 'details'));
  return read.ok ? read.booking.patient.dateOfBirth : read.faults.dateOfBirth;
}

test.each([
  ['27', '3', '1985'],
  ['27.', '03.', '1985.'],
  ['27th', 'mar.', '1985'],
  [' 27 ', 'March', ' 1985'],
  ['٢٧', '٣', '١٩٨٥'],
  ['２７', '３', '１９８５'],
])('a date of birth in three boxes: %s, %s, %s', (day, month, year) =>
  expect(birth(day, month, year)).toBe('1985-03-27'),
);

test.each(['27/3/1985', '27.3.1985', '27. 3. 1985', '27-03-1985', '27 March 1985', '1985-03-27', '27th of mar. 1985'])(
  'a date of birth typed whole into the first box: %s',
  (typed) => expect(birth(typed)).toBe('1985-03-27'),
);

test('a date typed whole stands in three boxes from then on, its parts as they were typed', () => {
  expect(typedOf({ ...ada, ...boxes('27 March 85', '', '') }, 'details')).toEqual({
    ...ada,
    ...boxes('27', 'March', '85'),
  });
  expect(typedOf(boxes('27/3/1985', '3', ''), 'details')).toEqual(boxes('27/3/1985', '3', ''));
  expect(typedOf(boxes('in spring', '', ''), 'details')).toEqual(boxes('in spring', '', ''));
});

test.each([['sept'], ['Sep.'], ['9'], ['09']])('the month %s is September', (month) =>
  expect(birth('1', month, '1985')).toBe('1985-09-01'),
);

test.each([
  ['31', '2', '1985'],
  ['27', '13', '1985'],
  ['27', 'mai', '1985'],
  ['27', 'ma', '1985'],
  ['27', 'marchy', '1985'],
  ['0', '3', '1985'],
  ['first', '3', '1985'],
  ['27', '3', '19850'],
  ['27/3/1985', '3', '1985'],
])('%s, %s, %s is no date of birth', (day, month, year) => expect(birth(day, month, year)).toBe('not_a_date'));
