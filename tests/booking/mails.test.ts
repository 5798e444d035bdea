import { expect, test } from 'vitest';
import { appointmentLetters } from '../../src/booking/mails.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { letterText } from '../../views/mail/letter.tsx';
import { momentInWords } from '../../views/ui/when.ts';
import { booked, held, readAppointment, slot, start, visitor } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { writerDeps } from '../support/post-office.ts';

const { db } = ownDatabase({ each: true });

type Appointment = { id: number; email: string };

/** The latest mail of this kind to Ada, as its recipient reads it; null where it is needless. */
async function latest(kind: string, { email }: Appointment, settings: Record<string, string> = {}) {
  const deps = writerDeps(db, undefined, settings);
  const [mail] = await db.sql`SELECT about FROM mails WHERE kind = ${kind} ORDER BY id DESC LIMIT 1`;
  const written = await appointmentLetters[kind]!(mail!.about, deps, email);
  return written && letterText(written.letter, deps.config.clinic);
}

/** Moves it to another time of its doctor, in so many minutes; the time that it leaves, in words. */
async function move({ id }: Appointment, inMinutes: number): Promise<string> {
  const before = await readAppointment(db, id);
  const [doctor] = await db.sql<{ id: number }[]>`SELECT doctor_id AS id FROM appointments WHERE id = ${id}`;
  const to = await slot(db, { inMinutes, doctorId: doctor!.id });
  expect(await moveAppointment(db, id, await held(db, to, visitor('Ada'), id), 0)).toMatchObject({ ok: true });
  return momentInWords(before.starts_at, 'Europe/London', { year: true });
}

const day = 24 * 60;
const sent = () => db.sql`UPDATE mails SET ended = 'sent', ended_at = now()`;

test('Ada, who moves twice while no mail can be sent, reads of the time that she knows', async () => {
  const ada = await booked(db, { inMinutes: 5 * day });
  await sent();
  const known = await move(ada, 6 * day);
  const between = await move(ada, 7 * day);
  const text = await latest('moved', ada);
  expect(text).toContain(`It is no longer on ${known}, UK time, but`);
  expect(text).not.toContain(between);
});

test('a move that she was told of is where the next one begins', async () => {
  const ada = await booked(db, { inMinutes: 5 * day });
  await move(ada, 6 * day);
  await sent();
  const known = await move(ada, 7 * day);
  expect(await latest('moved', ada)).toContain(`It is no longer on ${known}`);
});

test('what was moved away and back before a mail could be sent is booked, and not moved', async () => {
  const ada = await booked(db, { inMinutes: 5 * day });
  const { starts_at } = await readAppointment(db, ada.id);
  await move(ada, 6 * day);
  await move(ada, 7 * day);
  await db.sql`
    UPDATE appointments SET during = tstzrange(t, t + interval '30 minutes'), sequence = sequence + 1
    FROM (SELECT ${starts_at.toString()}::timestamptz AS t) AS first WHERE id = ${ada.id}`;
  expect(await latest('moved', ada)).toMatch(/^Hello Ada.*\n\nYour appointment is booked\./);
});

test('mails ask Ada to call where it is too late to move or cancel on her page, and name the link by what it is for', async () => {
  const ada = await booked(db, { inMinutes: 3 * day });
  await db.sql`UPDATE appointments SET created_at = now() - interval '9 days'`;
  await db.sql`SELECT queue_reminders(${[80]})`;
  const cutoff = (hours: string) => ({ CANCEL_CUTOFF_HOURS: hours });
  expect(await latest('reminder', ada, cutoff('71'))).toMatch(
    /cancel or move it on its page,.*See, move or cancel your/s,
  );
  const late = await latest('reminder', ada, cutoff('73'));
  expect(late).toMatch(/If you cannot come, please call us on 020 7946 0150,.*See your appointment:\n/s);
  expect(late).not.toMatch(/cancel or move|move or cancel/);
  expect(await latest('booked', ada, cutoff('71'))).not.toContain('call us');
  expect(await latest('booked', ada, cutoff('73'))).toMatch(
    /See your appointment:\n.*To move or cancel it, please call us on 020 7946 0150\./s,
  );
});

test('nothing is said of what the practice has marked meanwhile, or of what has begun', async () => {
  const ada = await booked(db, { inMinutes: 5 * day });
  expect(await latest('booked', ada)).toContain('Your appointment is booked.');
  await db.sql`UPDATE appointments SET status = 'no-show' WHERE id = ${ada.id}`;
  expect(await latest('booked', ada)).toBeNull();
  const ben = await booked(db, { inMinutes: 60, name: 'Ben' });
  expect(await latest('booked', ben)).toContain('Your appointment is booked.');
  await start(db, ben.slotId);
  await db.sql`UPDATE appointments SET during = (SELECT during FROM time_slots WHERE id = ${ben.slotId}) WHERE id = ${ben.id}`;
  expect(await latest('booked', ben)).toBeNull();
});

test('who booked for Lily is greeted by their own name, and reads whose appointment it is; Lily is by hers', async () => {
  const bookedBy = { name: 'Ada Byron', email: 'Ada@example.org' };
  const lily = await booked(db, { name: 'Lily', bookedBy });
  const toAda = await latest('booked', { ...lily, email: 'ada@example.org' });
  expect(toAda).toMatch(/^Hello Ada Byron,\n.*\nPatient: Lily \d+\n/s);
  const toLily = await latest('booked', lily);
  expect(toLily).toMatch(/^Hello Lily \d+,\n/);
  expect(toLily).not.toMatch(/Patient|Ada/);
});
