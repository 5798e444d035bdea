/** Calendars, at the very moment in which somebody books, moves or cancels: of the two, it is never the patient who fails. */
import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { connectCalendar } from '../../src/google/connection.ts';
import { randomId } from '../../src/random-id.ts';
import { soundDatabase } from '../booking/sound.ts';
import { slotAt } from '../doctors/practice.ts';
import { booked, bookedAt, booking, held, slot, visitor } from '../support/clinic.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import { day, ownCalendar } from './own-calendar.ts';

const db = soundDatabase();

/** Resolves when what was begun is done, or waits for a lock. */
const underWay = (begun: Promise<unknown>, words: string) =>
  Promise.race([begun.catch(() => {}), untilSomeoneWaits(db, words)]);

describe('who books while the doctor’s calendar', () => {
  test.each([
    ['is disconnected', (id: string) => db.sql`disconnect_google(${id})`, 0],
    [
      'is connected anew',
      (id: string, doctorId: number) =>
        db.sql`connect_doctor_calendar(${`anew ${id}`}, ${`anew ${id}`}, ${doctorId}, 'access', 'refresh', now())`,
      2,
    ],
  ])('%s has the appointment, and waits for nothing', async (_, happens, events) => {
    const { doctorId, connectionId } = await ownCalendar(db);
    const [early, late] = [await slotAt(db, doctorId, day, '09:00'), await slotAt(db, doctorId, day, '10:00')];
    const before = await bookedAt(db, early);
    await db.sql`DELETE FROM google_events WHERE appointment_id = ${before}`;
    const hold = await held(db, late, visitor('Ada'));
    await db.sql.begin(async (sql) => {
      await sql`SELECT ${happens(connectionId, doctorId)}`;
      const confirming = confirmHold(db, hold, booking(`Ada ${late}`), { soft: false });
      await underWay(confirming, 'confirm_hold');
      expect(await Promise.race([confirming, 'it waits'])).toMatchObject({ ok: true });
      // Nor does what looks for appointments that the calendar has not.
      const finding = db.sql`SELECT find_missing_events()`.then(() => 'done');
      await underWay(finding, 'find_missing');
      expect(await Promise.race([finding, 'it waits'])).toBe('done');
    });
    await db.sql`SELECT find_missing_events()`;
    const found = await db.sql`
      SELECT FROM google_events e JOIN appointments a ON a.id = e.appointment_id WHERE a.doctor_id = ${doctorId}`;
    expect(found).toHaveLength(events);
  });
});

test('who cancels as their calendar turns out to be one that was connected before waits in no circle', async () => {
  const { deps } = await ownCalendar(db);
  const { id: appointmentId } = await booked(db);
  const connect = async () => {
    await connectCalendar(db, deps.secrets, { consent: randomId(), appointmentId, tokens: tokens() });
    const [made] = await db.sql<{ id: string }[]>`
      SELECT id FROM google_connections WHERE appointment_id = ${appointmentId} AND account IS NULL`;
    return made!.id;
  };
  await db.sql`SELECT know_google_account(${await connect()}, 'ada@example.com')`;
  const again = await connect();
  // As of another page: what the one before has comes to this one.
  await db.sql`DELETE FROM google_events WHERE connection_id = ${again}`;
  const { knowing } = await db.sql.begin(async (sql) => {
    await sql`SELECT FROM appointments WHERE id = ${appointmentId} FOR UPDATE`;
    const knowing = db.sql`SELECT know_google_account(${again}, 'ada@example.com')`.then(() => 'known');
    await underWay(knowing, 'know_google_account');
    await sql`SELECT cancel_appointment(${appointmentId}, NULL)`;
    return { knowing };
  });
  expect(await knowing).toBe('known');
  const events = await db.sql`SELECT connection_id, state FROM google_events WHERE appointment_id = ${appointmentId}`;
  expect(events).toMatchObject([{ connection_id: again, state: 'waiting' }]);
});

describe('who moves an appointment while its calendar is connected', () => {
  async function moving() {
    const { deps } = await ownCalendar(db);
    const { id } = await booked(db);
    const [row] = await db.sql<
      { doctorId: number }[]
    >`SELECT doctor_id AS "doctorId" FROM appointments WHERE id = ${id}`;
    const hold = await held(db, await slot(db, { inMinutes: 9_000, ...row! }), visitor('Ada'), id);
    const agreed = { consent: randomId(), appointmentId: id, tokens: tokens() };
    const connect = async () => {
      const connecting = connectCalendar(db, deps.secrets, agreed).then(() => 'connected');
      await underWay(connecting, 'connect_patient_calendar');
      return { connecting };
    };
    const events = () => db.sql`SELECT wanted_sequence FROM google_events WHERE appointment_id = ${id}`;
    return { id, hold, connect, events };
  }

  test('waits in no circle', async () => {
    const { id, hold, connect, events } = await moving();
    const before = await deadlocks();
    const { connecting } = await db.sql.begin(async (sql) => {
      await sql`SELECT FROM appointments WHERE id = ${id} FOR UPDATE`;
      const begun = await connect();
      await sql`SELECT move_appointment(${id}, ${hold}, NULL)`;
      return begun;
    });
    expect(await connecting).toBe('connected');
    expect(await events()).toEqual([{ wanted_sequence: 1 }]);
    expect(await deadlocks()).toBe(before);
  });

  test('has it there as it is then', async () => {
    const { id, hold, connect, events } = await moving();
    const { connecting } = await db.sql.begin(async (sql) => {
      await sql`SELECT move_appointment(${id}, ${hold}, NULL)`;
      return connect();
    });
    expect(await connecting).toBe('connected');
    expect(await events()).toEqual([{ wanted_sequence: 1 }]);
  });
});

test('who cancels, moves or books while somebody keeps the doctor’s calendar locked does so all the same', async () => {
  const { doctorId, connectionId, write, read } = await ownCalendar(db);
  const at = (time: string) => slotAt(db, doctorId, day, time);
  const [first, second] = [await bookedAt(db, await at('09:00')), await bookedAt(db, await at('09:30'))];
  for (const id of [first, second]) await write(id);
  await read();
  const [to, late] = [
    await held(db, await at('10:00'), visitor('Ada'), second),
    await held(db, await at('10:30'), visitor('Ben')),
  ];
  // Whoever waited for it would wait for ever: it is let go of behind them.
  await db.sql.begin(async (sql) => {
    await sql`SELECT FROM google_connections WHERE id = ${connectionId} FOR UPDATE`;
    expect(await cancelAppointment(db, first, null)).toMatchObject({ ok: true });
    expect(await moveAppointment(db, second, to, null)).toMatchObject({ ok: true });
    expect(await confirmHold(db, late, booking(`Ben ${late}`), { soft: false })).toMatchObject({ ok: true });
  });
});

test('an appointment that moves as it is found to be missing in a calendar is written there once, and waits no more', async () => {
  const { doctorId, connectionId, write } = await ownCalendar(db);
  const id = await bookedAt(db, await slotAt(db, doctorId, day, '09:00'));
  await db.sql`DELETE FROM google_events WHERE appointment_id = ${id}`;
  const hold = await held(db, await slotAt(db, doctorId, day, '10:00'), visitor('Ada'), id);
  const { finding } = await db.sql.begin(async (sql) => {
    await sql`SELECT move_appointment(${id}, ${hold}, NULL)`;
    const finding = db.sql`SELECT find_missing_events()`.then(() => 'found');
    await underWay(finding, 'find_missing_events');
    return { finding };
  });
  expect(await finding).toBe('found');
  await write(id);
  const events = await db.sql`SELECT state, written_sequence FROM google_events WHERE connection_id = ${connectionId}`;
  expect(events).toEqual([{ state: 'added', written_sequence: 1 }]);
});

test('two who find the same appointments to be missing in a calendar wait in no circle', async () => {
  const { doctorId, connectionId } = await ownCalendar(db);
  // Those that are sooner were booked later.
  const late = await bookedAt(db, await slotAt(db, doctorId, day, '10:00'));
  const soon = await bookedAt(db, await slotAt(db, doctorId, day, '09:00'));
  await db.sql`DELETE FROM google_events WHERE connection_id = ${connectionId}`;
  const { finding } = await db.sql.begin(async (sql) => {
    const found = (id: number) =>
      sql`INSERT INTO google_events (appointment_id, connection_id, wanted_sequence) VALUES (${id}, ${connectionId}, 0)`;
    await found(late);
    const finding = db.sql`SELECT find_missing_events()`.then(() => 'found');
    await underWay(finding, 'find_missing_events');
    await found(soon);
    return { finding };
  });
  expect(await finding).toBe('found');
});

/** Circles of locks that PostgreSQL has cut in this database. */
async function deadlocks(): Promise<number> {
  await db.sql`SELECT pg_stat_clear_snapshot()`;
  const [row] = await db.sql<
    { deadlocks: number }[]
  >`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
  return row!.deadlocks;
}

const tokens = () => ({
  access: 'access',
  refresh: 'refresh',
  scopes: [],
  accessUntil: Temporal.Now.instant().add({ minutes: 59 }),
});
