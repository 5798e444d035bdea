import type { Db } from '../db/client.ts';
import { verb } from './verb.ts';

export type MoveRefusal =
  | 'appointment_not_found'
  | 'hold_not_found'
  | 'other_doctor'
  | 'cancelled'
  | 'over'
  | 'too_late'
  | 'hold_ended'
  | 'taken'
  | 'patient_busy';
export type MoveOutcome = { ok: true; already: boolean } | { ok: false; reason: MoveRefusal };

/**
 * Moves the appointment to the time of a hold that was made for it (`holdSlot` with its id), also of one that ran out while
 * its slot is free; again, the same answer. Until it says `ok`, the old time is the patient's. `cutoffHours`: see
 * `openToPatient`; null where the practice moves it. `hold_not_found`: none, or for another appointment; `hold_ended`:
 * released, or left for another; `taken`: another has it by now; `patient_busy`: the patient is elsewhere at that time.
 */
export async function moveAppointment(
  db: Db,
  appointmentId: number,
  holdId: string,
  cutoffHours: number | null,
): Promise<MoveOutcome> {
  for (;;) {
    const { outcome } = await verb<{ outcome: string }>(
      () => db.sql`SELECT move_appointment(${appointmentId}, ${holdId}, ${cutoffHours}) AS outcome`,
    );
    if (outcome === 'moved' || outcome === 'moved_before') return { ok: true, already: outcome === 'moved_before' };
    if (outcome !== 'moved_meanwhile') return { ok: false, reason: outcome as MoveRefusal };
  }
}
