import type { Intake } from '../booking/confirm.ts';
import { verb } from '../booking/verb.ts';
import type { Db } from '../db/client.ts';

/** By the clinic's clock: before midday, until five, after that. */
export const PARTS = ['morning', 'afternoon', 'evening'] as const;
export type PartOfDay = (typeof PARTS)[number];

/** Which times suit: ISO weekdays, 1 = Monday, and times of day. Neither is empty. */
export type Wish = { days: number[]; parts: PartOfDay[] };

/** With whom: one doctor, or anyone of a speciality. */
export type With = { doctorId: number; specialization: null } | { doctorId: null; specialization: string };

/** Entries that may stand under one e-mail address. */
export const MOST_ENTRIES = 5;

export type JoinOutcome = { ok: true; waitingId: number } | { ok: false; reason: 'too_many' };

/**
 * Puts the patient on the waiting list, and queues a mail that says so; who waits for the same already keeps their place. To
 * whom the entry's link is shown is up to the caller: words alone prove nothing, and change nothing of an entry that stands.
 * `appointmentId`: what is to become earlier. `too_many`: the e-mail address has MOST_ENTRIES.
 */
export async function joinWaiting(
  db: Db,
  intake: Intake,
  whom: With,
  { days, parts }: Wish,
  appointmentId: number | null = null,
): Promise<JoinOutcome> {
  const row = await verb<{ outcome: string; waiting_id: number }>(
    () => db.sql`SELECT * FROM join_waiting(${JSON.stringify(intake)}::text::jsonb, ${whom.doctorId}, ${whom.specialization},
                                            ${days}, ${[...parts]}, ${appointmentId}, ${MOST_ENTRIES})`,
  );
  return row.outcome === 'waiting' ? { ok: true, waitingId: row.waiting_id } : { ok: false, reason: 'too_many' };
}

/** From now on these times suit. Only for who has the entry's link. */
export async function changeWish(db: Db, waitingId: number, { days, parts }: Wish): Promise<void> {
  await verb(() => db.sql`SELECT change_waiting(${waitingId}, ${days}, ${[...parts]})`);
}

/** Takes the patient off the list; again, the same. What is being offered to them goes on to the next within seconds. */
export async function leaveWaiting(db: Db, waitingId: number): Promise<void> {
  await verb(() => db.sql`SELECT leave_waiting(${waitingId}, 'left')`);
}

export type Entry = Wish & {
  id: number;
  intake: Intake;
  /** Null where anyone of the speciality will do. */
  doctor: { slug: string; name: string } | null;
  specialization: string;
  /** The start of the appointment that is to become earlier. */
  insteadOf: Temporal.Instant | null;
  openOffer: string | null;
  ended: 'booked' | 'left' | 'silent' | 'over' | null;
};

export async function findEntry({ sql }: Db, id: number): Promise<Entry | null> {
  const [entry] = await sql<Entry[]>`
    SELECT w.id, w.intake, w.days, w.parts, w.open_offer AS "openOffer", w.ended, a.starts_at AS "insteadOf",
           COALESCE(w.specialization, d.specialization) AS specialization,
           CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('slug', d.slug, 'name', d.name) END AS doctor
    FROM waiting w LEFT JOIN doctors d ON d.id = w.doctor_id LEFT JOIN appointments a ON a.id = w.appointment_id
    WHERE w.id = ${id}`;
  return entry ?? null;
}
