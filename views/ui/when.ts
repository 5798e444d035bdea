import { words } from '../messages/words.ts';

/** `2026-11-23` as "Monday 23 November"; with the year where it is asked for. */
export function dayInWords(date: string, { year = false } = {}): string {
  return Temporal.PlainDate.from(date)
    .toLocaleString(words.language, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      ...(year && { year: 'numeric' }),
    })
    .replace(',', '');
}

/** `09:30` as "9:30am", `14:00` as "2pm", `12:00` as "midday". */
export function timeInWords(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  if (minute === 0 && hour === 12) return words.doctor.midday;
  const half = hour < 12 ? 'am' : 'pm';
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, '0')}` : ''}${half}`;
}

/** An instant as the clinic's clock shows it, "10:05am". */
export function clockTime(instant: Temporal.Instant, timeZone: string): string {
  return timeInWords(instant.toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'minute' }));
}

/**
 * The start of an appointment in the clinic's zone, "9:30am"; in the hour that the clock shows twice when it goes back,
 * with which of the two it is.
 */
export function startInWords(startsAt: Temporal.Instant, timeZone: string): string {
  const local = startsAt.toZonedDateTimeISO(timeZone);
  const time = clockTime(startsAt, timeZone);
  const plain = local.toPlainDateTime();
  const earlier = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const later = plain.toZonedDateTime(timeZone, { disambiguation: 'later' });
  if (earlier.equals(later)) return time;
  return `${time} (${local.equals(earlier) ? words.doctor.firstOfTwo : words.doctor.secondOfTwo})`;
}

/** "Monday 23 November, 9:30am". */
export function momentInWords(startsAt: Temporal.Instant, timeZone: string, options: { year?: boolean } = {}): string {
  const date = startsAt.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  return `${dayInWords(date, options)}, ${startInWords(startsAt, timeZone)}`;
}
