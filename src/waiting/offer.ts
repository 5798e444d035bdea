import { newReference } from '../booking/reference.ts';
import { verb } from '../booking/verb.ts';
import type { Db } from '../db/client.ts';
import { isRandomId } from '../random-id.ts';

/** Days after which an entry that came to nothing ends. */
const ENTRY_DAYS = 90;

/** Slots that one look passes on at most: the next look is a second later. */
const AT_MOST = 200;

/**
 * `state`: `open`; `late`: not answered in time, and not passed on yet; `passed`: another has been asked, or has it;
 * `accepted`: see `appointmentId`; `declined`; `withdrawn`: the patient does not wait for it any more.
 */
export type Offer = {
  id: string;
  waitingId: number;
  state: 'open' | 'late' | 'passed' | 'accepted' | 'declined' | 'withdrawn';
  startsAt: Temporal.Instant;
  toldUntil: Temporal.Instant;
  patientName: string;
  doctorSlug: string;
  doctorName: string;
  specialization: string;
  consultationFee: number;
  currency: string;
  /** The start of the appointment that moves here where this is accepted. */
  insteadOf: Temporal.Instant | null;
  /** What became of it, where it was accepted. */
  appointmentId: number | null;
  answeredAt: Temporal.Instant | null;
};

export async function findOffer({ sql }: Db, id: string): Promise<Offer | null> {
  if (!isRandomId(id)) return null;
  const [offer] = await sql<Offer[]>`
    SELECT o.id, o.waiting_id AS "waitingId", o.told_until AS "toldUntil", s.starts_at AS "startsAt",
           CASE WHEN o.answer IN ('accepted', 'declined', 'withdrawn') THEN o.answer
                WHEN NOT hold_may_have(s, h, now()) OR h.ended = 'released' THEN 'passed'
                WHEN o.told_until > now() THEN 'open' ELSE 'late' END AS state,
           w.intake->>'name' AS "patientName", d.slug AS "doctorSlug", d.name AS "doctorName", d.specialization,
           d.consultation_fee AS "consultationFee", d.currency, moves.starts_at AS "insteadOf",
           COALESCE(h.moves_appointment_id, a.id) AS "appointmentId", o.answered_at AS "answeredAt"
    FROM offers o JOIN waiting w ON w.id = o.waiting_id JOIN time_slots s ON s.id = o.slot_id JOIN slot_holds h ON h.id = o.hold_id
    JOIN doctors d ON d.id = s.doctor_id
    LEFT JOIN appointments a ON a.hold_id = o.hold_id LEFT JOIN appointments moves ON moves.id = h.moves_appointment_id
    WHERE o.id = ${id}`;
  return offer ?? null;
}

export type AcceptRefusal =
  | 'offer_not_found'
  | 'declined'
  | 'passed'
  | 'too_many_appointments'
  | 'patient_busy'
  | 'not_to_move';
export type AcceptOutcome = { ok: true; appointmentId: number } | { ok: false; reason: AcceptRefusal };

/**
 * The offered slot becomes the patient's appointment; again, the same answer. `passed`: too late, another has it; `declined`:
 * they said no before; `patient_busy`: they have another appointment then, and the offer stands; `not_to_move`: the appointment
 * that was to become earlier is cancelled or over; `too_many_appointments`: they have `most` to come (left out: any number),
 * and the offer stands. `draw`: the next reference to try.
 */
export async function acceptOffer(
  db: Db,
  offerId: string,
  { most, draw = newReference }: { most?: number; draw?: () => string } = {},
): Promise<AcceptOutcome> {
  for (;;) {
    const row = await verb<{ outcome: string; appointment_id: number }>(
      () => db.sql`SELECT * FROM accept_offer(${offerId}, ${draw()}, ${most ?? null})`,
    );
    if (row.outcome === 'accepted') return { ok: true, appointmentId: row.appointment_id };
    if (row.outcome !== 'reference_taken' && row.outcome !== 'moved_meanwhile')
      return { ok: false, reason: row.outcome as AcceptRefusal };
  }
}

export type DeclineOutcome = { ok: true } | { ok: false; reason: 'offer_not_found' | 'accepted' | 'passed' };

/** The slot goes to the next who waits, in the same transaction; the patient waits on. Again, the same answer. */
export async function declineOffer(db: Db, offerId: string): Promise<DeclineOutcome> {
  const row = await verb<{ outcome: string }>(() => db.sql`SELECT decline_offer(${offerId}) AS outcome`);
  if (row.outcome === 'declined') return { ok: true };
  return { ok: false, reason: row.outcome as 'offer_not_found' | 'accepted' | 'passed' };
}

/** Passes on every slot that was not answered for in time, and ends what has waited too long. How many slots were passed on. */
export async function passOffersOn(db: Db): Promise<number> {
  for (let passed = 0; ; passed++) {
    const row = await verb<{ offer: string | null }>(() => db.sql`SELECT pass_on_an_offer() AS offer`);
    if (row.offer === null || passed === AT_MOST) return passed;
  }
}

/** Ends entries of appointments that are over, and those that are older than anybody's wish; deletes what ended long ago. */
export async function endOldWaiting(db: Db): Promise<void> {
  await verb(() => db.sql`SELECT end_old_waiting(${ENTRY_DAYS})`);
  await verb(() => db.sql`SELECT forget_old_waiting()`);
}
