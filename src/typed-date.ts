import { plain, plainNumbers } from './typed.ts';

/** The parts of a date as they were typed, '' for one that was not. */
export type DateParts = { day: string; month: string; year: string };

/**
 * A date as people write it, the day first as in en-GB: `31/12/2026`, `1st December 2026`; or as a date box sends it,
 * `2026-12-01`. Without a year it is the next such day from `today` on, the clinic's, and a blank is today. Null where it is
 * none.
 */
export function readDate(typed: string, today: Temporal.PlainDate): Temporal.PlainDate | null {
  if (!plain(typed)) return today;
  const parts = partsOf(typed);
  if (!parts) return null;
  if (parts.year) return dateOf(parts);
  // 29 February may be eight years away.
  const years = Array.from({ length: 9 }, (_, nth) => String(today.year + nth));
  const days = years.map((year) => dateOf({ ...parts, year }));
  return days.find((day) => day && Temporal.PlainDate.compare(day, today) >= 0) ?? null;
}

/** A day that the calendar has, as programs write it: `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  try {
    return text.length === 10 && Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

/** A whole date typed as one text, in its parts; null where it has no two or three parts that could be a date's. */
export function partsOf(typed: string): DateParts | null {
  const text = withoutOrdinals(plainNumbers(typed));
  // Never a year first as well: no month is 19 or 20.
  const inOne = /^(\d\d)(\d\d)((?:19|20)\d\d)$/.exec(text);
  if (inOne) return { day: inOne[1]!, month: inOne[2]!, year: inOne[3]! };
  if (!/^(?=.*\d)[\p{L}\p{M}\d ,./-]+$/u.test(text)) return null;
  const parts = (text.match(/\d+|[\p{L}\p{M}]+/gu) ?? []).filter((part) => !isSmallWord(part));
  const [first = '', second = '', third = ''] = parts;
  if (parts.length < 2 || parts.length > 3) return null;
  if (isYear(first) && third) return { day: third, month: second, year: first };
  if (isYear(second) && !third) return { day: '', month: first, year: second };
  if (monthOf(first) && !/^\d/.test(first)) return { day: second, month: first, year: third };
  return { day: first, month: second, year: third };
}

/** The day of the calendar that these parts name, the month by its number or by three letters of its name or more. */
export function dateOf(parts: DateParts): Temporal.PlainDate | null {
  const [day, month, year] = [parts.day, parts.month, parts.year].map((part) =>
    withoutOrdinals(plainNumbers(part)).replace(/ ?[.,]$/, ''),
  ) as [string, string, string];
  if (!/^\d{1,2}$/.test(day) || !isYear(year)) return null;
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: monthOf(month), day: Number(day) },
      { overflow: 'reject' },
    );
  } catch {
    return null;
  }
}

const isYear = (part: string) => /^\d{4}$/.test(part);
const isSmallWord = (part: string) => part.toLowerCase() === 'of' || nthOf(WEEKDAYS, part) > 0;
const withoutOrdinals = (text: string) => text.replace(/(\d)(st|nd|rd|th)(?!\p{L})/giu, '$1');
const monthOf = (part: string) => (/^\d{1,2}$/.test(part) ? Number(part) : nthOf(MONTHS, part));

/** Which of these names it is, or the beginning of, counted from 1; 0 for none. */
function nthOf(names: string[], part: string): number {
  return names.findIndex((name) => part.length >= 3 && name.startsWith(part.toLowerCase())) + 1;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
