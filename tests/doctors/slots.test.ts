import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { booking, brokenPromises, held, readSlot, visitor } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { horizon, inDays, off, offered, practising, refresh, slotAt, wanted, works } from './practice.ts';

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

const day = inDays(3);

async function book(slotId: number, patient = 'Ada Lovelace'): Promise<number> {
  const confirmed = await confirmHold(db, await held(db, slotId, visitor('Ada')), booking(patient), { soft: true });
  if (!confirmed.ok) throw new Error(confirmed.reason);
  return confirmed.appointmentId;
}

const preview = async (doctorId: number) => {
  const [row] = await db.sql`SELECT * FROM preview_slots(${horizon.timeZone}, ${horizon.horizonDays}, ${[doctorId]})`;
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
