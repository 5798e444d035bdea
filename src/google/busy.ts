import type { Db } from '../db/client.ts';
import { type Horizon, horizonOf } from '../doctors/horizon.ts';
import { inTheirName, notYet, type Unable } from './access.ts';
import type { Busy } from './calendar.ts';
import type { WriteDeps } from './write-event.ts';

/** Google answers of no longer a time at once. */
const DAYS_AT_ONCE = 60;

/**
 * Days beyond the last that can be booked. At midnight the next one can be, a moment later and with Google away: it must not be
 * offered as if nothing were known of it.
 */
const DAYS_BEYOND = 7;

/**
 * Reads when the doctor of a connection is busy, for as long as can be booked and a while longer, and notes it: all of it, or nothing. Throws
 * `NotYet` where it could not be read; what was known counts until it is.
 */
export const busyReader =
  (deps: WriteDeps) =>
  async (payload: unknown): Promise<void> => {
    const { connectionId } = payload as { connectionId: string };
    const began = await now(deps.db);
    const read = await readAll(deps, connectionId, windows(began, horizonOf(deps.config)));
    if (read.ok) return note(deps.db, connectionId, began, read.busy);
    if (read.reason === 'lost') return;
    await troubled(deps.db, connectionId, began, read);
    throw notYet(read);
  };

/** By the database's clock, as everything that is noted. */
async function now({ sql }: Db): Promise<Temporal.Instant> {
  const [row] = await sql<{ now: Temporal.Instant }[]>`SELECT clock_timestamp() AS now`;
  return row!.now;
}

/** One after another until some days after the last that can be booked. */
function windows(began: Temporal.Instant, { timeZone, horizonDays }: Horizon): Busy[] {
  const today = began.toZonedDateTimeISO(timeZone).startOfDay();
  const last = horizonDays + DAYS_BEYOND;
  const windows: Busy[] = [];
  for (let from = began, days = 0; days < last; from = windows.at(-1)!.until) {
    days = Math.min(days + DAYS_AT_ONCE, last);
    windows.push({ from, until: today.add({ days }).toInstant() });
  }
  return windows;
}

async function readAll(deps: WriteDeps, connectionId: string, asked: Busy[]) {
  const busy: Busy[] = [];
  for (const { from, until } of asked) {
    const read = await inTheirName(deps, connectionId, (token) => deps.google.calendar.busy(token, from, until));
    if (!read.ok) return read;
    busy.push(...read.busy);
  }
  return { ok: true as const, busy };
}

async function note({ sql }: Db, connectionId: string, began: Temporal.Instant, busy: Busy[]): Promise<void> {
  await sql`SELECT note_busy_times(${connectionId}, ${began.toString()}, ${JSON.stringify(busy)}::text::jsonb)`;
}

/** Unless a reading that began later was noted meanwhile. */
async function troubled({ sql }: Db, connectionId: string, began: Temporal.Instant, { code }: Unable): Promise<void> {
  await sql`
    UPDATE google_connections SET busy_trouble = ${code}
    WHERE id = ${connectionId} AND (busy_read_at IS NULL OR busy_read_at < ${began.toString()})`;
}
