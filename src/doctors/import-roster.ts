import type { Db } from '../db/client.ts';
import {
  type Horizon,
  type OutsideAppointment,
  outsideHours,
  previewSlots,
  refreshHorizon,
  type SlotCount,
  type Sql,
  takeTime,
  whileImporting,
} from './horizon.ts';
import type { RosterDoctor } from './roster.ts';
import { writeRoster } from './write-roster.ts';

export type ImportOptions = Horizon & {
  /** Doctors who are not in the roster are no longer offered: their free times are withdrawn. */
  retireMissing?: boolean;
  /** Everything is found out, nothing is changed. */
  dryRun?: boolean;
  onProgress?: (doctors: number, of: number) => void;
  /** Aborted before the roster is written, nothing is changed; after it, the slots not made yet are left to others. */
  signal?: AbortSignal | undefined;
};

export type Imported = {
  dryRun: boolean;
  added: number;
  updated: number;
  unchanged: number;
  /** Active doctors who are not in the roster. */
  missing: { name: string; email: string }[];
  /** Whether those were retired. */
  retired: boolean;
  slots: SlotCount;
  /** Appointments of the doctors in the roster, and of those retired. */
  outside: OutsideAppointment[];
  /** Times outside the hours that are held at this moment, and may still be booked. */
  heldOutside: number;
};

/** The roster is committed; a MediBook that runs makes the rest of the slots, or the next one to start. */
export class SlotsUnfinished extends Error {}

/**
 * Makes the clinic's doctors what the roster says: all of them or none, in one transaction; their slots after it, in
 * batches. A doctor is known by the e-mail address, keeps id and slug, and is active again where retired before.
 */
export async function importRoster(db: Db, roster: RosterDoctor[], options: ImportOptions): Promise<Imported> {
  options.signal?.throwIfAborted();
  if (options.dryRun) return undone(db, (sql) => preview(sql, roster, options));
  return whileImporting(db, () => bringIn(db, roster, options));
}

async function bringIn(db: Db, roster: RosterDoctor[], options: ImportOptions): Promise<Imported> {
  const { retireMissing: retired = false, onProgress, signal } = options;
  const { ids, ...written } = await db.sql.begin(async (sql) => {
    const written = await writeRoster(sql, roster, retired);
    signal?.throwIfAborted();
    return written;
  });
  let made = 0;
  try {
    const slots = await refreshHorizon(db, options, {
      doctorIds: ids,
      onProgress(doctors) {
        made = doctors;
        onProgress?.(doctors, ids.length);
      },
    });
    if (made < ids.length) signal?.throwIfAborted();
    return { ...written, dryRun: false, retired, slots, ...(await outsideHours(db.sql, options, ids)) };
  } catch (cause) {
    throw new SlotsUnfinished('The doctors are imported, their slots are not all made.', { cause });
  }
}

async function preview(sql: Sql, roster: RosterDoctor[], options: ImportOptions): Promise<Imported> {
  const { retireMissing: retired = false } = options;
  const { ids, ...written } = await writeRoster(sql, roster, retired);
  await takeTime(sql);
  const slots = await previewSlots(sql, options, ids);
  return { ...written, dryRun: true, retired, slots, ...(await outsideHours(sql, options, ids)) };
}

/** What the work finds out in a transaction that is rolled back. */
async function undone<T>(db: Db, work: (sql: Sql) => Promise<T>): Promise<T> {
  let found: { value: T } | undefined;
  const undo = new Error('Rolled back on purpose');
  await db.sql
    .begin(async (sql) => {
      found = { value: await work(sql) };
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found!.value;
}
