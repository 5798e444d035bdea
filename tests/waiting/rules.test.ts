import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { keepOfferRules } from '../../src/waiting/rules.ts';
import { ownDatabase } from '../support/database.ts';

const { db } = ownDatabase();

/** Until when an offer that is made then, by London's clock, is to be answered; as that clock shows it. */
async function answerBy(made: string): Promise<string> {
  const [row] = await db.sql`
    SELECT answer_by(${made}::timestamptz, ROW(true, 30, '08:00', '20:00', 'Europe/London', 10, true)::offer_rules) AS t`;
  return (row!.t as Temporal.Instant)
    .toZonedDateTimeISO('Europe/London')
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
}

describe('an offer is to be answered', () => {
  test.each([
    ['by day, in half an hour', '2026-11-26T10:00:00Z', '2026-11-26T10:30'],
    ['just before the evening, too', '2026-11-26T19:59:00Z', '2026-11-26T20:29'],
    ['in the evening, when half an hour of the morning has passed', '2026-11-26T20:00:00Z', '2026-11-27T08:30'],
    ['after midnight, that same morning', '2026-11-27T00:10:00Z', '2026-11-27T08:30'],
    ['just before the morning, when it is half an hour old', '2026-11-27T07:59:00Z', '2026-11-27T08:30'],
    ['in the first minute of the morning, in half an hour', '2026-11-27T08:00:00Z', '2026-11-27T08:30'],
    // Clocks go forward on 28 March 2027 at 1:00, and back on 31 October 2027 at 2:00.
    ['in the night in which clocks go forward, by the clock on the wall', '2027-03-27T22:00:00Z', '2027-03-28T08:30'],
    ['in the night in which they go back, by the clock on the wall', '2027-10-30T21:00:00Z', '2027-10-31T08:30'],
    ['within the hour that is there twice, that morning', '2027-10-31T00:30:00Z', '2027-10-31T08:30'],
    ['by day in summer, by the clock on the wall', '2027-07-01T18:59:00Z', '2027-07-01T20:29'],
    ['in a summer’s evening, in the morning', '2027-07-01T19:00:00Z', '2027-07-02T08:30'],
  ])('%s', async (_, made, expected) => {
    expect(await answerBy(made)).toBe(expected);
  });
});

test('each start writes the clinic’s rules down, once', async () => {
  const read = readConfig({
    NODE_ENV: 'production',
    OFFER_MINUTES: '45',
    OFFER_HOURS: '07:30-24:00',
    CLINIC_TIME_ZONE: 'Asia/Tokyo',
    APPOINTMENTS_PER_PATIENT: '3',
  });
  if (!read.ok) throw new Error(read.problems.join());
  await keepOfferRules(db, read.config);
  const [before] = await db.sql`SELECT *, xmin::text FROM offer_rules`;
  await keepOfferRules(db, read.config);
  expect(await db.sql`SELECT *, xmin::text FROM offer_rules`).toEqual([before]);
  expect(before).toMatchObject({
    minutes: 45,
    opens: '07:30',
    closes: '24:00',
    time_zone: 'Asia/Tokyo',
    most: 3,
    mailed: false,
  });
});

test.each([
  ['OFFER_HOURS', '20:00-08:00'],
  ['OFFER_HOURS', '8-20'],
  ['OFFER_HOURS', '08:00-24:30'],
  ['OFFER_MINUTES', '4'],
])('%s=%s is refused', (name, value) => {
  expect(readConfig({ [name]: value })).toEqual({ ok: false, problems: [expect.stringContaining(name)] });
});
