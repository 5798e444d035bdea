import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import { booking, held, visitor } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { practising, wanted } from './practice.ts';

let database: TestDatabase;
let doctorId: number;
let everyHour: number;
beforeAll(async () => {
  database = await testDatabase();
  doctorId = await practising(database.db, { hours: ['00:00-04:00'], minutes: 30 });
  everyHour = await practising(database.db, { hours: ['00:30-04:30'], minutes: 60 });
});
afterAll(() => database.drop());

const times = (zone: string, day: string) => wanted(database.db, doctorId, zone, day);
const hourly = (zone: string, day: string) => wanted(database.db, everyHour, zone, day);

describe.each(['2026-03-29', '2027-03-28'])('in London on %s, when clocks go from 1am to 2am', (day) => {
  test('no time between 1am and 2am is there', async () => {
    expect(await times('Europe/London', day)).toEqual([
      '00:00-00:30 +00:00',
      '00:30-01:00 +00:00',
      '02:00-02:30 +01:00',
      '02:30-03:00 +01:00',
      '03:00-03:30 +01:00',
      '03:30-04:00 +01:00',
    ]);
  });
  test('a time that would run across the jump is not offered', async () => {
    expect(await hourly('Europe/London', day)).toEqual(['02:30-03:30 +01:00', '03:30-04:30 +01:00']);
  });
});

describe.each(['2026-10-25', '2027-10-31'])('in London on %s, when clocks go from 2am back to 1am', (day) => {
  test('each time between 1am and 2am is there twice, in order', async () => {
    expect(await times('Europe/London', day)).toEqual([
      '00:00-00:30 +01:00',
      '00:30-01:00 +01:00',
      '01:00-01:30 +01:00',
      '01:30-02:00 +01:00',
      '01:00-01:30 +00:00',
      '01:30-02:00 +00:00',
      '02:00-02:30 +00:00',
      '02:30-03:00 +00:00',
      '03:00-03:30 +00:00',
      '03:30-04:00 +00:00',
    ]);
  });
  test('a time that would run across the jump is not offered', async () => {
    expect(await hourly('Europe/London', day)).toEqual([
      '00:30-01:30 +01:00',
      '01:30-02:30 +00:00',
      '02:30-03:30 +00:00',
      '03:30-04:30 +00:00',
    ]);
  });
});

describe('in New York', () => {
  test('the hour from 2am is skipped in March', async () => {
    expect(await times('America/New_York', '2027-03-14')).toEqual([
      '00:00-00:30 -05:00',
      '00:30-01:00 -05:00',
      '01:00-01:30 -05:00',
      '01:30-02:00 -05:00',
      '03:00-03:30 -04:00',
      '03:30-04:00 -04:00',
    ]);
  });
  test('the hour from 1am is there twice in November', async () => {
    expect(await times('America/New_York', '2027-11-07')).toEqual([
      '00:00-00:30 -04:00',
      '00:30-01:00 -04:00',
      '01:00-01:30 -04:00',
      '01:30-02:00 -04:00',
      '01:00-01:30 -05:00',
      '01:30-02:00 -05:00',
      '02:00-02:30 -05:00',
      '02:30-03:00 -05:00',
      '03:00-03:30 -05:00',
      '03:30-04:00 -05:00',
    ]);
  });
});

describe('on Lord Howe Island, whose clocks change by half an hour', () => {
  test('the half hour from 2am is skipped in October', async () => {
    expect(await times('Australia/Lord_Howe', '2027-10-03')).toEqual([
      '00:00-00:30 +10:30',
      '00:30-01:00 +10:30',
      '01:00-01:30 +10:30',
      '01:30-02:00 +10:30',
      '02:30-03:00 +11:00',
      '03:00-03:30 +11:00',
      '03:30-04:00 +11:00',
    ]);
  });
  test('the half hour from 1:30am is there twice in April', async () => {
    expect(await times('Australia/Lord_Howe', '2027-04-04')).toEqual([
      '00:00-00:30 +11:00',
      '00:30-01:00 +11:00',
      '01:00-01:30 +11:00',
      '01:30-02:00 +11:00',
      '01:30-02:00 +10:30',
      '02:00-02:30 +10:30',
      '02:30-03:00 +10:30',
      '03:00-03:30 +10:30',
      '03:30-04:00 +10:30',
    ]);
  });
  test('an hour that would run across the jump is not offered', async () => {
    expect(await hourly('Australia/Lord_Howe', '2027-10-03')).toEqual([
      '00:30-01:30 +10:30',
      '02:30-03:30 +11:00',
      '03:30-04:30 +11:00',
    ]);
    expect(await hourly('Australia/Lord_Howe', '2027-04-04')).toEqual([
      '00:30-01:30 +11:00',
      '01:30-02:30 +10:30',
      '02:30-03:30 +10:30',
      '03:30-04:30 +10:30',
    ]);
  });
});

test('in Kolkata, whose clocks never change, every day has the same times', async () => {
  const days = ['2026-03-29', '2026-10-25', '2027-03-14', '2027-04-04'];
  const all = await Promise.all(days.map((day) => times('Asia/Kolkata', day)));
  expect(all[0]).toHaveLength(8);
  for (const day of all) expect(day).toEqual(all[0]);
});

test('where midnight itself is skipped, the day begins at 1am', async () => {
  expect((await times('Africa/Cairo', '2027-04-30'))[0]).toBe('01:00-01:30 +03:00');
});

test.each([
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Pacific/Chatham',
  'Asia/Kolkata',
])('in %s, no two times of a whole year of days and nights overlap, and each is of its full length', async (zone) => {
  const id = await practising(database.db, { hours: ['00:00-24:00'], minutes: 20 });
  const [year] = await database.db.sql`
      WITH w AS (SELECT during, lead(lower(during)) OVER (ORDER BY during) AS next FROM wanted_slots(${zone}, '2027-01-01', 365, ${[id]}))
      SELECT count(*) FILTER (WHERE upper(during) > next) AS overlapping,
             count(*) FILTER (WHERE upper(during) - lower(during) <> interval '20 minutes') AS odd, count(*) AS all FROM w`;
  expect(year).toMatchObject({ overlapping: 0, odd: 0 });
  expect(Math.abs(year!.all - 365 * 72)).toBeLessThanOrEqual(6);
});

test('an appointment up to midnight, when the clocks go forward at midnight, is within hours that end then', async () => {
  const { db } = database;
  const late = await practising(db, { hours: ['20:00-24:00'], minutes: 30 });
  const today = Temporal.Now.plainDateISO('Africa/Cairo');
  // The last Friday of April begins at 1am there.
  const eves = [today.year, today.year + 1].map((year) => {
    const last = Temporal.PlainDate.from({ year, month: 4, day: 30 });
    return last.subtract({ days: ((last.dayOfWeek + 2) % 7) + 1 });
  });
  const eve = eves.find((day) => Temporal.PlainDate.compare(day, today) > 0)!;
  const [row] = await db.sql<{ id: number }[]>`
    INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT doctor_id, date, start_time, end_time, during FROM wanted_slots('Africa/Cairo', ${eve.toString()}, 1, ${[late]})
    ORDER BY during DESC LIMIT 1 RETURNING id`;
  const hold = await held(db, row!.id, visitor('Ada'));
  expect(await confirmHold(db, hold, booking('Ada Lovelace'), { soft: true })).toMatchObject({ ok: true });
  const [slot] = await db.sql`SELECT start_time, end_time FROM time_slots WHERE id = ${row!.id}`;
  expect(slot).toEqual({ start_time: '23:30', end_time: '00:00' });
  expect(await db.sql`SELECT * FROM appointments_outside_hours('Africa/Cairo', ${[late]})`).toEqual([]);
});
