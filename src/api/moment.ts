import { remembered } from '../remembered.ts';

type Time = { startsAt: Temporal.Instant; endsAt: Temporal.Instant };

/**
 * Both ends of an appointment, as the API shows them: the clinic's local date and times, and instants with its offset.
 * All doctors' slots of two months have some thousand times between them, and Temporal takes as long for one as for a query.
 */
export function timeOf(time: Time, timeZone: string) {
  const key = `${time.startsAt.epochMilliseconds} ${time.endsAt.epochMilliseconds} ${timeZone}`;
  return times(key, () => shown(time, timeZone));
}

const times = remembered<Readonly<ReturnType<typeof shown>>>(10_000);

function shown({ startsAt, endsAt }: Time, timeZone: string) {
  const start = startsAt.toZonedDateTimeISO(timeZone);
  return {
    date: start.toPlainDate().toString(),
    startTime: clock(start.toPlainTime()),
    endTime: clock(endOnTheClock(endsAt, timeZone)),
    startsAt: moment(startsAt, timeZone),
    endsAt: moment(endsAt, timeZone),
  };
}

/** `2026-11-24T09:00:00+00:00`: whole seconds, rounded down, so that no hold seems longer than it is. */
export function moment(instant: Temporal.Instant, timeZone: string): string {
  return instant.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

/** An end at a clock change is as the clock would have gone on to, like wall_times in src/doctors/slots.sql. */
const endOnTheClock = (endsAt: Temporal.Instant, timeZone: string) =>
  endsAt.subtract({ seconds: 1 }).toZonedDateTimeISO(timeZone).toPlainTime().add({ seconds: 1 });

const clock = (time: Temporal.PlainTime) => time.toString({ smallestUnit: 'minute' });
