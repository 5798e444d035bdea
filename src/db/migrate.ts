import { createHash } from 'node:crypto';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import cancel from '../booking/cancel.sql?raw';
import confirm from '../booking/confirm.sql?raw';
import extend from '../booking/extend.sql?raw';
import hold from '../booking/hold.sql?raw';
import release from '../booking/release.sql?raw';
import slot from '../booking/slot.sql?raw';
import sweep from '../booking/sweep.sql?raw';
import slots from '../doctors/slots.sql?raw';
import { projectFolder } from '../root.ts';

/** The verbs' own SQL stands beside its TypeScript; later ones use earlier ones. */
const functions = [slot, hold, extend, release, confirm, cancel, sweep, slots].join('\n');

/**
 * Brings the database to this version's tables and functions. Any number of instances may start at once: they queue.
 * A function's parameters never change under its name (an older instance may still call it): give the new one a new name.
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, {
    max: 1,
    onnotice: () => {},
    connect_timeout: 5,
    connection: { application_name: 'medibook' },
  });
  try {
    await sql`SELECT pg_advisory_lock(hashtextextended('migrate', 0))`;
    await applyMigrations(drizzle(sql), { migrationsFolder: `${projectFolder}/migrations` });
    await applyFunctions(sql);
  } finally {
    await sql.end();
  }
}

async function applyFunctions(sql: postgres.Sql): Promise<void> {
  const hash = createHash('sha256').update(functions).digest('hex');
  await sql`CREATE TABLE IF NOT EXISTS drizzle.functions (hash text NOT NULL)`;
  const [applied] = await sql`SELECT hash FROM drizzle.functions`;
  if (applied?.hash === hash) return;
  await sql.begin(async (tx) => {
    await tx.unsafe(functions);
    await tx`DELETE FROM drizzle.functions`;
    await tx`INSERT INTO drizzle.functions VALUES (${hash})`;
  });
}
