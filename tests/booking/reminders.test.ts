import { expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { appointmentLetters } from '../../src/booking/mails.ts';
import { booked } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { keepMailGoing, writerDeps } from '../support/post-office.ts';

const { db } = ownDatabase({ each: true });

const HOURS = [48, 2];
const hour = 60;

/** Looks for reminders, as every instance does all the time. */
const look = (hours = HOURS) => keepMailGoing(db, hours);

/** The reminders so far, by how many hours before they were due. */
async function reminders(): Promise<number[]> {
  const rows = await db.sql<{ hours: number }[]>`
    SELECT (about->>'hours')::int AS hours FROM mails WHERE kind = 'reminder' ORDER BY id`;
  return rows.map(({ hours }) => hours);
}

/** So many hours have passed since the appointment was booked. */
async function pass(id: number, hours: number): Promise<void> {
  await db.sql`
    UPDATE appointments SET during = tstzrange(starts_at - passed, ends_at - passed), created_at = created_at - passed, moved_at = moved_at - passed
    FROM (SELECT ${hours}::float * interval '1 hour' AS passed) AS time WHERE id = ${id}`;
}

test('Ada is reminded two days and two hours before, each once, however often anybody looks', async () => {
  const { id } = await booked(db, { inMinutes: 50 * hour });
  await look();
  expect(await reminders()).toEqual([]);
  await pass(id, 2.5);
  await Promise.all(Array.from({ length: 8 }, () => look()));
  await look();
  expect(await reminders()).toEqual([48]);
  await pass(id, 46);
  await Promise.all(Array.from({ length: 8 }, () => look()));
  expect(await reminders()).toEqual([48, 2]);
});

test('who books less than two days before is reminded two hours before only; who books an hour before, not at all', async () => {
  await booked(db, { name: 'Tom', inMinutes: hour });
  const { id } = await booked(db, { name: 'Ada', inMinutes: 47 * hour });
  await look();
  expect(await reminders()).toEqual([]);
  await pass(id, 45.5);
  await look();
  expect(await reminders()).toEqual([2]);
});

test('after an outage of two days there is one reminder, the last that was due', async () => {
  const { id } = await booked(db, { inMinutes: 50 * hour });
  await pass(id, 49);
  await look();
  await look();
  expect(await reminders()).toEqual([2]);
});

test('a cancelled appointment, one that has begun and one that is over remind nobody', async () => {
  const cancelled = await booked(db, { name: 'Ada', inMinutes: 50 * hour });
  await cancelAppointment(db, cancelled.id, null);
  await pass(cancelled.id, 3);
  const begun = await booked(db, { name: 'Ben', inMinutes: 50 * hour });
  await pass(begun.id, 50.1);
  const over = await booked(db, { name: 'Tom', inMinutes: 50 * hour });
  await pass(over.id, 3);
  await db.sql`UPDATE appointments SET status = 'no-show' WHERE id = ${over.id}`;
  await look();
  expect(await reminders()).toEqual([]);
});

test('one that was moved reminds of its new time, and its reminder of the old time is needless', async () => {
  const { id, email } = await booked(db, { inMinutes: 50 * hour });
  await pass(id, 3);
  await look();
  const [first] = await db.sql`SELECT about FROM mails WHERE kind = 'reminder'`;
  await db.sql`
    UPDATE appointments SET during = tstzrange(now() + interval '60 hours', now() + interval '61 hours'), sequence = sequence + 1, moved_at = now()
    WHERE id = ${id}`;
  expect(await appointmentLetters.reminder!(first!.about, writerDeps(db), email)).toBeNull();
  await look();
  expect(await reminders()).toEqual([48]);
  await pass(id, 13);
  await look();
  expect(await reminders()).toEqual([48, 48]);
});

test('one that was moved to a time in less than two days reminds two hours before only, as if it were booked for it', async () => {
  const { id } = await booked(db, { inMinutes: 80 * hour });
  await pass(id, 3);
  await db.sql`
    UPDATE appointments SET during = tstzrange(now() + interval '40 hours', now() + interval '41 hours'), sequence = sequence + 1, moved_at = now()
    WHERE id = ${id}`;
  await db.sql`UPDATE appointments SET created_at = now() - interval '30 days'`;
  await look();
  expect(await reminders()).toEqual([]);
  await pass(id, 38.5);
  await look();
  expect(await reminders()).toEqual([2]);
});

test('a reminder whose appointment was cancelled before it was sent is not sent', async () => {
  const { id, email } = await booked(db, { inMinutes: 50 * hour });
  await pass(id, 3);
  await look();
  const [mail] = await db.sql`SELECT about FROM mails WHERE kind = 'reminder'`;
  expect(await appointmentLetters.reminder!(mail!.about, writerDeps(db), email)).toMatchObject({
    letter: { subject: expect.stringMatching(/^Reminder: your appointment on/) },
  });
  await cancelAppointment(db, id, null);
  expect(await appointmentLetters.reminder!(mail!.about, writerDeps(db), email)).toBeNull();
});

test('a reminder that waited for the mail server until the next was due is not sent beside it', async () => {
  const { id, email } = await booked(db, {
    inMinutes: 50 * hour,
    bookedBy: { name: 'Ruth', email: 'ruth@example.org' },
  });
  await pass(id, 3);
  await look();
  const [first] = await db.sql`SELECT about FROM mails WHERE kind = 'reminder'`;
  const write = (about: Record<string, unknown>) => appointmentLetters.reminder!(about, writerDeps(db), email);
  await pass(id, 45.5);
  expect(await write(first!.about)).not.toBeNull();
  await look();
  expect(await write(first!.about)).toBeNull();
  expect(await write({ ...first!.about, hours: 2 })).not.toBeNull();
});

test('a clock that was set back reminds nobody twice', async () => {
  const { id } = await booked(db, { inMinutes: 50 * hour });
  await pass(id, 3);
  await look();
  await pass(id, -3);
  await look();
  await pass(id, 3);
  await look();
  expect(await reminders()).toEqual([48]);
});

test('a clinic that wants none has none, and one that wants others has those', async () => {
  const { id } = await booked(db, { inMinutes: 80 * hour });
  await pass(id, 9);
  await look([]);
  expect(await reminders()).toEqual([]);
  await look([72, 24]);
  expect(await reminders()).toEqual([72]);
});

test('an appointment whose address a hand has blanked keeps nobody else from being reminded', async () => {
  const blank = await booked(db, { name: 'Ben', inMinutes: 50 * hour });
  await db.sql`UPDATE appointments SET intake = intake || '{"email": " "}' WHERE id = ${blank.id}`;
  await pass(blank.id, 3);
  const { id } = await booked(db, { name: 'Ada', inMinutes: 50 * hour });
  await pass(id, 3);
  await look();
  expect(await reminders()).toEqual([48]);
});

test('more reminders than one look may take are due at once: those of the next appointments first, all in the end', async () => {
  await db.sql.unsafe(manyTomorrow);
  await look();
  expect(await reminders()).toHaveLength(500);
  const [next] = await db.sql`
    SELECT max(a.id) AS last FROM mails m JOIN appointments a ON a.id = (m.about->>'appointmentId')::bigint`;
  expect(next).toEqual({ last: 500 });
  await look();
  await look();
  expect(await reminders()).toHaveLength(510);
  expect(await db.sql`SELECT FROM graphile_worker.jobs`).toHaveLength(510);
});

/** 510 appointments, a minute after each other, that were booked long ago. */
const manyTomorrow = `
  ALTER TABLE appointments DISABLE TRIGGER appointments_tell;
  INSERT INTO doctors (slug, name, email, specialization, qualification, experience, consultation_fee, currency, slot_duration)
    VALUES ('dr-okafor', 'Dr Okafor', 'okafor@clinic.example', 'General practice', 'MBBS', 12, 4500, 'GBP', 30);
  INSERT INTO patients (name, email) SELECT 'Ada ' || nth, nth || '@example.org' FROM generate_series(1, 510) nth;
  INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake, created_at)
    SELECT 'R' || id, id, 1, 'urgent', current_date, '09:00', '09:30', tstzrange(t, t + interval '30 minutes'),
           jsonb_build_object('name', name, 'email', email), now() - interval '30 days'
    FROM patients, LATERAL (SELECT now() + interval '20 hours' + make_interval(mins => id::int) AS t) AS start;
  ALTER TABLE appointments ENABLE TRIGGER appointments_tell`;
