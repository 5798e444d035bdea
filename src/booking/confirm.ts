import type { Db } from '../db/client.ts';
import { newReference } from './reference.ts';
import { verb } from './verb.ts';

/** What was typed of the patient. `dateOfBirth` is `YYYY-MM-DD`. */
export type Intake = {
  name: string;
  email: string;
  phone?: string | undefined;
  dateOfBirth?: string | undefined;
  gender?: string | undefined;
  address?: string | undefined;
  medicalHistory?: string | undefined;
};

/** The person who books for someone else. */
export type Booker = { name: string; email: string; phone?: string | undefined };

export type Booking = { patient: Intake; reason?: string | undefined; bookedBy?: Booker | undefined };

export type ConfirmRefusal =
  | 'hold_not_found'
  | 'hold_ended'
  | 'hold_expired'
  | 'taken'
  | 'too_many_appointments'
  | 'patient_busy';
export type ConfirmOutcome =
  | { ok: true; appointmentId: number; already: boolean }
  | { ok: false; reason: ConfirmRefusal };

/**
 * Makes the hold an appointment; repeated, the same appointment. `soft`: a hold that ran out still books while its slot
 * is free (pages), else that is `hold_expired` (JSON API). `taken`: run out and another has it, or it has started;
 * `hold_ended`: released or moved; `patient_busy`: the patient has an appointment at that time; `too_many_appointments`: they
 * have `most` to come (left out: any number). `draw`: the next reference to try, until one is free.
 */
export async function confirmHold(
  db: Db,
  holdId: string,
  booking: Booking,
  { soft, most, draw = newReference }: { soft: boolean; most?: number; draw?: () => string },
): Promise<ConfirmOutcome> {
  const { patient, reason = null, bookedBy } = booking;
  for (;;) {
    const row = await verb<{ outcome: string; appointment_id: number }>(
      () => db.sql`SELECT * FROM confirm_hold_within(
        ${holdId}, ${soft}, ${draw()}, ${JSON.stringify(patient)}::text::jsonb,
        ${reason}, ${bookedBy ? JSON.stringify(bookedBy) : null}::text::jsonb, ${most ?? null})`,
    );
    if (row.outcome === 'confirmed' || row.outcome === 'confirmed_before') {
      return { ok: true, appointmentId: row.appointment_id, already: row.outcome === 'confirmed_before' };
    }
    if (row.outcome !== 'reference_taken') return { ok: false, reason: row.outcome as ConfirmRefusal };
  }
}
