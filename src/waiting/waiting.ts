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
 * Keeps the patient a place on the waiting list, and queues a mail with the entry's link; nothing is offered before that was
 * used to say yes (confirmWaiting), but where the entry is for an appointment that is to become earlier (`appointmentId`). Who
 * waits for the same already keeps their place. To whom the entry's link is shown, and what is said, is up to the caller: words
 * alone prove nothing. `too_many`: the e-mail address has MOST_ENTRIES, or as many more that nobody said yes to.
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

/** Who read the mail says yes. `too_many`: the e-mail address has MOST_ENTRIES, and this one waits until one of them ends. */
export async function confirmWaiting(
  db: Db,
  waitingId: number,
): Promise<{ ok: true } | { ok: false; reason: 'too_many' }> {
  const row = await verb<{ outcome: string }>(
    () => db.sql`SELECT confirm_waiting(${waitingId}, ${MOST_ENTRIES}) AS outcome`,
  );
  return row.outcome === 'waiting' ? { ok: true } : { ok: false, reason: 'too_many' };
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
  /** False until somebody who read the mail has said yes. */
  confirmed: boolean;
  /** Until when that can be. */
  confirmBy: Temporal.Instant;
  openOffer: string | null;
  ended: 'booked' | 'left' | 'silent' | 'over' | null;
};

/** The entry that waits for this appointment to become earlier; null where there is none. */
export async function entryOfAppointment({ sql }: Db, appointmentId: number): Promise<number | null> {
  const [row] = await sql<
    { id: number }[]
  >`SELECT id FROM waiting WHERE appointment_id = ${appointmentId} AND ended IS NULL`;
  return row?.id ?? null;
}

export async function findEntry({ sql }: Db, id: number): Promise<Entry | null> {
  const [entry] = await sql<Entry[]>`
    SELECT w.id, w.intake, w.days, w.parts, w.confirmed_at IS NOT NULL AS confirmed,
           confirm_by(w) AS "confirmBy", w.open_offer AS "openOffer", w.ended, a.starts_at AS "insteadOf",
           COALESCE(w.specialization, d.specialization) AS specialization,
           CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('slug', d.slug, 'name', d.name) END AS doctor
    FROM waiting w LEFT JOIN doctors d ON d.id = w.doctor_id LEFT JOIN appointments a ON a.id = w.appointment_id
    WHERE w.id = ${id}`;
  return entry ?? null;
}
