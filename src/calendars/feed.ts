import type { Db } from '../db/client.ts';

/** Days that an appointment which is over stays in a doctor's calendar. */
const DAYS_BACK = 30;

/** Appointments at most, the soonest: a megabyte, which is as much as calendar programs are known to take, and a year's work. */
const MOST = 4_000;

/** `changedAt`: when it was booked or moved to this time. */
export type FeedAppointment = {
  id: number;
  reference: string;
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  sequence: number;
  patientName: string;
  createdAt: Temporal.Instant;
  changedAt: Temporal.Instant;
};

/**
 * A doctor's appointments, in order, from thirty days ago on. Cancelled ones are left out: a program that subscribes fetches
 * all of them each time and drops what is gone, while it shows what is marked as cancelled each in its own way, some as if
 * it were still to be.
 */
export async function appointmentsOfFeed({ sql }: Db, doctorId: number): Promise<FeedAppointment[]> {
  const appointments = await sql<FeedAppointment[]>`
    SELECT a.id, a.reference, a.starts_at AS "startsAt", a.ends_at AS "endsAt", a.sequence,
           COALESCE(a.intake->>'name', p.name) AS "patientName", a.created_at AS "createdAt",
           greatest(a.created_at, a.moved_at) AS "changedAt"
    FROM appointments a JOIN patients p ON p.id = a.patient_id
    WHERE a.doctor_id = ${doctorId} AND a.status <> 'cancelled' AND a.starts_at > now() - make_interval(days => ${DAYS_BACK})
    ORDER BY a.starts_at, a.id LIMIT ${MOST}`;
  return [...appointments];
}
