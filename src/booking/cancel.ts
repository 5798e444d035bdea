import type { Db } from '../db/client.ts';
import { verb } from './verb.ts';

export type CancelOutcome = { ok: true } | { ok: false; reason: 'appointment_not_found' | 'over' | 'too_late' };

/** Cancels the appointment and frees its slot; again, the same answer. `over`: completed, or marked as no-show. */
export function cancelAppointment(db: Db, appointmentId: number, reason: string | null): Promise<CancelOutcome> {
  return cancel(() => db.sql`SELECT cancel_appointment(${appointmentId}, ${reason}) AS outcome`);
}

/** The same by the patient, who may only while it is open to them: `over` is also one that is past. */
export function cancelByPatient(
  db: Db,
  appointmentId: number,
  reason: string | null,
  cutoffHours: number,
): Promise<CancelOutcome> {
  return cancel(() => db.sql`SELECT cancel_in_time(${appointmentId}, ${reason}, ${cutoffHours}) AS outcome`);
}

async function cancel(statement: Parameters<typeof verb>[0]): Promise<CancelOutcome> {
  for (;;) {
    const { outcome } = await verb<{ outcome: string }>(statement);
    if (outcome === 'cancelled') return { ok: true };
    if (outcome !== 'moved_meanwhile') {
      return { ok: false, reason: outcome as Extract<CancelOutcome, { ok: false }>['reason'] };
    }
  }
}

/**
 * What the patient may still do by themselves: `open`, cancel or move it; `too_late`: it begins in less than `cutoffHours`,
 * or has begun, so that they must call; `over`: completed, missed or past. Judged by the database's clock.
 */
export type OpenToPatient = 'open' | 'cancelled' | 'over' | 'too_late';

export async function openToPatient({ sql }: Db, appointmentId: number, cutoffHours: number): Promise<OpenToPatient> {
  const [row] = await sql<{ open: OpenToPatient }[]>`
    SELECT open_to_patient(a, ${cutoffHours}, clock_timestamp()) AS open FROM appointments a WHERE id = ${appointmentId}`;
  return row!.open;
}
