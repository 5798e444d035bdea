import type { Config } from '../config.ts';

/** Days a page of times shows: with ten, far fewer people need "later" than with five. */
const DAYS = 10;

/** The days that a page of times shows, all of them in the horizon; every date is the clinic's local one. */
export type Window = {
  first: Temporal.PlainDate;
  /** In order, `YYYY-MM-DD`. */
  dates: string[];
  /** Where the day asked for is not in the horizon: before it, or after its last day. The days are the nearest then. */
  outside: 'past' | 'beyond' | null;
  /** First days of the windows before and after, `YYYY-MM-DD`; null where there is nothing to go to. */
  earlier: string | null;
  later: string | null;
  /** The last day that can be booked, `YYYY-MM-DD`. */
  lastDay: string;
};

/** Ten days from the one that is asked for, else from today; fewer at the end of the horizon, the nearest ones outside it. */
export function windowOf(
  from: Temporal.PlainDate | null,
  config: Pick<Config, 'CLINIC_TIME_ZONE' | 'HORIZON_DAYS'>,
): Window {
  const today = Temporal.Now.plainDateISO(config.CLINIC_TIME_ZONE);
  const lastDay = today.add({ days: config.HORIZON_DAYS - 1 });
  const beyond = from !== null && isAfter(from, lastDay);
  // Not yesterday: the link of a page that stood open at midnight leads there, and nobody asked for it.
  const past = from !== null && isAfter(today.subtract({ days: 1 }), from);
  const first = latest(today, beyond ? lastDay.subtract({ days: DAYS - 1 }) : (from ?? today));
  return {
    first,
    dates: datesFrom(first, lastDay),
    outside: beyond ? 'beyond' : past ? 'past' : null,
    earlier: isAfter(first, today) ? latest(today, first.subtract({ days: DAYS })).toString() : null,
    later: isAfter(lastDay, first.add({ days: DAYS - 1 })) ? first.add({ days: DAYS }).toString() : null,
    lastDay: lastDay.toString(),
  };
}

/** Days in the past that an open page may show. */
const MOST_PAST = 31;

/**
 * The days of an open page that begins at `from`, the clinic's local date: it may have stood open over midnight, so that
 * the first of them are past. Far from the horizon, the nearest to it.
 */
export function openWindow(
  from: Temporal.PlainDate,
  config: Pick<Config, 'CLINIC_TIME_ZONE' | 'HORIZON_DAYS'>,
): Pick<Window, 'first' | 'dates'> {
  const today = Temporal.Now.plainDateISO(config.CLINIC_TIME_ZONE);
  if (!isAfter(today, from)) return windowOf(from, config);
  const first = latest(today.subtract({ days: MOST_PAST }), from);
  return { first, dates: datesFrom(first, today.add({ days: config.HORIZON_DAYS - 1 })) };
}

const datesFrom = (first: Temporal.PlainDate, lastDay: Temporal.PlainDate) =>
  Array.from({ length: Math.min(DAYS, first.until(lastDay).days + 1) }, (_, day) =>
    first.add({ days: day }).toString(),
  );

const isAfter = (a: Temporal.PlainDate, b: Temporal.PlainDate) => Temporal.PlainDate.compare(a, b) > 0;

const latest = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (isAfter(b, a) ? b : a);
