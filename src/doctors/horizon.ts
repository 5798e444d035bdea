import type postgres from 'postgres';
import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';

/** `timeZone`: the clinic's IANA zone. `horizonDays`: how many days can be booked, today included. */
export type Horizon = { timeZone: string; horizonDays: number };

export type HorizonConfig = Pick<Config, 'CLINIC_TIME_ZONE' | 'HORIZON_DAYS'>;
export const horizonOf = (config: HorizonConfig): Horizon => ({
  timeZone: config.CLINIC_TIME_ZONE,
  horizonDays: config.HORIZON_DAYS,
});

/** `created`: times made or brought back; `withdrawn`: times no longer offered. */
export type SlotCount = { created: number; withdrawn: number };

/** A booked appointment that its doctor's hours no longer hold. `date` and `startTime` are the clinic's local ones. */
export type OutsideAppointment = { reference: string; doctor: string; date: string; startTime: string };

/** Doctors a statement: a fresh horizon of 60 days takes 1 to 2 seconds for so many, an extended one a tenth. */
const BATCH = 25;

/**
 * Makes the slots of these doctors, or of all, what their hours want, so that the horizon moves on with the day: at
 * start, every night, and after an import. May run at any time and on any number of instances; see slots.sql. Where
 * `signal` is aborted it stops after the batch under way, and the count is of what was done until then.
 */
export async function refreshHorizon(
  db: Db,
  { signal, ...horizon }: Horizon & { signal?: AbortSignal | undefined },
  { doctorIds, onProgress }: { doctorIds?: number[]; onProgress?: (doctors: number) => void } = {},
): Promise<SlotCount> {
  const ids = doctorIds ?? (await db.sql<{ id: number }[]>`SELECT id FROM doctors ORDER BY id`).map((row) => row.id);
  const total = { created: 0, withdrawn: 0 };
  for (let done = 0; done < ids.length && !signal?.aborted; done += BATCH) {
    const batch = ids.slice(done, done + BATCH);
    const count = await patiently(() => db.sql.begin((sql) => refreshSlots(sql, horizon, batch)));
    total.created += count.created;
    total.withdrawn += count.withdrawn;
    onProgress?.(Math.min(done + BATCH, ids.length));
  }
  return total;
}

/**
 * The same for the doctors who are due: a gap has opened in their hours, or an import has changed them and did not come
 * to the end. To be called again and again; while an import is alive it does nothing.
 */
export async function refreshDue(db: Db, horizon: Horizon & { signal?: AbortSignal | undefined }): Promise<SlotCount> {
  const due = await db.sql<{ id: number }[]>`
    SELECT DISTINCT doctor_id AS id FROM refresh_due
    WHERE (SELECT pg_try_advisory_xact_lock(hashtextextended('import', 0))) ORDER BY doctor_id`;
  return refreshHorizon(db, horizon, { doctorIds: due.map(({ id }) => id) });
}

/** Does the work while refreshDue, of any instance, leaves what it makes due to it; ends with this process at the latest. */
export async function whileImporting<T>(db: Db, work: () => Promise<T>): Promise<T> {
  let done: { result: T } | undefined;
  const guard = db.sql.begin(async (sql) => {
    await sql`SELECT set_config('idle_in_transaction_session_timeout', '0', true)`;
    await sql`SELECT pg_advisory_xact_lock_shared(hashtextextended('import', 0))`;
    done = { result: await work() };
  });
  await guard.catch((error: unknown) => {
    if (!done) throw error;
  });
  return done!.result;
}

/** One statement, in a transaction that may wait for another instance's and for a visitor's. */
export async function refreshSlots(sql: Sql, horizon: Horizon, doctorIds: number[]): Promise<SlotCount> {
  await takeTime(sql);
  const [count] = await sql<SlotCount[]>`
    SELECT * FROM refresh_slots(${horizon.timeZone}, ${horizon.horizonDays}, ${doctorIds})`;
  return count!;
}

/** What refreshSlots would do, for any number of doctors, without doing it. */
export async function previewSlots(sql: Sql, horizon: Horizon, doctorIds: number[]): Promise<SlotCount> {
  const [count] = await sql<SlotCount[]>`
    SELECT * FROM preview_slots(${horizon.timeZone}, ${horizon.horizonDays}, ${doctorIds})`;
  return count!;
}

/**
 * What of these doctors is outside their hours now: the booked appointments to come, and how many times are held at this
 * moment and may still be booked.
 */
export async function outsideHours(
  sql: Sql,
  { timeZone, horizonDays }: Horizon,
  doctorIds: number[],
): Promise<{ outside: OutsideAppointment[]; heldOutside: number }> {
  // The held ones first: one that is booked in between is told of twice, and never not at all.
  const [held] = await sql<{ count: number }[]>`
    SELECT held_outside_hours(${timeZone}, ${horizonDays}, ${doctorIds}) AS count`;
  const outside = await sql<OutsideAppointment[]>`
    SELECT reference, doctor, date, start_time AS "startTime" FROM appointments_outside_hours(${timeZone}, ${doctorIds})`;
  return { outside, heldOutside: held!.count };
}

/** Any connection, or a transaction on one. */
export type Sql = postgres.ISql<{ bigint: number }>;

/** For this transaction only: a batch may need more than a page may. */
export async function takeTime(sql: Sql): Promise<void> {
  await sql`SELECT set_config('statement_timeout', '120s', true), set_config('lock_timeout', '60s', true)`;
}

/** Again where PostgreSQL cut a circle of locks or a wait; a batch that did not commit did nothing. */
async function patiently<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt === 3 || !['40P01', '55P03'].includes((error as postgres.PostgresError).code)) throw error;
    }
  }
}
