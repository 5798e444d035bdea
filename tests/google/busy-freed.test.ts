import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { disconnect } from '../../src/google/connection.ts';
import { soundDatabase } from '../booking/sound.ts';
import { pastMidnight, slotAt } from '../doctors/practice.ts';
import { bookedAt, booking, held, visitor } from '../support/clinic.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import { dayAndNight, joins, offersOf } from '../support/waiting-list.ts';
import { at, busyTimes, day, due, okafor, ownCalendar } from './own-calendar.ts';

const db = soundDatabase();
beforeAll(() => dayAndNight(db));
beforeEach(pastMidnight);
beforeEach(() => db.sql`DELETE FROM graphile_worker._private_jobs`);

/** Ada's appointment at nine, in the doctor's calendar, which was read; Eve waits for any time with the doctor. */
async function nine() {
  const calendar = await ownCalendar(db);
  const slotId = await slotAt(db, calendar.doctorId, day, '09:00');
  const appointmentId = await bookedAt(db, slotId, booking(`Ada ${slotId}`));
  await calendar.write(appointmentId);
  await calendar.read();
  await joins(db, `Eve ${slotId}`, calendar.doctorId);
  return {
    ...calendar,
    slotId,
    appointmentId,
    cancel: () => cancelAppointment(db, appointmentId, null),
    /** To the last time of that day. */
    async move() {
      const last = await slotAt(db, calendar.doctorId, day, '10:30');
      const hold = await held(db, last, visitor('Ada'), appointmentId);
      await moveAppointment(db, appointmentId, hold, 0);
    },
  };
}

const rest = ['09:30-10:00', '10:00-10:30', '10:30-11:00'];

describe('a time that an appointment leaves while the doctor’s calendar shows it there', () => {
  test.each(['cancel', 'move'] as const)(
    'by a %s is offered to who waits when the event is gone and the calendar was read',
    async (leave) => {
      const { slotId, connectionId, appointmentId, write, read, offered, ...calendar } = await nine();
      await calendar[leave]();
      expect(await offersOf(db, slotId)).toEqual([]);
      expect(await offered()).not.toContain('09:00-09:30');
      // Google has not been told yet.
      await read();
      expect(await offered()).not.toContain('09:00-09:30');
      expect(await due(db)).toEqual([connectionId]);
      await db.sql`DELETE FROM graphile_worker._private_jobs WHERE key LIKE 'google busy %'`;
      await write(appointmentId);
      expect(await due(db)).toEqual([connectionId]);
      await read();
      expect(await offered()).toContain('09:00-09:30 held');
      expect(await offersOf(db, slotId)).toEqual([`Eve ${slotId}: open`]);
    },
  );

  test('is offered to nobody where something else stands there, too, be it as long as the appointment', async () => {
    const { slotId, appointmentId, isBusy, cancel, write, read, offered } = await nine();
    isBusy(['09:00', '09:30']);
    await read();
    await cancel();
    await write(appointmentId);
    await read();
    expect(await offered()).toEqual(rest);
    expect(await offersOf(db, slotId)).toEqual([]);
  });

  test('is not offered either in the moment before the times are made anew', async () => {
    const { doctorId, isBusy, read } = await ownCalendar(db);
    const slotId = await slotAt(db, doctorId, day, '09:00');
    const appointmentId = await bookedAt(db, slotId);
    await joins(db, `Eve ${slotId}`, doctorId);
    isBusy(['08:00', '12:00']);
    await read();
    await cancelAppointment(db, appointmentId, null);
    expect(await offersOf(db, slotId)).toEqual([]);
  });

  test('is offered at once where the calendar could not be read lately', async () => {
    const { doctorId, slotId, cancel } = await nine();
    await db.sql`UPDATE google_connections SET busy_read_at = now() - interval '16 minutes' WHERE doctor_id = ${doctorId}`;
    await cancel();
    expect(await offersOf(db, slotId)).toEqual([`Eve ${slotId}: open`]);
    expect(await busyTimes(db, doctorId)).toEqual([]);
  });

  test('is offered at once where the calendar is lost', async () => {
    const { slotId, connectionId, cancel } = await nine();
    await db.sql`SELECT lose_google_connection(${connectionId}, 'invalid_grant')`;
    await cancel();
    expect(await offersOf(db, slotId)).toEqual([`Eve ${slotId}: open`]);
  });
});

test('a time of an appointment that was never in the calendar is offered at once', async () => {
  const { doctorId, read } = await ownCalendar(db);
  const slotId = await slotAt(db, doctorId, day, '09:00');
  const appointmentId = await bookedAt(db, slotId);
  await read();
  await joins(db, `Eve ${slotId}`, doctorId);
  await cancelAppointment(db, appointmentId, null);
  expect(await offersOf(db, slotId)).toEqual([`Eve ${slotId}: open`]);
});

test('an appointment that is new in the calendar makes no reading due', async () => {
  const { doctorId, write } = await ownCalendar(db);
  const appointmentId = await bookedAt(db, await slotAt(db, doctorId, day, '09:00'));
  await db.sql`DELETE FROM graphile_worker._private_jobs`;
  await write(appointmentId);
  expect(await due(db)).toEqual([]);
});

describe('in the moment in which Ada cancels', () => {
  test('what is being noted of the calendar is noted first: of the two one knows of the other', async () => {
    const { doctorId, connectionId, cancel, slotId } = await nine();
    const cancelled = await db.sql.begin(async (sql) => {
      const busy = JSON.stringify([{ from: at('09:00'), until: at('12:00') }]);
      await sql`SELECT note_busy_times(${connectionId}, clock_timestamp(), ${busy}::text::jsonb)`;
      const cancelling = cancel().then(() => 'cancelled');
      expect(await Promise.race([cancelling, untilSomeoneWaits(db, 'cancel')])).toBeUndefined();
      return { cancelling };
    });
    await cancelled.cancelling;
    expect(await busyTimes(db, doctorId)).toEqual(['09:00-09:30', '09:30-12:00']);
    expect(await offersOf(db, slotId)).toEqual([]);
  });

  test('the calendar is disconnected, nobody waits in a circle, and nothing stays blocked', async () => {
    for (let round = 0; round < 5; round++) {
      const { doctorId, connectionId, cancel, offered } = await nine();
      await Promise.all([cancel(), disconnect(db, connectionId)]);
      expect(await busyTimes(db, doctorId)).toEqual([]);
      expect((await offered())[0]).toMatch(/^09:00-09:30/);
    }
    const [row] = await db.sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
    expect(row!.deadlocks).toBe(0);
  });

  test('the calendar is read, and connected anew, and nobody waits in a circle', async () => {
    for (let round = 0; round < 5; round++) {
      const { cancel, read, connect } = await nine();
      await Promise.all([cancel(), read(), connect(), read()]);
    }
    const [row] = await db.sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
    expect(row!.deadlocks).toBe(0);
  });
});

test('a doctor’s day off in the calendar, and reception cancels: no time of it is offered to who waits', async () => {
  const { doctorId, google, read, write, offered } = await ownCalendar(db);
  const booked: { id: number; slotId: number }[] = [];
  for (const time of ['09:00', '09:30', '10:00', '10:30']) {
    const slotId = await slotAt(db, doctorId, day, time);
    const id = await bookedAt(db, slotId);
    await write(id);
    booked.push({ id, slotId });
  }
  await read();
  await joins(db, `Eve ${doctorId}`, doctorId);
  // As long as all that is booked, so that the calendar says the same as before.
  google.isBusy(okafor, [{ start: at('09:00'), end: at('11:00') }]);
  for (const { id } of booked) {
    await cancelAppointment(db, id, null);
    await write(id);
    await read();
  }
  expect(await offered()).toEqual([]);
  for (const { slotId } of booked) expect(await offersOf(db, slotId)).toEqual([]);
});
