import type { Horizon } from '../doctors/horizon.ts';
import { Problem } from '../problem.ts';
import type { Db } from './client.ts';

/** Days beyond what can be booked: no MediBook runs for longer without a start, which looks again. */
const AHEAD = 366;

/**
 * Node and PostgreSQL each bring time zones of their own: PostgreSQL's make the times that Node's show. Throws a
 * `Problem` where the two show another time of day in `timeZone` within the `horizonDays` and a year more: one that has
 * not heard of a new law, or a name like CET, which is a zone to the one and a fixed time to the other.
 */
export async function refuseZoneInDispute({ sql }: Db, { timeZone, horizonDays }: Horizon): Promise<void> {
  const [known] = await sql`SELECT FROM pg_timezone_names WHERE lower(name) = lower(${timeZone})`;
  if (!known)
    throw new Problem(
      `PostgreSQL does not know CLINIC_TIME_ZONE=${timeZone}: choose another name for it, or bring PostgreSQL’s time zones up to date.`,
    );

  const periods = periodsOf(timeZone, horizonDays + AHEAD);
  const [dispute] = await sql<{ at: Temporal.Instant | null }[]>`
    SELECT min(hour) AS at
    FROM unnest(${periods.map(({ starts }) => starts)}::text[], ${periods.map(({ ends }) => ends)}::text[],
                ${periods.map(({ seconds }) => seconds)}::int[]) AS period (starts, ends, seconds)
    CROSS JOIN LATERAL generate_series(starts::timestamptz, ends::timestamptz - interval '1 second', '1 hour') AS hour
    WHERE (hour AT TIME ZONE ${timeZone}) - (hour AT TIME ZONE 'UTC') <> make_interval(secs => seconds)`;
  if (!dispute?.at) return;
  const day = dispute.at.toZonedDateTimeISO(timeZone).toPlainDate();
  throw new Problem(
    `PostgreSQL and MediBook show different times of day in CLINIC_TIME_ZONE=${timeZone} on ${day}, so that patients would read wrong times: choose another name for a zone with the clinic’s clock, or bring PostgreSQL’s time zones and MediBook up to date.`,
  );
}

/** The seconds that Node's clock of the zone is ahead of UTC in these days, from one change of it to the next. */
function periodsOf(timeZone: string, days: number): { starts: string; ends: string; seconds: number }[] {
  let from = Temporal.Now.zonedDateTimeISO(timeZone).round({ smallestUnit: 'hour', roundingMode: 'floor' });
  const end = from.add({ days });
  const periods = [];
  while (Temporal.ZonedDateTime.compare(from, end) < 0) {
    const change = from.getTimeZoneTransition('next');
    const until = change && Temporal.ZonedDateTime.compare(change, end) < 0 ? change : end;
    const [starts, ends] = [from, until].map((moment) => moment.toInstant().toString()) as [string, string];
    periods.push({ starts, ends, seconds: from.offsetNanoseconds / 1e9 });
    from = until;
  }
  return periods;
}
