/** Who waits, and what they are offered. */
import { cancelAppointment } from '../../src/booking/cancel.ts';
import type { Db } from '../../src/db/client.ts';
import { confirmWaiting, joinWaiting, PARTS, type Wish, type With } from '../../src/waiting/waiting.ts';
import { bookedAt, booking, doctor, slot } from './clinic.ts';

export const anyTime: Wish = { days: [1, 2, 3, 4, 5, 6, 7], parts: [...PARTS] };

/** Offers are made at any hour of the day, so that it does not matter when the tests run. */
export const dayAndNight = (db: Db) => db.sql`UPDATE offer_rules SET opens = '00:00', closes = '24:00'`;

/** A doctor of a speciality of their own, so that nobody else waits for it. */
export async function specialist(db: Db, specialization = `Speciality ${crypto.randomUUID()}`) {
  const id = await doctor(db);
  await db.sql`UPDATE doctors SET specialization = ${specialization} WHERE id = ${id}`;
  return { id, specialization };
}

/** This person joins, and says yes by the link in the mail; by default for any time with the doctor. */
export async function joins(
  db: Db,
  name: string,
  whom: With | number,
  {
    wish = anyTime,
    appointmentId = null as number | null,
    confirms = true,
    ...typed
  }: { wish?: Wish; appointmentId?: number | null; confirms?: boolean; email?: string } = {},
): Promise<number> {
  const asked = typeof whom === 'number' ? { doctorId: whom, specialization: null } : whom;
  const outcome = await joinWaiting(db, booking(name, typed).patient, asked, wish, appointmentId);
  if (!outcome.ok) throw new Error(outcome.reason);
  if (confirms) await confirmWaiting(db, outcome.waitingId);
  return outcome.waitingId;
}

/** A doctor, and Ben's appointment in three days, which he may cancel. */
export async function full(db: Db, { inMinutes = 3 * 24 * 60 } = {}) {
  const { id: doctorId, specialization } = await specialist(db);
  const slotId = await slot(db, { doctorId, inMinutes });
  const appointmentId = await bookedAt(db, slotId, booking(`Ben ${slotId}`));
  return { doctorId, specialization, slotId, frees: () => cancelAppointment(db, appointmentId, null) };
}

/** Ada, who waits, is offered the time. */
export async function offered(db: Db) {
  const made = await full(db);
  const waitingId = await joins(db, `Ada ${made.slotId}`, made.doctorId);
  await made.frees();
  return { ...made, waitingId, offerId: await openOffer(db, made.slotId) };
}

/** The names of those whom the slot was offered to, in order, each with their answer. */
export async function offersOf(db: Db, slotId: number): Promise<string[]> {
  const rows = await db.sql<{ name: string; answer: string | null }[]>`
    SELECT w.intake->>'name' AS name, o.answer FROM offers o JOIN waiting w ON w.id = o.waiting_id
    WHERE o.slot_id = ${slotId} ORDER BY o.created_at`;
  return rows.map(({ name, answer }) => `${name}: ${answer ?? 'open'}`);
}

/** The offer that stands of this slot. */
export async function openOffer(db: Db, slotId: number): Promise<string> {
  const [row] = await db.sql<{ id: string }[]>`SELECT id FROM offers WHERE slot_id = ${slotId} AND answer IS NULL`;
  return row!.id;
}

export async function readEntry(db: Db, id: number) {
  type Row = { ended: string | null; confirmed: boolean; open_offer: string | null; silences: number; parts: string[] };
  const [row] = await db.sql<Row[]>`
    SELECT ended, confirmed_at IS NOT NULL AS confirmed, open_offer, silences, parts FROM waiting WHERE id = ${id}`;
  return row!;
}

/**
 * The time to answer is over by a moment; `hold`: the hold's end, which comes a minute later, too. `mailed`: the patient was
 * told of the offer.
 */
export async function timePasses(db: Db, offerId: string, { hold = false, mailed = true } = {}): Promise<void> {
  if (mailed)
    await db.sql`UPDATE mails SET ended = 'sent', ended_at = now() WHERE key = ${`offer ${offerId}`} AND ended IS NULL`;
  await db.sql`UPDATE offers SET told_until = clock_timestamp() - interval '1 second' WHERE id = ${offerId}`;
  if (!hold) return;
  await db.sql.begin(async (sql) => {
    const [row] = await sql`SELECT (clock_timestamp() - interval '1 millisecond')::text AS t`;
    await sql`UPDATE time_slots SET held_until = ${row!.t}::timestamptz WHERE held_by = (SELECT hold_id FROM offers WHERE id = ${offerId})`;
    await sql`UPDATE slot_holds SET expires_at = ${row!.t}::timestamptz WHERE id = (SELECT hold_id FROM offers WHERE id = ${offerId})`;
  });
}
