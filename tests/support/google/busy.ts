/** When somebody is busy: instants of ISO 8601. */
export type Busy = { start: string; end: string };

/** Google tells of busy times that meet or overlap as of one. */
export function joined(times: Busy[]): Busy[] {
  const whole: Busy[] = [];
  for (const time of times.toSorted((a, b) => Temporal.Instant.compare(a.start, b.start))) {
    const last = whole.at(-1);
    if (!last || isBefore(last.end, time.start)) whole.push({ ...time });
    else if (isBefore(last.end, time.end)) last.end = time.end;
  }
  return whole;
}

export const overlap = (one: Busy, other: Busy) => isBefore(one.start, other.end) && isBefore(other.start, one.end);

const isBefore = (one: string, other: string) => Temporal.Instant.compare(one, other) < 0;
