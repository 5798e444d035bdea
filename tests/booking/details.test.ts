import { describe, expect, test } from 'vitest';
import { boxesAtFault } from '../../src/booking/birth-date.ts';
import { keptOf, readBooking, typedOf } from '../../src/booking/details.ts';
import { fieldError, words } from '../../views/messages/words.ts';
import { DateField } from '../../views/ui/date-field.tsx';

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

test.each([
  '27/3/1985',
  '27.3.1985',
  '27. 3. 1985',
  '27-03-1985',
  '27 March 1985',
  '1985-03-27',
  '27th of mar. 1985',
  '27031985',
])('a date of birth typed whole into the first box: %s', (typed) => expect(birth(typed)).toBe('1985-03-27'));

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

test.each([
  ['27', '3', '', 'no_year', ['year']],
  ['27/3', '', '', 'no_year', ['year']],
  ['27', '', '1985', 'no_month', ['month']],
  ['', '3', '1985', 'no_day', ['day']],
  ['March 1985', '', '', 'no_day', ['day']],
  ['27', '', '', 'no_month_year', ['month', 'year']],
  ['', '3', '', 'no_day_year', ['day', 'year']],
  ['', '', '1985', 'no_day_month', ['day', 'month']],
  ['27', '3', '85', 'year_in_full', ['year']],
  ['27.3.85', '', '', 'year_in_full', ['year']],
  ['27', '3', '198', 'year_in_full', ['year']],
  ['31', '2', '1985', 'not_a_date', ['day', 'month', 'year']],
  ['1', '1', '2999', 'in_future', ['day', 'month', 'year']],
  ['27', '3', '1885', 'too_long_ago', ['year']],
])('%s, %s, %s: %s, at the boxes %j', (day, month, year, reason, boxesMeant) => {
  expect(birth(day, month, year)).toBe(reason);
  const typed = typedOf(boxes(day, month, year), 'details');
  const error = fieldError('dateOfBirth', reason);
  expect(error).not.toBe(words.anyFieldError);
  const wrong = boxesAtFault(reason);
  expect(wrong).toEqual(boxesMeant);
  const shown = String(DateField({ name: 'dateOfBirth', legend: 'Date of birth', hint: '', typed, error, wrong }));
  const inputs = [...shown.matchAll(/<input id="([^"]+)" name="dateOfBirth-(\w+)"[^>]*>/g)];
  expect(inputs.filter(([tag]) => tag.includes('aria-invalid')).map(([, , part]) => part)).toEqual(wrong);
  expect(inputs.find(([, id]) => id === 'dateOfBirth')?.[2]).toBe(wrong[0]);
  for (const [, id] of inputs) expect(shown).toContain(`for="${id}"`);
});

describe('a booker noted with the name on the details', () => {
  const own = { ...ada, phone: '020 7946 0150', ...boxes('27', '3', '1985') };
  const booker = { bookerName: ' ada  BYRON', bookerEmail: 'ada@example.org', bookerPhone: '' };

  test('is not the patient: whose name and date of birth are asked for, e-mail and phone stay', () => {
    const kept = { ...own, ...keptOf(own, 'booker', booker) };
    expect(kept).toEqual({ ...own, ...booker, name: '', ...boxes('', '', '') });
  });

  test('is left alone from then on, so that a patient may have the same name', () => {
    const son = { ...own, ...booker };
    expect(keptOf(son, 'booker', { ...booker, bookerPhone: '12345' })).toEqual({ ...booker, bookerPhone: '12345' });
  });

  test.each([
    ['with another name', { ...booker, bookerName: 'Mrs Byron' }],
    ['taken back', { bookerName: '', bookerEmail: '', bookerPhone: '' }],
  ])('%s changes nothing about the patient', (_, typed) => {
    expect(keptOf(own, 'booker', typed)).toEqual(typed);
    expect(keptOf({ ...own, name: '' }, 'booker', typed)).toEqual(typed);
  });

  test('does not matter to the page about more', () => {
    const more = { reason: 'A rash', bookerName: 'Ada Byron' };
    expect(keptOf(own, 'more', more)).toEqual(more);
  });
});
