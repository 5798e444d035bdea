/** Doctors with hours, for the tests of this folder. Local times are London's unless a test says otherwise. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../src/db/client.ts';
import type { Horizon } from '../../src/doctors/horizon.ts';
import { refreshHorizon } from '../../src/doctors/horizon.ts';
import { doctor } from '../support/clinic.ts';

export const horizon: Horizon = { timeZone: 'Europe/London', horizonDays: 14 };

/** `days` are ISO weekdays, all seven unless named; a range is `09:00-12:00`. */
type Practice = { name?: string; minutes?: number; hours?: string[]; days?: number[] };

export async function practising(db: Db, practice: Practice = {}): Promise<number> {
  const { name = 'Dr Okafor', minutes = 30, hours = ['09:00-12:00'], days } = practice;
  const id = await doctor(db, name);
  await db.sql`UPDATE doctors SET slot_duration = ${minutes} WHERE id = ${id}`;
  await works(db, id, hours, days);
  return id;
}

/** These hours instead of those before; slots are another matter. */
export async function works(db: Db, doctorId: number, hours: string[], days = [1, 2, 3, 4, 5, 6, 7]): Promise<void> {
  await db.sql`DELETE FROM working_hours WHERE doctor_id = ${doctorId}`;
  const rows = days.flatMap((weekday) => hours.map((range) => [weekday, ...range.split('-')] as const));
  for (const [weekday, starts, ends] of rows) {
    await db.sql`INSERT INTO working_hours (doctor_id, weekday, starts, ends) VALUES (${doctorId}, ${weekday}, ${starts!}, ${ends!})`;
  }
}

export async function off(db: Db, doctorId: number, firstDay: string, lastDay = firstDay): Promise<void> {
  await db.sql`INSERT INTO time_off (doctor_id, first_day, last_day) VALUES (${doctorId}, ${firstDay}, ${lastDay})`;
}

/** The doctor's own calendar says that they are busy from one local time of London's to another, such as `2027-03-01T09:00`. */
export async function busy(db: Db, doctorId: number, from: string, until: string): Promise<void> {
  await db.sql`
    INSERT INTO busy_times (doctor_id, during)
    SELECT ${doctorId}, tstzrange(${from}::timestamp AT TIME ZONE 'Europe/London', ${until}::timestamp AT TIME ZONE 'Europe/London')`;
}

/** Nothing is in it any more. */
export async function notBusy(db: Db, doctorId: number): Promise<void> {
  await db.sql`DELETE FROM busy_times WHERE doctor_id = ${doctorId}`;
}

export const refresh = (db: Db, doctorId: number, { horizonDays = horizon.horizonDays } = {}) =>
  refreshHorizon(db, { ...horizon, horizonDays }, { doctorIds: [doctorId] });

/** A day of the clinic, so many days from today. */
export const inDays = (days: number) => Temporal.Now.plainDateISO(horizon.timeZone).add({ days }).toString();

/** Waits for a midnight that is seconds away: the horizon would be another day in the midst of a test. */
export async function pastMidnight() {
  const now = Temporal.Now.zonedDateTimeISO(horizon.timeZone);
  const left = now.until(now.add({ days: 1 }).startOfDay()).total('milliseconds');
  if (left < 20_000) await sleep(left + 500);
}

/** The next day on which London's clocks go back: the last Sunday of October. */
export function clocksGoBack(): string {
  const today = Temporal.Now.plainDateISO(horizon.timeZone);
  const [thisYear, nextYear] = [today.year, today.year + 1].map((year) => {
    const last = Temporal.PlainDate.from({ year, month: 10, day: 31 });
    return last.subtract({ days: last.dayOfWeek % 7 });
  }) as [Temporal.PlainDate, Temporal.PlainDate];
  return String(Temporal.PlainDate.compare(thisYear, today) > 0 ? thisYear : nextYear);
}

/** Days of the week that are not near today, so that a slot moved to this very moment meets no other. */
export const notToday = [3, 4, 5].map((days) => Temporal.PlainDate.from(inDays(days)).dayOfWeek);

/** What the hours make of a day: local start and end, and what the clock is ahead of UTC then. */
export async function wanted(db: Db, doctorId: number, zone: string, day: string): Promise<string[]> {
  const rows = await db.sql<{ start_time: string; end_time: string; starts: Temporal.Instant }[]>`
    SELECT start_time, end_time, lower(during) AS starts FROM wanted_slots(${zone}, ${day}, 1, ${[doctorId]}) ORDER BY during`;
  return rows.map(
    ({ start_time, end_time, starts }) => `${start_time}-${end_time} ${starts.toZonedDateTimeISO(zone).offset}`,
  );
}

/** The times offered on a day, with the status of those that are not free. */
export async function offered(db: Db, doctorId: number, day: string): Promise<string[]> {
  const rows = await db.sql<{ start_time: string; end_time: string; status: string }[]>`
    SELECT start_time, end_time, status FROM time_slots
    WHERE doctor_id = ${doctorId} AND date = ${day} AND withdrawn_at IS NULL ORDER BY starts_at`;
  return rows.map(({ start_time, end_time, status }) =>
    [`${start_time}-${end_time}`, ...(status === 'available' ? [] : [status])].join(' '),
  );
}

/** The slot that starts at this local time. */
export async function slotAt(db: Db, doctorId: number, day: string, time: string): Promise<number> {
  const [row] = await db.sql<{ id: number }[]>`
    SELECT id FROM time_slots WHERE doctor_id = ${doctorId} AND date = ${day} AND start_time = ${time}
    ORDER BY withdrawn_at NULLS FIRST LIMIT 1`;
  return row!.id;
}
