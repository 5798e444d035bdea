import type { Db } from '../db/client.ts';
import type { FreeTime } from '../doctors/days.ts';

/** The doctor's free times nearest to an instant, at most `most` on each side of it, in order of time. */
export function nearestFree({ sql }: Db, doctorId: number, to: Temporal.Instant, most = 3): Promise<FreeTime[]> {
  const at = to.toString();
  return sql<FreeTime[]>`
    (SELECT s.id, s.date, s.starts_at AS "startsAt" FROM time_slots s
     WHERE s.doctor_id = ${doctorId} AND s.starts_at >= ${at} AND slot_is_free(s, now()) ORDER BY s.starts_at LIMIT ${most})
    UNION ALL
    (SELECT s.id, s.date, s.starts_at FROM time_slots s
     WHERE s.doctor_id = ${doctorId} AND s.starts_at < ${at} AND s.starts_at > now() AND slot_is_free(s, now())
     ORDER BY s.starts_at DESC LIMIT ${most})
    ORDER BY 3`;
}

/** Whose slot it is and when; the slot must exist. */
export async function doctorOfSlot({ sql }: Db, slotId: number) {
  type Row = {
    id: number;
    slug: string;
    name: string;
    specialization: string;
    active: boolean;
    startsAt: Temporal.Instant;
  };
  const [row] = await sql<Row[]>`
    SELECT d.id, d.slug, d.name, d.specialization, d.active, s.starts_at AS "startsAt"
    FROM time_slots s JOIN doctors d ON d.id = s.doctor_id WHERE s.id = ${slotId}`;
  const { startsAt, ...doctor } = row!;
  return { doctor, startsAt };
}

/** Whether there is such a slot, and it is with this doctor. */
export async function isWithDoctor({ sql }: Db, slotId: number, doctorId: number): Promise<boolean> {
  const found = await sql`SELECT FROM time_slots WHERE id = ${slotId} AND doctor_id = ${doctorId}`;
  return found.length > 0;
}
