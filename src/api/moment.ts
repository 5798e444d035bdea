/** Both ends of an appointment, as the API shows them: the clinic's local date and times, and instants with its offset. */
export function timeOf(
  { startsAt, endsAt }: { startsAt: Temporal.Instant; endsAt: Temporal.Instant },
  timeZone: string,
) {
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
