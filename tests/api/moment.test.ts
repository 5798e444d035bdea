import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moment, timeOf } from '../../src/api/moment.ts';

const ofHalfAnHour = (startsAt: string, timeZone: string) => {
  const start = Temporal.Instant.from(startsAt);
  const { startTime, endTime, endsAt } = timeOf({ startsAt: start, endsAt: start.add({ minutes: 30 }) }, timeZone);
  return `${startTime} to ${endTime}, ${endsAt}`;
};

test.each([
  ['forward', '2027-03-28T00:30Z', 'Europe/London', '00:30 to 01:00, 2027-03-28T02:00:00+01:00'],
  ['back', '2026-10-25T00:30Z', 'Europe/London', '01:30 to 02:00, 2026-10-25T01:00:00+00:00'],
  ['not', '2026-11-24T23:30Z', 'Europe/London', '23:30 to 00:00, 2026-11-25T00:00:00+00:00'],
])('a time that ends as clocks go %s ends as the clock would have gone on to', (_, startsAt, zone, shown) => {
  expect(ofHalfAnHour(startsAt, zone)).toBe(shown);
});

test('a moment is what Temporal says, also around clock changes and in zones an odd way from UTC', () => {
  const zones = ['Europe/London', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
  const changes = [
    '2027-03-28T01:00Z',
    '2026-10-25T01:00Z',
    '2026-11-01T04:30Z',
    '2027-04-03T15:00Z',
    '2011-12-30T10:00Z',
  ];
  const around = fc.constantFrom(...changes).chain((change) => {
    const epoch = Temporal.Instant.from(change).epochMilliseconds;
    return fc.integer({ min: epoch - 36 * 3_600_000, max: epoch + 36 * 3_600_000 });
  });
  const ever = fc.integer({ min: 0, max: Date.UTC(2200, 0) });
  fc.assert(
    fc.property(fc.oneof(around, ever), fc.constantFrom(...zones), (epoch, zone) => {
      const instant = Temporal.Instant.fromEpochMilliseconds(epoch);
      const local = instant.toZonedDateTimeISO(zone);
      expect(moment(instant, zone)).toBe(local.toString({ timeZoneName: 'never', smallestUnit: 'second' }));
      const { date, startTime } = timeOf({ startsAt: instant, endsAt: instant.add({ minutes: 30 }) }, zone);
      expect(`${date}T${startTime}`).toBe(local.toPlainDateTime().toString({ smallestUnit: 'minute' }));
    }),
    { numRuns: 2_000 },
  );
});
