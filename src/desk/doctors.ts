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

/** The active doctors by family name, `limit` of them after the first `offset`. */
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
           EXISTS (SELECT FROM google_connections c WHERE c.doctor_id = d.id AND c.lost_at IS NOT NULL) AS lost
    FROM (SELECT * FROM doctors WHERE active ORDER BY family_name, name, id LIMIT ${limit} OFFSET ${offset}) AS d
    CROSS JOIN LATERAL (
      SELECT count(*) FROM appointments a
      WHERE a.doctor_id = d.id AND a.starts_at >= ${from!} AND a.starts_at < ${before!} AND a.status <> 'cancelled') AS today
    LEFT JOIN LATERAL (
      SELECT a.starts_at FROM appointments a
      WHERE a.doctor_id = d.id AND a.starts_at > now() AND a.status = 'scheduled' ORDER BY a.starts_at LIMIT 1) AS next ON true
    ORDER BY d.family_name, d.name, d.id`;
  return [...doctors];
}
