import type { Db } from '../db/client.ts';

/** Past and cancelled appointments that are listed: the latest. */
export const MOST_PAST = 100;

/** An appointment as it is listed. `toCome`: it stands, and is not over. */
export type Mine = {
  id: number;
  linkVersion: number;
  reference: string;
  status: 'scheduled' | 'completed' | 'cancelled' | 'no-show';
  toCome: boolean;
  startsAt: Temporal.Instant;
  doctorName: string;
  specialization: string;
  patientId: number;
  patientName: string;
};

/**
 * Those of every patient who has this e-mail address, and those that were booked from it for somebody else, but not what else
 * those have: to come, the soonest first; then the others, the latest first.
 */
export async function appointmentsOf({ sql }: Db, email: string): Promise<{ toCome: Mine[]; past: Mine[] }> {
  const all = await sql<Mine[]>`
    SELECT a.id, a.link_version AS "linkVersion", a.reference, a.status, a.starts_at AS "startsAt",
           a.status = 'scheduled' AND a.ends_at > now() AS "toCome",
           d.name AS "doctorName", d.specialization, p.id AS "patientId", p.name AS "patientName"
    FROM appointments a JOIN patients p ON p.id = a.patient_id JOIN doctors d ON d.id = a.doctor_id
    WHERE a.id IN (
      SELECT id FROM appointments WHERE patient_id IN (SELECT * FROM patients_of(${email}))
      UNION ALL SELECT * FROM booked_for_another_by(${email}))
    ORDER BY a.starts_at DESC, a.id`;
  const toCome = all.filter((mine) => mine.toCome).reverse();
  return { toCome, past: all.filter((mine) => !mine.toCome).slice(0, MOST_PAST) };
}
