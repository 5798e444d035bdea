import type { Db } from '../db/client.ts';
import { nextFree } from './directory.ts';

/** A time as everyone may see it. Times of day are the clinic's local ones, `HH:MM`; the instants are the truth. */
export type Slot = {
  id: number;
  startsAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  startTime: string;
  endTime: string;
  status: 'available' | 'held' | 'booked';
  /** When the hold ends that keeps it; set while `status` is held. */
  heldUntil: Temporal.Instant | null;
};

/** One local day, `YYYY-MM-DD`, with its times in order; none on a day off. */
export type Day = { date: string; slots: Slot[] };

/** A time to choose; `date` is its local day, `YYYY-MM-DD`. */
export type FreeTime = { id: number; date: string; startsAt: Temporal.Instant };

/**
 * `free`: those of the times that can be chosen now, in order. `nextFreeDate`: the first day after these that has a free
 * time; null where none has.
 */
export type Days = { days: Day[]; free: FreeTime[]; nextFreeDate: string | null };

/**
 * The doctor's times on `days` days from `from` on, every day named. A hold that has run out counts as free; times
 * withdrawn or already started are left out.
 */
export async function daysOfTimes(
  db: Db,
  { doctorId, from, days }: { doctorId: number; from: Temporal.PlainDate; days: number },
): Promise<Days> {
  const after = from.add({ days });
  const [slots, next] = await Promise.all([
    slotsBetween(db, doctorId, from, after),
    nextFree(db, doctorId, after.toString()),
  ]);
  const byDate = Map.groupBy(slots, (slot) => slot.date);
  const dates = Array.from({ length: days }, (_, day) => from.add({ days: day }).toString());
  return {
    days: dates.map((date) => ({ date, slots: (byDate.get(date) ?? []).map(({ date: _, ...slot }) => slot) })),
    free: slots
      .filter(({ status }) => status === 'available')
      .map(({ id, date, startsAt }) => ({ id, date, startsAt })),
    nextFreeDate: next?.date ?? null,
  };
}

/**
 * `until`: when the first of the day's times begins, or the first of its holds ends, in milliseconds of performance.now(),
 * a little early rather than late; Infinity where none does.
 */
export type FreeDay = { date: string; free: FreeTime[]; until: number };

/** What can be chosen on these days, which follow each other, and for how long that stays so by itself. */
export async function freeDays(db: Db, doctorId: number, dates: string[]): Promise<Map<string, FreeDay>> {
  const [first, last] = [dates.at(0)!, dates.at(-1)!].map((date) => Temporal.PlainDate.from(date)) as [
    Temporal.PlainDate,
    Temporal.PlainDate,
  ];
  const began = performance.now();
  const rows = await db.sql<(FreeTime & { isFree: boolean; lasts: number })[]>`
    SELECT s.id, s.date, s.starts_at AS "startsAt", slot_is_free(s, now()) AS "isFree",
           (1000 * extract(epoch FROM CASE WHEN slot_is_free(s, now()) THEN s.starts_at ELSE s.held_until END - now()))::float8 AS lasts
    ${offered(db, doctorId, first, last.add({ days: 1 }))} AND s.status <> 'booked'
    ORDER BY s.starts_at`;
  const days = new Map(dates.map((date): [string, FreeDay] => [date, { date, free: [], until: Infinity }]));
  for (const { isFree, lasts, ...time } of rows) {
    const day = days.get(time.date)!;
    if (isFree) day.free.push(time);
    day.until = Math.min(day.until, began + lasts);
  }
  return days;
}

/** True where the slot is this doctor's, and nobody can have it now. */
export async function hasGone({ sql }: Db, doctorId: number, slotId: number): Promise<boolean> {
  const gone = await sql`
    SELECT FROM time_slots s WHERE s.id = ${slotId} AND s.doctor_id = ${doctorId} AND NOT slot_is_free(s, now())`;
  return gone.length > 0;
}

function slotsBetween(db: Db, doctorId: number, from: Temporal.PlainDate, before: Temporal.PlainDate) {
  return db.sql<(Slot & { date: string })[]>`
    SELECT s.id, s.date, s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.start_time AS "startTime", s.end_time AS "endTime",
           CASE WHEN slot_is_free(s, now()) THEN 'available' ELSE s.status END AS status,
           CASE WHEN NOT slot_is_free(s, now()) THEN s.held_until END AS "heldUntil"
    ${offered(db, doctorId, from, before)}
    ORDER BY s.starts_at`;
}

/** Bounded by `starts_at` too, with a day to spare for any time zone: that is what the index knows. */
const offered = ({ sql }: Db, doctorId: number, from: Temporal.PlainDate, before: Temporal.PlainDate) => sql`
    FROM time_slots s JOIN doctors d ON d.id = s.doctor_id AND d.active
    WHERE s.doctor_id = ${doctorId} AND s.date >= ${from.toString()} AND s.date < ${before.toString()}
      AND s.starts_at > greatest(now(), ${from.subtract({ days: 1 }).toString()}::date)
      AND s.starts_at < ${before.add({ days: 1 }).toString()}::date
      AND s.withdrawn_at IS NULL`;
