import { describe, expect, test } from 'vitest';
import { cancelAppointment, cancelByPatient, openToPatient } from '../../src/booking/cancel.ts';
import { holdSlot } from '../../src/booking/hold.ts';
import {
  bookedAt,
  readAppointment,
  readSlot,
  rules,
  slot,
  slots,
  start,
  visitor,
  withdraw,
} from '../support/clinic.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import { soundDatabase } from './sound.ts';

const db = soundDatabase();

const free = { status: 'available', held_by: null, held_until: null };

test('Ada cancels: the slot is free for Ben, and her calendar hears of a newer state', async () => {
  const slotId = await slot(db);
  const id = await bookedAt(db, slotId);
  expect(await cancelAppointment(db, id, 'I am well again')).toEqual({ ok: true });
  expect(await readAppointment(db, id)).toMatchObject({
    status: 'cancelled',
    sequence: 1,
    cancel_reason: 'I am well again',
    cancelled_at: expect.any(Temporal.Instant),
  });
  expect(await readSlot(db, slotId)).toEqual(free);
  expect(await holdSlot(db, slotId, visitor('Ben'), rules)).toMatchObject({ ok: true });
});

test('Ada cancels again and hears the same; Ben, who has the slot by then, keeps it', async () => {
  const slotId = await slot(db);
  const id = await bookedAt(db, slotId);
  await cancelAppointment(db, id, null);
  const cancelled = await readAppointment(db, id);
  await bookedAt(db, slotId);
  expect(await cancelAppointment(db, id, 'again')).toEqual({ ok: true });
  expect(await readAppointment(db, id)).toEqual(cancelled);
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
});

test.each(['completed', 'no-show'])('an appointment that is %s cannot be cancelled', async (status) => {
  const slotId = await slot(db);
  const id = await bookedAt(db, slotId);
  await db.sql`UPDATE appointments SET status = ${status} WHERE id = ${id}`;
  const before = await readAppointment(db, id);
  expect(await cancelAppointment(db, id, null)).toEqual({ ok: false, reason: 'over' });
  expect(await readAppointment(db, id)).toEqual(before);
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
});

test('a slot withdrawn while it was booked is offered to nobody after the cancellation', async () => {
  const slotId = await slot(db);
  const id = await bookedAt(db, slotId);
  await withdraw(db, slotId);
  expect(await cancelAppointment(db, id, null)).toEqual({ ok: true });
  expect(await holdSlot(db, slotId, visitor('Ben'), rules)).toEqual({ ok: false, reason: 'taken' });
});

test('an appointment that has started can be cancelled, and its slot is offered to nobody', async () => {
  const slotId = await slot(db);
  const id = await bookedAt(db, slotId);
  await start(db, slotId);
  expect(await cancelAppointment(db, id, null)).toEqual({ ok: true });
  expect(await holdSlot(db, slotId, visitor('Ben'), rules)).toEqual({ ok: false, reason: 'taken' });
});

test('an overbooking, which has no slot, is cancelled without touching the appointment beside it', async () => {
  const slotId = await slot(db);
  const beside = await bookedAt(db, slotId);
  const [overbooking] = await db.sql<{ id: number }[]>`
    WITH ben AS (INSERT INTO patients (name, email) VALUES ('Ben Overbooked', 'ben.over@example.org') RETURNING id)
    INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake)
    SELECT 'K7MF4QT2', ben.id, doctor_id, 'In pain', date, start_time, end_time, during, '{}' FROM time_slots, ben
    WHERE time_slots.id = ${slotId} RETURNING id`;
  const answers = await db.sql.begin(async (sql) => {
    await sql`SELECT FROM appointments WHERE id = ${overbooking!.id} FOR UPDATE`;
    const waiting = [1, 2, 3].map(() => cancelAppointment(db, overbooking!.id, null));
    await untilSomeoneWaits(db, 'cancel_appointment', 3);
    return { waiting };
  });
  expect(await Promise.all(answers.waiting)).toEqual(answers.waiting.map(() => ({ ok: true })));
  expect(await readAppointment(db, overbooking!.id)).toMatchObject({ status: 'cancelled', sequence: 1 });
  expect(await readAppointment(db, beside)).toMatchObject({ status: 'scheduled' });
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
});

test('a cancellation that meets two moves waits for them, in no circle, and frees the slot moved to', async () => {
  const [from, to] = (await slots(db, 2)) as [number, number];
  const id = await bookedAt(db, from);
  const moveAgain = () =>
    db.sql.begin(async (sql) => {
      await sql`SELECT 'next move' FROM time_slots WHERE id = ${to} FOR UPDATE`;
      await sql`SELECT pg_sleep(0.2)`;
      await sql`SELECT FROM appointments WHERE id = ${id} FOR UPDATE`;
    });
  const { cancelling, moving } = await db.sql.begin(async (sql) => {
    await sql`SELECT FROM time_slots WHERE id IN ${sql([from, to])} ORDER BY id FOR UPDATE`;
    const moving = moveAgain();
    await untilSomeoneWaits(db, 'next move');
    const cancelling = cancelAppointment(db, id, null);
    await untilSomeoneWaits(db, 'cancel_appointment');
    await sql`UPDATE time_slots SET status = CASE id WHEN ${to} THEN 'booked' ELSE 'available' END WHERE id IN ${sql([from, to])}`;
    await sql`UPDATE appointments a SET time_slot_id = s.id, during = s.during FROM time_slots s WHERE a.id = ${id} AND s.id = ${to}`;
    return { cancelling, moving };
  });
  expect(await cancelling).toEqual({ ok: true });
  await moving;
  await db.sql`SELECT pg_stat_force_next_flush()`;
  const [stopped] = await db.sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
  expect(stopped).toEqual({ deadlocks: 0 });
  expect(await readAppointment(db, id)).toMatchObject({ status: 'cancelled', time_slot_id: to, sequence: 1 });
  for (const slotId of [from, to]) expect(await readSlot(db, slotId)).toEqual(free);
});

test('an appointment that never was is not found', async () => {
  expect(await cancelAppointment(db, 987_654_321, null)).toEqual({ ok: false, reason: 'appointment_not_found' });
});

describe('the patient’s own cancellation', () => {
  /** Ada's appointment, which begins in so many minutes; the slot lasts half an hour. */
  async function beginsIn(minutes: number) {
    const id = await bookedAt(db, await slot(db));
    await db.sql`
      UPDATE appointments SET during = tstzrange(t, t + interval '30 minutes')
      FROM (SELECT clock_timestamp() + make_interval(mins => ${minutes}) AS t) AS start WHERE id = ${id}`;
    return id;
  }

  test.each([
    [61, 1, 'open'],
    [59, 1, 'too_late'],
    [1, 0, 'open'],
    [-1, 0, 'too_late'],
    [-31, 0, 'over'],
    [-31, 48, 'over'],
  ] as const)(
    'of an appointment that begins in %i minutes, with a cut-off of %i hours: %s',
    async (minutes, hours, open) => {
      const id = await beginsIn(minutes);
      expect(await openToPatient(db, id, hours)).toBe(open);
      const outcome = await cancelByPatient(db, id, 'I am well again', hours);
      expect(outcome).toEqual(open === 'open' ? { ok: true } : { ok: false, reason: open });
      const { status, cancel_reason } = await readAppointment(db, id);
      expect([status, cancel_reason]).toEqual(open === 'open' ? ['cancelled', 'I am well again'] : ['scheduled', null]);
    },
  );

  test('again, also when it would be too late by then: the same answer', async () => {
    const id = await beginsIn(90);
    await cancelByPatient(db, id, null, 1);
    expect(await cancelByPatient(db, id, null, 48)).toEqual({ ok: true });
    expect(await openToPatient(db, id, 48)).toBe('cancelled');
    expect(await readAppointment(db, id)).toMatchObject({ sequence: 1 });
  });

  test('reception may cancel when it is too late for the patient', async () => {
    const id = await beginsIn(-40);
    expect(await cancelAppointment(db, id, 'rang')).toEqual({ ok: true });
  });
});
