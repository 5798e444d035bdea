import { expect, test } from 'vitest';
import { timeOf } from '../../src/api/moment.ts';

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

test('one time is another in another zone, and where it ends later', () => {
  expect(ofHalfAnHour('2026-11-24T09:00Z', 'Europe/London')).toBe('09:00 to 09:30, 2026-11-24T09:30:00+00:00');
  expect(ofHalfAnHour('2026-11-24T09:00Z', 'Asia/Kathmandu')).toBe('14:45 to 15:15, 2026-11-24T15:15:00+05:45');
  const startsAt = Temporal.Instant.from('2026-11-24T09:00Z');
  expect(timeOf({ startsAt, endsAt: startsAt.add({ minutes: 45 }) }, 'Europe/London').endTime).toBe('09:45');
});
