import { words } from '../messages/words.ts';

/**
 * `2026-11-23` as "Monday 23 November"; with the year where it is not this one, or is asked for; a title has no room for the
 * weekday.
 */
export function dayInWords(day: string, { year = false, weekday = true } = {}): string {
  const date = Temporal.PlainDate.from(day);
  const withYear = year || date.year !== Temporal.Now.plainDateISO().year;
  return date
    .toLocaleString(words.language, {
      ...(weekday && { weekday: 'long' }),
      day: 'numeric',
      month: 'long',
      ...(withYear && { year: 'numeric' }),
    })
    .replace(',', '');
}

/** `09:30` as "9:30am", `14:00` as "2pm", `12:00` as "midday", `00:00` as "midnight". */
export function timeInWords(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  if (minute === 0 && hour === 0) return words.doctor.midnight;
  if (minute === 0 && hour === 12) return words.doctor.midday;
  const half = hour < 12 ? 'am' : 'pm';
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, '0')}` : ''}${half}`;
}

/**
 * An instant as the clinic's clock shows it, "10:05am"; in the hour that the clock shows twice when it goes back, with
 * which of the two it is.
 */
export function clockTime(instant: Temporal.Instant, timeZone: string): string {
  const local = instant.toZonedDateTimeISO(timeZone);
  const time = timeInWords(local.toPlainTime().toString({ smallestUnit: 'minute' }));
  const plain = local.toPlainDateTime();
  const earlier = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const later = plain.toZonedDateTime(timeZone, { disambiguation: 'later' });
  if (earlier.equals(later)) return time;
  return `${time} (${local.equals(earlier) ? words.doctor.firstOfTwo : words.doctor.secondOfTwo})`;
}

/** "Monday 23 November, 9:30am". */
export function momentInWords(startsAt: Temporal.Instant, timeZone: string, options: { year?: boolean } = {}): string {
  const date = startsAt.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  return `${dayInWords(date, options)}, ${clockTime(startsAt, timeZone)}`;
}

/**
 * `Europe/London` as "UK time", `America/New_York` as "Eastern Time"; a zone without a name of its own as "Europe/Istanbul
 * time". Some have one that changes with the season: it is that of `at`.
 */
export function zoneInWords(timeZone: string, at = Temporal.Now.instant()): string {
  const said = words.doctor.zones[timeZone];
  if (said) return said;
  const name = new Intl.DateTimeFormat(words.language, { timeZone, timeZoneName: 'longGeneric' })
    .formatToParts(at.epochMilliseconds)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return name && !/^(GMT|UTC)/.test(name) ? name : words.doctor.zone(timeZone.replaceAll('_', ' '));
}
