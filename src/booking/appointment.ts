import type { Db } from '../db/client.ts';
import type { Booker, Intake } from './confirm.ts';

export type Appointment = {
  id: number;
  reference: string;
  status: 'scheduled' | 'completed' | 'cancelled' | 'no-show';
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  date: string;
  startTime: string;
  endTime: string;
  reason: string | null;
  intake: Intake;
  bookedBy: Booker | null;
  sequence: number;
  linkVersion: number;
  createdAt: Temporal.Instant;
  slotId: number | null;
  doctorId: number;
  doctorSlug: string;
  doctorName: string;
  specialization: string;
  consultationFee: number;
  currency: string;
};

export async function findAppointment(db: Db, id: number): Promise<Appointment | null> {
  const [appointment] = await db.sql<Appointment[]>`
    SELECT a.id, a.reference, a.status, a.starts_at AS "startsAt", a.ends_at AS "endsAt", a.date,
           a.start_time AS "startTime", a.end_time AS "endTime", a.reason, a.intake, a.booked_by AS "bookedBy",
           a.sequence, a.link_version AS "linkVersion", a.created_at AS "createdAt", a.time_slot_id AS "slotId",
           d.id AS "doctorId", d.slug AS "doctorSlug", d.name AS "doctorName", d.specialization,
           d.consultation_fee AS "consultationFee", d.currency
    FROM appointments a JOIN doctors d ON d.id = a.doctor_id WHERE a.id = ${id}`;
  return appointment ?? null;
}
