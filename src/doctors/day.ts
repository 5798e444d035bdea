import type { Db } from '../db/client.ts';
import type { Slot } from './days.ts';

/**
 * The doctor's times on one local day, in order, without what follows from the instants; none where the doctor is not
 * there to be seen. As in days.ts: a hold that has run out counts as free, times withdrawn or started are left out.
 */
export function timesOfDay({ sql }: Db, doctorId: number, date: string) {
  return sql<Omit<Slot, 'startTime' | 'endTime'>[]>`
    SELECT s.id, s.starts_at AS "startsAt", s.ends_at AS "endsAt",
           CASE WHEN slot_is_free(s, now()) THEN 'available' ELSE s.status END AS status,
           CASE WHEN NOT slot_is_free(s, now()) THEN s.held_until END AS "heldUntil"
    FROM time_slots s JOIN doctors d ON d.id = s.doctor_id AND d.active
    WHERE s.doctor_id = ${doctorId} AND s.date = ${date}
      AND s.starts_at > greatest(now(), ${date}::date - 1) AND s.starts_at < ${date}::date + 2
      AND s.withdrawn_at IS NULL
    ORDER BY s.starts_at`;
}
