import type { Db } from '../db/client.ts';
import { type Horizon, type OutsideAppointment, outsideHours, refreshSlots, type SlotCount } from './horizon.ts';
import { type Hours, minutesOf, overlap } from './roster-hours.ts';
import { lockRoster } from './write-roster.ts';

export type HoursOutcome =
  | { ok: true; slots: SlotCount; outside: OutsideAppointment[]; heldOutside: number }
  | {
      ok: false;
      reason: 'doctor_not_found' | 'end_before_start' | 'overlapping_hours' | 'slot_longer_than_hours';
    };

/**
 * Sets a doctor's weekly hours and, where given, the length of the slots in minutes, and makes the slots anew, all in
 * one transaction. Held and booked slots stay as they are; `outside` names the appointments now outside the
 * hours, `heldOutside` counts the times that are held at this moment and may still become such.
 * No hours at all are no times. `slot_longer_than_hours`: it fits into no range of the week.
 */
export async function setHours(
  db: Db,
  doctorId: number,
  { hours, slotDuration }: { hours: Hours[]; slotDuration?: number },
  horizon: Horizon,
): Promise<HoursOutcome> {
  if (hours.some(({ starts, ends }) => starts >= ends)) return { ok: false, reason: 'end_before_start' };
  if (overlap(hours)) return { ok: false, reason: 'overlapping_hours' };
  const longest = Math.max(...hours.map(({ starts, ends }) => minutesOf(ends) - minutesOf(starts)));

  return db.sql.begin(async (sql): Promise<HoursOutcome> => {
    await lockRoster(sql);
    const [doctor] = await sql<{ slot_duration: number }[]>`SELECT slot_duration FROM doctors WHERE id = ${doctorId}`;
    if (!doctor) return { ok: false, reason: 'doctor_not_found' };
    const length = slotDuration ?? doctor.slot_duration;
    if (hours.length > 0 && length > longest) return { ok: false, reason: 'slot_longer_than_hours' };

    await sql`UPDATE doctors SET slot_duration = ${length} WHERE id = ${doctorId}`;
    await sql`DELETE FROM working_hours WHERE doctor_id = ${doctorId}`;
    await sql`
      INSERT INTO working_hours (doctor_id, weekday, starts, ends)
      SELECT ${doctorId}, weekday, starts, ends
      FROM jsonb_to_recordset(${JSON.stringify(hours)}::text::jsonb) AS hours (weekday smallint, starts time, ends time)`;
    const slots = await refreshSlots(sql, horizon, [doctorId]);
    return { ok: true, slots, ...(await outsideHours(sql, horizon, [doctorId])) };
  });
}
