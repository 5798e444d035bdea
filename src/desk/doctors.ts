import type { Db } from '../db/client.ts';

/**
 * `today`: appointments of this day. `next`: when the soonest to come begins. `lost`: their Google Calendar must be connected
 * again.
 */
export type DeskDoctor = {
  slug: string;
  name: string;
  specialization: string;
  today: number;
  next: Temporal.Instant | null;
  lost: boolean;
};

/**
 * The active doctors, `limit` of them after the first `offset`: those first whose calendar must be connected again, as that is
 * what the front desk is sent here for; all by family name.
 */
export async function doctorsAtDesk(
  { sql }: Db,
  timeZone: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<DeskDoctor[]> {
  const today = Temporal.Now.plainDateISO(timeZone);
  const [from, before] = [today, today.add({ days: 1 })].map((day) =>
    day.toZonedDateTime(timeZone).toInstant().toString(),
  );
  const doctors = await sql<DeskDoctor[]>`
    SELECT d.slug, d.name, d.specialization, today.count AS today, next.starts_at AS next,
           d.lost
    FROM (
      SELECT doctors.*, c.id IS NOT NULL AS lost
      FROM doctors LEFT JOIN google_connections c ON c.doctor_id = doctors.id AND c.lost_at IS NOT NULL
      WHERE active ORDER BY lost DESC, family_name, name, doctors.id LIMIT ${limit} OFFSET ${offset}) AS d
    CROSS JOIN LATERAL (
      SELECT count(*) FROM appointments a
      WHERE a.doctor_id = d.id AND a.starts_at >= ${from!} AND a.starts_at < ${before!} AND a.status <> 'cancelled') AS today
    LEFT JOIN LATERAL (
      SELECT a.starts_at FROM appointments a
      WHERE a.doctor_id = d.id AND a.starts_at > now() AND a.status = 'scheduled' ORDER BY a.starts_at LIMIT 1) AS next ON true
    ORDER BY d.lost DESC, d.family_name, d.name, d.id`;
  return [...doctors];
}
