import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { refreshDue, refreshHorizon } from '../../src/doctors/horizon.ts';
import { booking, brokenPromises, endsIn, held, readHold, readSlot, visitor } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { horizon, inDays, off, offered, pastMidnight, practising, refresh, slotAt, wanted, works } from './practice.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
});
afterAll(async () => {
  expect(await brokenPromises(db)).toEqual([]);
  await database.drop();
});

beforeEach(pastMidnight);

const day = inDays(3);

async function book(slotId: number, patient = 'Ada Lovelace'): Promise<number> {
  const confirmed = await confirmHold(db, await held(db, slotId, visitor('Ada')), booking(patient), { soft: true });
  if (!confirmed.ok) throw new Error(confirmed.reason);
  return confirmed.appointmentId;
}

const preview = async (doctorId: number, timeZone = horizon.timeZone) => {
  const [row] = await db.sql`SELECT * FROM preview_slots(${timeZone}, ${horizon.horizonDays}, ${[doctorId]})`;
  return row;
};

test('a range is cut into times of the doctor’s length, and a last one that does not fit is left out', async () => {
  const doctorId = await practising(db, { hours: ['10:00-12:00'], minutes: 50 });
  await refresh(db, doctorId);
  expect(await offered(db, doctorId, day)).toEqual(['10:00-10:50', '10:50-11:40']);
});

test('lunch is nobody’s time, and the afternoon begins where it begins', async () => {
  const doctorId = await practising(db, { hours: ['11:00-12:40', '13:15-14:15'], minutes: 30 });
  await refresh(db, doctorId);
  expect(await offered(db, doctorId, day)).toEqual([
    '11:00-11:30',
    '11:30-12:00',
    '12:00-12:30',
    '13:15-13:45',
    '13:45-14:15',
  ]);
});

test('both ends of time off are days off', async () => {
  const doctorId = await practising(db);
  await off(db, doctorId, inDays(3), inDays(5));
  await refresh(db, doctorId);
  const free = await Promise.all(
    [2, 3, 4, 5, 6].map(async (days) => (await offered(db, doctorId, inDays(days))).length),
  );
  expect(free).toEqual([6, 0, 0, 0, 6]);
});

test('a day from midnight to midnight is full, and its last time ends at midnight', async () => {
  const doctorId = await practising(db, { hours: ['00:00-24:00'], minutes: 60 });
  const times = await wanted(db, doctorId, 'Europe/London', '2027-01-12');
  expect(times).toHaveLength(24);
  expect([times[0], times[23]]).toEqual(['00:00-01:00 +00:00', '23:00-00:00 +00:00']);
});

test('there are times on the last day of the horizon, and none after it', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId, { horizonDays: 10 });
  expect(await offered(db, doctorId, inDays(9))).toHaveLength(6);
  expect(await offered(db, doctorId, inDays(10))).toEqual([]);
  expect(await refresh(db, doctorId, { horizonDays: 11 })).toEqual({ created: 6, withdrawn: 0 });
  expect(await refresh(db, doctorId, { horizonDays: 10 })).toEqual({ created: 0, withdrawn: 6 });
});

test('a time of today that has gone by is not made', async () => {
  const doctorId = await practising(db, { hours: ['00:00-24:00'], minutes: 5 });
  await refresh(db, doctorId);
  const [row] =
    await db.sql`SELECT count(*) AS past FROM time_slots WHERE doctor_id = ${doctorId} AND starts_at <= now() - interval '1 minute'`;
  expect(row?.past).toBe(0);
});

test('made a second time, nothing changes', async () => {
  const doctorId = await practising(db);
  const { created } = await refresh(db, doctorId, { horizonDays: 10 });
  expect(created).toBeGreaterThanOrEqual(9 * 6);
  const before = await db.sql`SELECT id, xmin::text FROM time_slots WHERE doctor_id = ${doctorId} ORDER BY id`;
  expect(await refresh(db, doctorId, { horizonDays: 10 })).toEqual({ created: 0, withdrawn: 0 });
  expect(await db.sql`SELECT id, xmin::text FROM time_slots WHERE doctor_id = ${doctorId} ORDER BY id`).toEqual(before);
});

test('hours flipped away and back bring the same slots back', async () => {
  const doctorId = await practising(db, { hours: ['09:00-10:00'] });
  await refresh(db, doctorId);
  const before = await slotAt(db, doctorId, day, '09:00');
  await works(db, doctorId, ['14:00-15:00']);
  await refresh(db, doctorId);
  expect(await offered(db, doctorId, day)).toEqual(['14:00-14:30', '14:30-15:00']);
  await works(db, doctorId, ['09:00-10:00']);
  await refresh(db, doctorId);
  expect(await offered(db, doctorId, day)).toEqual(['09:00-09:30', '09:30-10:00']);
  expect(await slotAt(db, doctorId, day, '09:00')).toBe(before);
});

test('a held slot outside the new hours stays held, and is not offered again when it is let go', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  const slotId = await slotAt(db, doctorId, day, '09:00');
  const hold = await held(db, slotId, visitor('Ada'));
  await works(db, doctorId, ['10:00-12:00']);
  await refresh(db, doctorId);
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: hold });
  expect(await releaseHold(db, hold)).toEqual({ ok: true });
  expect((await offered(db, doctorId, day))[0]).toBe('10:00-10:30');
});

test('a hold outside the new hours can still be confirmed', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  const slotId = await slotAt(db, doctorId, day, '09:00');
  const hold = await held(db, slotId, visitor('Ada'));
  await works(db, doctorId, ['10:00-12:00']);
  await refresh(db, doctorId);
  expect(await confirmHold(db, hold, booking('Grace Hopper'), { soft: true })).toMatchObject({ ok: true });
});

test('a booked slot outside the new hours stays booked, and is not offered again when it is cancelled', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  const slotId = await slotAt(db, doctorId, day, '09:00');
  const appointmentId = await book(slotId);
  await works(db, doctorId, ['10:00-12:00']);
  await refresh(db, doctorId);
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
  await cancelAppointment(db, appointmentId, null);
  expect((await offered(db, doctorId, day))[0]).toBe('10:00-10:30');
});

test('a booked slot whose hours come back is an ordinary one again', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  const appointmentId = await book(await slotAt(db, doctorId, day, '09:00'), 'Ben Stranger');
  await works(db, doctorId, ['10:00-12:00']);
  await refresh(db, doctorId);
  await works(db, doctorId, ['09:00-12:00']);
  const foretold = await preview(doctorId);
  expect(await refresh(db, doctorId)).toEqual(foretold);
  await cancelAppointment(db, appointmentId, null);
  expect((await offered(db, doctorId, day))[0]).toBe('09:00-09:30');
});

test('with a new length, a booked slot keeps its place and the times around it are made', async () => {
  const doctorId = await practising(db, { hours: ['09:00-12:00'], minutes: 30 });
  await refresh(db, doctorId);
  const appointmentId = await book(await slotAt(db, doctorId, day, '09:30'), 'Ida Rhodes');
  await db.sql`UPDATE doctors SET slot_duration = 45 WHERE id = ${doctorId}`;
  const foretold = await preview(doctorId);
  expect(await refresh(db, doctorId)).toEqual(foretold);
  expect(await offered(db, doctorId, day)).toEqual(['10:30-11:15', '11:15-12:00']);
  expect(await refresh(db, doctorId)).toEqual({ created: 0, withdrawn: 0 });

  await cancelAppointment(db, appointmentId, null);
  await refresh(db, doctorId);
  expect(await offered(db, doctorId, day)).toEqual(['09:00-09:45', '09:45-10:30', '10:30-11:15', '11:15-12:00']);
});

test('a withdrawn slot is not brought back under a held one of another length', async () => {
  const doctorId = await practising(db, { hours: ['09:00-12:00'], minutes: 30 });
  await refresh(db, doctorId);
  await db.sql`UPDATE doctors SET slot_duration = 45 WHERE id = ${doctorId}`;
  await refresh(db, doctorId);
  const hold = await held(db, await slotAt(db, doctorId, day, '09:45'), visitor('Ada'));
  await db.sql`UPDATE doctors SET slot_duration = 30 WHERE id = ${doctorId}`;
  const foretold = await preview(doctorId);
  expect(await refresh(db, doctorId)).toEqual(foretold);
  expect(await offered(db, doctorId, day)).toEqual(['09:00-09:30', '10:30-11:00', '11:00-11:30', '11:30-12:00']);
  await releaseHold(db, hold);
  await refresh(db, doctorId);
  expect(await offered(db, doctorId, day)).toHaveLength(6);
});

/** A doctor whose times were of 30 minutes and are of 45 now: the one at 09:30 was held or booked, so its gap is open. */
async function lengthened(take: (slotId: number) => Promise<unknown>): Promise<number> {
  const doctorId = await practising(db, { hours: ['09:00-12:00'], minutes: 30 });
  await refresh(db, doctorId);
  await take(await slotAt(db, doctorId, day, '09:30'));
  await db.sql`UPDATE doctors SET slot_duration = 45 WHERE id = ${doctorId}`;
  return doctorId;
}
const anew = ['09:00-09:45', '09:45-10:30', '10:30-11:15', '11:15-12:00'];

test('a hold that has run out, not swept yet, keeps no time that the new hours want', async () => {
  let hold = '';
  const doctorId = await lengthened(async (slotId) => {
    hold = await held(db, slotId, visitor('Ada'));
    await endsIn(db, hold);
  });
  const foretold = await preview(doctorId);
  expect(await refresh(db, doctorId)).toEqual(foretold);
  expect(await offered(db, doctorId, day)).toEqual(anew);
  expect(await readHold(db, hold)).toMatchObject({ ended: 'expired' });
});

test('nor does one that runs out after an earlier refresh', async () => {
  let hold = '';
  const doctorId = await lengthened(async (slotId) => {
    hold = await held(db, slotId, visitor('Ada'));
  });
  await refresh(db, doctorId);
  expect(await offered(db, doctorId, day)).toEqual(['10:30-11:15', '11:15-12:00']);
  await endsIn(db, hold);
  const foretold = await preview(doctorId);
  expect(foretold).toEqual({ created: 2, withdrawn: 0 });
  expect(await refresh(db, doctorId)).toEqual(foretold);
  expect(await offered(db, doctorId, day)).toEqual(anew);
});

test.each<[string, (slotId: number) => Promise<() => Promise<unknown>>]>([
  [
    'a release',
    async (slotId) => {
      const hold = await held(db, slotId, visitor('Ada'));
      return () => releaseHold(db, hold);
    },
  ],
  [
    'the sweep',
    async (slotId) => {
      const hold = await held(db, slotId, visitor('Ada'));
      return async () => {
        await endsIn(db, hold);
        await sweepHolds(db);
      };
    },
  ],
  [
    'a cancellation',
    async (slotId) => {
      const appointmentId = await book(slotId, `Patient ${slotId}`);
      return () => cancelAppointment(db, appointmentId, null);
    },
  ],
])('a gap that %s opens in the new hours is filled at the next look', async (_, take) => {
  let letGo = async (): Promise<unknown> => undefined;
  const doctorId = await lengthened(async (slotId) => {
    letGo = await take(slotId);
  });
  await refresh(db, doctorId);
  expect(await refreshDue(db, horizon)).toEqual({ created: 0, withdrawn: 0 });
  await letGo();
  expect(await refreshDue(db, horizon)).toEqual({ created: 2, withdrawn: 0 });
  expect(await offered(db, doctorId, day)).toEqual(anew);
  expect(await db.sql`SELECT FROM refresh_due`).toHaveLength(0);
});

test('a time that is let go and offered again opens no gap', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  await releaseHold(db, await held(db, await slotAt(db, doctorId, day, '09:00'), visitor('Ada')));
  expect(await db.sql`SELECT FROM refresh_due`).toHaveLength(0);
});

test('in another time zone, what is written of every time to come is what the clock shows there', async () => {
  const doctorId = await practising(db, { hours: ['00:00-24:00'], minutes: 60 });
  await refresh(db, doctorId);
  await book(await slotAt(db, doctorId, day, '09:00'), 'Mary Somerville');
  await cancelAppointment(db, await book(await slotAt(db, doctorId, day, '10:00'), 'Annie Easley'), null);
  const hold = await held(db, await slotAt(db, doctorId, day, '02:00'), visitor('Ben'));
  const newYork = { ...horizon, timeZone: 'America/New_York' };
  const here = { doctorIds: [doctorId] };
  await works(db, doctorId, ['05:00-24:00']);
  const foretold = await preview(doctorId, newYork.timeZone);
  expect(await refreshHorizon(db, newYork, here)).toEqual(foretold);

  const untrue = (zone: string) => db.sql`
    SELECT status, date, start_time, end_time FROM time_slots
    WHERE doctor_id = ${doctorId} AND starts_at > now()
      AND (date, start_time, end_time) <> ((starts_at AT TIME ZONE ${zone})::date, (starts_at AT TIME ZONE ${zone})::time,
        ((ends_at - interval '1 second') AT TIME ZONE ${zone} + interval '1 second')::time)`;
  expect(await untrue('America/New_York')).toHaveLength(0);
  expect((await untrue('Europe/London')).length).toBeGreaterThan(300);
  const clock = (zone: string, time: string) =>
    Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime('Europe/London').withTimeZone(zone);
  const written = async (table: string) => {
    const rows = await db.sql<{ date: string; start_time: string }[]>`
      SELECT date, start_time FROM ${db.sql(table)} WHERE doctor_id = ${doctorId} ORDER BY created_at`;
    return rows.map(({ date, start_time }) => `${date} ${start_time}`);
  };
  const inNewYork = (time: string) =>
    clock('America/New_York', time).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  expect(await written('appointments')).toEqual([inNewYork('09:00'), `${day} 10:00`]);
  const [ofHold] = await db.sql<{ date: string; start_time: string }[]>`
    SELECT date, start_time FROM slot_holds WHERE id = ${hold}`;
  expect(`${ofHold?.date} ${ofHold?.start_time}`).toBe(inNewYork('02:00'));

  expect(await refreshHorizon(db, newYork, here)).toEqual({ created: 0, withdrawn: 0 });
  await works(db, doctorId, ['00:00-24:00']);
  await refreshHorizon(db, horizon, here);
  expect(await untrue('Europe/London')).toHaveLength(0);
  expect((await written('appointments'))[0]).toBe(`${day} 09:00`);
});

test.each([
  ['up to a jump of the clock', '2027-03-28T00:30Z', '2027-03-28T01:00Z', '00:30', '01:00'],
  ['across it', '2027-03-28T00:30Z', '2027-03-28T01:30Z', '00:30', '02:30'],
  ['to midnight', '2027-06-01T22:30Z', '2027-06-01T23:00Z', '23:30', '00:00'],
])('a time %s has the clock’s own words', async (_, from, to, start_time, end_time) => {
  const [wall] = await db.sql`SELECT start_time, end_time FROM wall_times(tstzrange(${from}, ${to}), 'Europe/London')`;
  expect(wall).toEqual({ start_time, end_time });
});

test('a refresh that is told to stop stops after the doctors under way', async () => {
  const doctorIds = await Promise.all(Array.from({ length: 30 }, () => practising(db, { days: [] })));
  const stop = new AbortController();
  const reached: number[] = [];
  await refreshHorizon(
    db,
    { ...horizon, signal: stop.signal },
    { doctorIds, onProgress: (doctors) => stop.abort(reached.push(doctors)) },
  );
  expect(reached).toEqual([25]);
});

test('a doctor who is not active has no times', async () => {
  const doctorId = await practising(db);
  const { created } = await refresh(db, doctorId);
  await db.sql`UPDATE doctors SET active = false WHERE id = ${doctorId}`;
  expect(await refresh(db, doctorId)).toEqual({ created: 0, withdrawn: created });
  expect(await offered(db, doctorId, day)).toEqual([]);
});

test('one doctor’s refresh leaves the others’ times alone', async () => {
  const [doctorId, other] = [await practising(db), await practising(db)];
  await refresh(db, other);
  await db.sql`DELETE FROM working_hours WHERE doctor_id = ${other}`;
  await refresh(db, doctorId);
  expect(await offered(db, other, day)).toHaveLength(6);
});
