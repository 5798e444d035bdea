import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { Logger, runMigrations } from 'graphile-worker';
import postgres from 'postgres';
import cancel from '../booking/cancel.sql?raw';
import confirm from '../booking/confirm.sql?raw';
import extend from '../booking/extend.sql?raw';
import free from '../booking/free.sql?raw';
import hold from '../booking/hold.sql?raw';
import bookingMails from '../booking/mails.sql?raw';
import move from '../booking/move.sql?raw';
import release from '../booking/release.sql?raw';
import slot from '../booking/slot.sql?raw';
import sweep from '../booking/sweep.sql?raw';
import slots from '../doctors/slots.sql?raw';
import busy from '../google/busy.sql?raw';
import google from '../google/google.sql?raw';
import jobs from '../jobs/jobs.sql?raw';
import mail from '../mail/mail.sql?raw';
import signIn from '../patients/sign-in.sql?raw';
import { Problem } from '../problem.ts';
import { projectFolder } from '../root.ts';
import offer from '../waiting/offer.sql?raw';
import waiting from '../waiting/waiting.sql?raw';
import { forPostgres } from './address.ts';
import { answered } from './answered.ts';
import { openPgPool } from './pg-pool.ts';

/** The verbs' own SQL stands beside its TypeScript; later ones use earlier ones. */
const functions = [
  jobs,
  mail,
  bookingMails,
  google,
  busy,
  slot,
  hold,
  extend,
  release,
  confirm,
  free,
  cancel,
  move,
  offer,
  waiting,
  signIn,
  sweep,
  slots,
].join('\n');

/**
 * Milliseconds that a change waits for a table, and all who want that table wait behind it. Four such waits, one after another,
 * are less than PostgreSQL's deadlock_timeout: of two that wait for each other this one gives up, and no booking.
 */
const TABLE_PATIENCE = 200;

const migrationsFolder = `${projectFolder}/migrations`;

/**
 * Brings the database to this version's tables and functions. Any number of instances may start at once: they queue, each
 * for `patience` milliseconds; for as long it tries to get tables that instances of the version before work in. A function's
 * parameters never change under its name (an older instance may still call it): give the new one a new name.
 */
export async function migrate(url: string, { patience = 60_000 } = {}): Promise<void> {
  const sql = connection(url, patience);
  try {
    await answered(url, sql`SELECT`);
    await sql`SELECT pg_advisory_lock(hashtextextended('migrate', 0))`.catch(tookTooLong);
    await sql`SELECT set_config('lock_timeout', ${`${TABLE_PATIENCE}ms`}, false)`;
    await whenTablesAreFree(patience, () => applyMigrations(drizzle(sql), { migrationsFolder }));
    await makeQueue(url);
    await sql`CREATE TABLE IF NOT EXISTS drizzle.functions (hash text NOT NULL)`;
    if ((await stateOf(sql)) === 'older') await whenTablesAreFree(patience, () => applyFunctions(sql));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Whether the database has this version's tables and functions, or a newer version's. Changes nothing. */
export async function isMigrated(url: string): Promise<boolean> {
  const sql = connection(url);
  try {
    const [made] = await answered(url, sql`SELECT to_regclass('drizzle.functions') IS NOT NULL AS made`);
    return made?.made && (await stateOf(sql)) !== 'older';
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const connection = (url: string, lock_timeout?: number) =>
  postgres({
    ...forPostgres(url, lock_timeout === undefined ? {} : { lock_timeout }),
    max: 1,
    onnotice: () => {},
    connect_timeout: 15,
  });

async function makeQueue(url: string): Promise<void> {
  const pgPool = openPgPool(url, 1);
  await runMigrations({ pgPool, logger: new Logger(() => () => {}) }).finally(() => pgPool.end());
}

function tookTooLong(error: unknown): never {
  if (!(error instanceof postgres.PostgresError) || error.code !== '55P03') throw error;
  throw new Problem(
    'Another MediBook is changing this database’s tables and does not finish: wait for it, or stop it, and start this one again.',
    { cause: error },
  );
}

/** Does the work, in a transaction, again and again until it gets the tables: whoever wanted them gets them in between. */
async function whenTablesAreFree(patience: number, work: () => Promise<void>): Promise<void> {
  const until = Date.now() + patience;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isInTheWay(error)) throw error;
      if (Date.now() > until) throw new Problem(IN_USE, { cause: error });
      await sleep(TABLE_PATIENCE);
    }
  }
}

/** A lock that was not to be had in time, or a circle of two who wait for each other; Drizzle wraps what PostgreSQL said. */
function isInTheWay(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return ['55P03', '40P01'].includes(code ?? cause?.code ?? '');
}

const IN_USE =
  'This database’s tables are in use without a pause, so that they cannot be brought to this version: end what uses them, or start MediBook again when there is less to do.';

const hash = createHash('sha256').update(functions).digest('hex');

/**
 * How the database stands to this version. A newer one's functions stay: while a clinic's instances are brought to a new
 * version one by one, an old one that starts again must not take the new ones' verbs from them.
 */
async function stateOf(sql: postgres.Sql): Promise<'older' | 'same' | 'newer'> {
  const ours = readMigrationFiles({ migrationsFolder }).at(-1)!.folderMillis;
  const [state] = await sql`
    SELECT CASE WHEN max(created_at) > ${ours} THEN 'newer'
                WHEN max(created_at) = ${ours} AND ${hash} IN (SELECT hash FROM drizzle.functions) THEN 'same'
                ELSE 'older' END AS is
    FROM drizzle.__drizzle_migrations`;
  return state!.is;
}

async function applyFunctions(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx.unsafe(functions);
    await tx`DELETE FROM drizzle.functions`;
    await tx`INSERT INTO drizzle.functions VALUES (${hash})`;
  });
}
