/** Both ends of an appointment, as the API shows them: the clinic's local date and times, and instants with its offset. */
export function timeOf(
  { startsAt, endsAt }: { startsAt: Temporal.Instant; endsAt: Temporal.Instant },
  timeZone: string,
) {
  const [start, end] = [shown(startsAt.epochMilliseconds, timeZone), shown(endsAt.epochMilliseconds, timeZone)];
  return {
    date: start.clock.slice(0, 10),
    startTime: start.clock.slice(11, 16),
    endTime: endOnTheClock(endsAt.epochMilliseconds, timeZone, end).slice(11, 16),
    startsAt: start.clock + offset(start.ahead),
    endsAt: end.clock + offset(end.ahead),
  };
}

/** `2026-11-24T09:00:00+00:00`: whole seconds, rounded down, so that no hold seems longer than it is. */
export function moment(instant: Temporal.Instant, timeZone: string): string {
  const { clock, ahead } = shown(instant.epochMilliseconds, timeZone);
  return clock + offset(ahead);
}

/** What the zone's clock shows, `2026-11-24T09:00:00`, and how far ahead of UTC it is. */
type Shown = { clock: string; ahead: number };

function shown(epoch: number, timeZone: string): Shown {
  const ahead = aheadOfUtc(epoch, timeZone);
  return { clock: iso(epoch + ahead), ahead };
}

/** An end at a clock change is as the clock would have gone on to, like wall_times in src/doctors/slots.sql. */
function endOnTheClock(epoch: number, timeZone: string, end: Shown): string {
  const before = aheadOfUtc(epoch - 1_000, timeZone);
  return before === end.ahead ? end.clock : iso(epoch + before);
}

const iso = (local: number) => new Date(local).toISOString().slice(0, 19);

/** `+05:30` */
function offset(ahead: number): string {
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  return `${ahead < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

const twoDigits = (number: number) => String(number).padStart(2, '0');

const DAY = 86_400_000;

/** By time zone and day of UTC; null on a day on which the clock changes. */
const ofDays = new Map<string, number | null>();
const MOST = 2_000;

/**
 * Milliseconds that the zone's clock is ahead of UTC. Remembered by the day: a list asks for hundreds of moments of few
 * days, and Temporal looks each up in the zone's whole history.
 */
function aheadOfUtc(epoch: number, timeZone: string): number {
  const day = Math.floor(epoch / DAY);
  const key = `${timeZone} ${day}`;
  let ahead = ofDays.get(key);
  if (ahead === undefined) {
    const [first, last] = [lookUp(day * DAY, timeZone), lookUp((day + 1) * DAY - 1, timeZone)];
    ahead = first === last ? first : null;
    if (ofDays.size === MOST) ofDays.clear();
    ofDays.set(key, ahead);
  }
  return ahead ?? lookUp(epoch, timeZone);
}

const lookUp = (epoch: number, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
