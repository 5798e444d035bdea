import type { Db } from '../db/client.ts';
import { verb } from './verb.ts';

export type CancelOutcome = { ok: true } | { ok: false; reason: 'appointment_not_found' | 'over' };

/** Cancels the appointment and frees its slot; again, the same answer. `over`: completed, or marked as no-show. */
export async function cancelAppointment(db: Db, appointmentId: number, reason: string | null): Promise<CancelOutcome> {
  for (;;) {
    const row = await verb<{ outcome: string }>(
      () => db.sql`SELECT cancel_appointment(${appointmentId}, ${reason}) AS outcome`,
    );
    if (row.outcome === 'cancelled') return { ok: true };
    if (row.outcome !== 'moved_meanwhile') {
      return { ok: false, reason: row.outcome as 'appointment_not_found' | 'over' };
    }
  }
}
