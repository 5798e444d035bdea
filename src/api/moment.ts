/** Both ends of an appointment, as the API shows them: the clinic's local date and times, and instants with its offset. */
export function timeOf(
  { startsAt, endsAt }: { startsAt: Temporal.Instant; endsAt: Temporal.Instant },
  timeZone: string,
) {
  const [start, end] = [startsAt.toZonedDateTimeISO(timeZone), endsAt.toZonedDateTimeISO(timeZone)];
  return {
    date: start.toPlainDate().toString(),
    startTime: clock(start),
    endTime: clock(end),
    startsAt: moment(startsAt, timeZone),
    endsAt: moment(endsAt, timeZone),
  };
}

/** `2026-11-24T09:00:00+00:00`: whole seconds, rounded down, so that no hold seems longer than it is. */
export function moment(instant: Temporal.Instant, timeZone: string): string {
  return instant.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

const clock = (local: Temporal.ZonedDateTime) => local.toPlainTime().toString({ smallestUnit: 'minute' });
