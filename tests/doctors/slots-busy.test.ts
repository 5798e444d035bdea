import { beforeEach, describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { outsideHours } from '../../src/doctors/horizon.ts';
import { soundDatabase } from '../booking/sound.ts';
import { bookedAt, booking, held, readAppointment, readSlot, visitor } from '../support/clinic.ts';
import { dayAndNight, joins, offersOf } from '../support/waiting-list.ts';
import {
  busy,
  horizon,
  inDays,
  notBusy,
  off,
  offered,
  pastMidnight,
  practising,
  refresh,
  slotAt,
  wanted,
} from './practice.ts';

const db = soundDatabase();
beforeEach(pastMidnight);

const day = inDays(3);
const at = (time: string) => `${day}T${time}`;

/** Dr Okafor, 9 to 11 in four times, who is busy then. */
async function whoIsBusy(from: string, until: string) {
  const doctorId = await practising(db, { hours: ['09:00-11:00'] });
  await refresh(db, doctorId);
  await busy(db, doctorId, at(from), at(until));
  await refresh(db, doctorId);
  return doctorId;
}

describe('a time at which the doctor is busy is not offered', () => {
  test.each([
    ['all of it', '09:30', '10:00'],
    ['its first minute', '09:00', '09:31'],
    ['its last minute', '09:59', '11:00'],
    ['a moment in its midst', '09:44', '09:45'],
  ])('%s', async (_, from, until) => {
    const times = await offered(db, await whoIsBusy(from, until), day);
    expect(times).not.toContain('09:30-10:00');
    expect(times).toContain(from < '09:30' ? '10:00-10:30' : '09:00-09:30');
  });

  test('nor any of a whole day; the days beside it are offered', async () => {
    const doctorId = await practising(db, { hours: ['00:00-24:00'], minutes: 60 });
    await busy(db, doctorId, `${inDays(3)}T00:00`, `${inDays(4)}T00:00`);
    await refresh(db, doctorId);
    const counts = await Promise.all([2, 3, 4].map(async (days) => (await offered(db, doctorId, inDays(days))).length));
    expect(counts).toEqual([24, 0, 24]);
  });

  test('but one that ends as it begins, or begins as it ends, is', async () => {
    const doctorId = await whoIsBusy('08:00', '09:00');
    await busy(db, doctorId, at('11:00'), at('12:00'));
    await refresh(db, doctorId);
    expect(await offered(db, doctorId, day)).toHaveLength(4);
  });

  test('and so is a colleague’s', async () => {
    const colleague = await practising(db, { hours: ['09:00-10:00'] });
    await whoIsBusy('09:00', '10:00');
    await refresh(db, colleague);
    expect(await offered(db, colleague, day)).toHaveLength(2);
  });
});

test('across a change of the clock it is the instants that count', async () => {
  const doctorId = await practising(db, { hours: ['00:00-05:00'], minutes: 60 });
  // In London the clock shows 1:00 to 2:00 twice on this day; busy from the second of them on.
  await db.sql`INSERT INTO busy_times VALUES (${doctorId}, '[2026-10-25 01:00Z, 2026-10-25 03:00Z)')`;
  expect(await wanted(db, doctorId, 'Europe/London', '2026-10-25')).toEqual([
    '00:00-01:00 +01:00',
    '01:00-02:00 +01:00',
    '03:00-04:00 +00:00',
    '04:00-05:00 +00:00',
  ]);
  // And shows no 1:00 to 2:00 on this one.
  await db.sql`INSERT INTO busy_times VALUES (${doctorId}, '[2027-03-28 00:30Z, 2027-03-28 01:30Z)')`;
  expect(await wanted(db, doctorId, 'Europe/London', '2027-03-28')).toEqual([
    '03:00-04:00 +01:00',
    '04:00-05:00 +01:00',
  ]);
});

test('the same times come back when the doctor is busy no more', async () => {
  const doctorId = await practising(db, { hours: ['09:00-11:00'] });
  await refresh(db, doctorId);
  const slots = await db.sql`SELECT id, during FROM time_slots WHERE doctor_id = ${doctorId} ORDER BY id`;
  await busy(db, doctorId, at('09:00'), at('10:15'));
  expect(await refresh(db, doctorId)).toEqual({ created: 0, withdrawn: 3 });
  expect(await offered(db, doctorId, day)).toEqual(['10:30-11:00']);
  await notBusy(db, doctorId);
  expect(await refresh(db, doctorId)).toEqual({ created: 3, withdrawn: 0 });
  expect(await db.sql`SELECT id, during FROM time_slots WHERE doctor_id = ${doctorId} ORDER BY id`).toEqual(slots);
});

describe('a time that somebody holds when the doctor becomes busy', () => {
  async function held9() {
    const doctorId = await practising(db, { hours: ['09:00-10:00'] });
    await refresh(db, doctorId);
    const slotId = await slotAt(db, doctorId, day, '09:00');
    const hold = await held(db, slotId, visitor('Ada'));
    await busy(db, doctorId, at('09:00'), at('10:00'));
    await refresh(db, doctorId);
    return { doctorId, slotId, hold };
  }

  test('stays theirs, and they can book it', async () => {
    const { slotId, hold } = await held9();
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: hold });
    expect(await confirmHold(db, hold, booking(`Ada ${slotId}`), { soft: true })).toMatchObject({ ok: true });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
  });

  test('is not offered when they let it go', async () => {
    const { doctorId, hold } = await held9();
    await releaseHold(db, hold);
    expect(await offered(db, doctorId, day)).toEqual([]);
  });
});

describe('a time that is booked when the doctor becomes busy', () => {
  async function booked9() {
    const doctorId = await practising(db, { hours: ['09:00-10:00'] });
    await refresh(db, doctorId);
    const slotId = await slotAt(db, doctorId, day, '09:00');
    const appointmentId = await bookedAt(db, slotId);
    await busy(db, doctorId, at('08:00'), at('18:00'));
    await refresh(db, doctorId);
    return { doctorId, slotId, appointmentId };
  }

  test('stays booked, and its appointment stands', async () => {
    const { slotId, appointmentId } = await booked9();
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
    expect(await readAppointment(db, appointmentId)).toMatchObject({
      status: 'scheduled',
      time_slot_id: slotId,
      sequence: 0,
    });
  });

  test('is offered to nobody when it is cancelled, also to nobody who waits, until the doctor is busy no more', async () => {
    await dayAndNight(db);
    const { doctorId, slotId, appointmentId } = await booked9();
    await joins(db, `Eve ${slotId}`, doctorId);
    await cancelAppointment(db, appointmentId, null);
    await refresh(db, doctorId);
    expect(await offered(db, doctorId, day)).toEqual([]);
    expect(await offersOf(db, slotId)).toEqual([]);
    await notBusy(db, doctorId);
    await refresh(db, doctorId);
    expect(await offersOf(db, slotId)).toEqual([`Eve ${slotId}: open`]);
    expect(await offered(db, doctorId, day)).toEqual(['09:00-09:30 held', '09:30-10:00']);
  });
});

test('a time that comes back and was nobody’s before is everybody’s, as one that new hours make', async () => {
  await dayAndNight(db);
  const doctorId = await whoIsBusy('09:00', '11:00');
  await joins(db, `Eve ${doctorId}`, doctorId);
  await notBusy(db, doctorId);
  await refresh(db, doctorId);
  expect(await offered(db, doctorId, day)).toEqual(['09:00-09:30', '09:30-10:00', '10:00-10:30', '10:30-11:00']);
});

describe('what an import says', () => {
  const outside = (doctorId: number) => db.sql.begin((sql) => outsideHours(sql, horizon, [doctorId]));

  test('of an appointment, or a held time, at which the doctor is busy: it is within the hours', async () => {
    const doctorId = await practising(db, { hours: ['09:00-11:00'] });
    await refresh(db, doctorId);
    await bookedAt(db, await slotAt(db, doctorId, day, '09:00'));
    await held(db, await slotAt(db, doctorId, day, '09:30'), visitor('Ada'));
    await busy(db, doctorId, at('09:00'), at('10:30'));
    expect(await outside(doctorId)).toEqual({ outside: [], heldOutside: 0 });
    await refresh(db, doctorId);
    expect(await outside(doctorId)).toEqual({ outside: [], heldOutside: 0 });
    await off(db, doctorId, day);
    expect(await outside(doctorId)).toMatchObject({ outside: [{ startTime: '09:00' }], heldOutside: 1 });
  });

  test('of the times that it would make and withdraw is what it then does', async () => {
    const doctorId = await practising(db, { hours: ['09:00-11:00'] });
    const preview = async () =>
      (await db.sql`SELECT * FROM preview_slots(${horizon.timeZone}, ${horizon.horizonDays}, ${[doctorId]})`)[0];
    await busy(db, doctorId, at('09:00'), at('10:00'));
    const made = await preview();
    expect(await refresh(db, doctorId)).toEqual(made);
    await notBusy(db, doctorId);
    expect(await preview()).toEqual({ created: 2, withdrawn: 0 });
    expect(await refresh(db, doctorId)).toEqual({ created: 2, withdrawn: 0 });
  });
});
