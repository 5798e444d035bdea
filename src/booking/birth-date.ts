import { type DateParts, dateOf, partsOf } from '../typed-date.ts';
import type { Draft } from './held.ts';

/** What only three boxes can have wrong: some left empty, in order, or a year cut short. */
export type DateFault =
  | 'no_day'
  | 'no_month'
  | 'no_year'
  | 'no_day_month'
  | 'no_day_year'
  | 'no_month_year'
  | 'year_in_full';

/** A whole date in the first box goes into all three. */
export function inThreeBoxes(typed: Draft): Draft {
  const { day, month, year } = birthParts(typed);
  const whole = day && !month && !year ? partsOf(day) : null;
  return whole ? { ...typed, ...inBoxes(whole) } : typed;
}

/** Day, month and year become `YYYY-MM-DD`; what is no date stays as typed, to be refused. */
export function withBirthDate(typed: Draft): Draft {
  const parts = birthParts(typed);
  const { day, month, year } = parts;
  if (!day && !month && !year) return { ...typed, dateOfBirth: '' };
  return { ...typed, dateOfBirth: dateOf(parts)?.toString() ?? [year, month, day].join('-') };
}

/** Of a date that is none, the box at fault, where one is. */
export function sayingWhichBox<Key extends string>(
  faults: Record<string, Key>,
  typed: Draft,
): Record<string, Key | DateFault> {
  if (faults.dateOfBirth !== 'not_a_date') return faults;
  const { day, month, year } = birthParts(typed);
  const empty = [!day && 'day', !month && 'month', !year && 'year'].filter(Boolean);
  if (empty.length > 0) return { ...faults, dateOfBirth: `no_${empty.join('_')}` as DateFault };
  return year.length < 4 ? { ...faults, dateOfBirth: 'year_in_full' } : faults;
}

/** The boxes of the date of birth that its fault is about; all of them where it is wrong as a whole. */
export function boxesAtFault(fault: string | undefined): (keyof DateParts)[] {
  const all = ['day', 'month', 'year'] as const;
  if (!fault) return [];
  if (fault === 'too_long_ago') return ['year'];
  const named = all.filter((part) => fault.split('_').includes(part));
  return named.length > 0 ? named : [...all];
}

const inBoxes = ({ day, month, year }: DateParts): Draft => ({
  'dateOfBirth-day': day,
  'dateOfBirth-month': month,
  'dateOfBirth-year': year,
});

export const emptyBirthDate: Draft = inBoxes({ day: '', month: '', year: '' });

function birthParts(typed: Draft): DateParts {
  const part = (name: keyof DateParts) => typed[`dateOfBirth-${name}`]?.trim() ?? '';
  return { day: part('day'), month: part('month'), year: part('year') };
}
