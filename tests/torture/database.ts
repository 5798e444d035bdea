import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Db } from '../../src/db/client.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { postmaster } from '../support/data-folder.ts';
import type { Journal } from './journal.ts';

export type Database = Awaited<ReturnType<typeof startDatabase>>;

/** PostgreSQL with its own settings, so that what it has committed is on disk, and the runner's own way to it. */
export async function startDatabase(folder: string) {
  let { url } = await startEmbedded({ folder });
  let db = runnersOwn(url);
  const start = async () => {
    const started = await startEmbedded({ folder });
    if (started.url === url) return;
    url = started.url;
    await db.sql.end({ timeout: 1 });
    db = runnersOwn(url);
  };
  return {
    start,
    /** When the tables are there. */
    prepare: () => db.sql.unsafe(toShorten),
    get db(): Db {
      return db;
    },
    get port() {
      return Number(new URL(url).port);
    },
    /** Where an app finds the database through this port. */
    through(port: number) {
      const address = new URL(url);
      address.port = String(port);
      return address.href;
    },
    /** Immediate mode, as in a power cut: nothing is finished, nothing is written down any more. */
    async stop() {
      const { pid } = await postmaster(folder);
      process.kill(pid, 'SIGQUIT');
      while (isAlive(pid)) await sleep(20);
    },
    /** Some process of the database that works for an app, or tells it of changes; undefined where there is none. */
    async someBackend(): Promise<number | undefined> {
      const [row] = await db.sql<{ pid: number }[]>`
        SELECT pid FROM pg_stat_activity WHERE application_name IN ('medibook', 'medibook listens') AND pid <> pg_backend_pid()
        ORDER BY state = 'active' DESC, random() LIMIT 1`;
      return row?.pid;
    },
    async end() {
      await db.sql.end({ timeout: 1 });
      const { pid } = await postmaster(folder);
      process.kill(pid, 'SIGQUIT');
      while (isAlive(pid)) await sleep(20);
    },
  };
}

/** The runner's driver is not mended as that of the built app is: it does not survive losing a connection as it asks for types. */
function runnersOwn(url: string): Db {
  const db = connect(url, { max: 4 });
  db.sql.options.fetch_types = false;
  return db;
}

/** Lets a hold end so many milliseconds from now, unless it has ended. Written down before it is done. */
export async function shorten({ db }: Database, journal: Journal, slot: number, hold: string, milliseconds: number) {
  const sent = Date.now();
  const shortening = { slot, hold, endsAt: sent + milliseconds, sent, done: null as number | null };
  journal.shortenings.push(shortening);
  const instant = new Date(shortening.endsAt).toISOString();
  // Where the database is away, whether it is shortened is not known.
  await db.sql`SELECT torture.shorten(${slot}, ${hold}, ${instant})`.then(
    () => {
      shortening.done = Date.now();
    },
    () => {},
  );
}

/** As one statement: nor does it survive losing a connection within a transaction. */
const toShorten = `
  CREATE SCHEMA torture;
  CREATE FUNCTION torture.shorten(p_slot bigint, p_hold text, p_until timestamptz) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM FROM time_slots WHERE id = p_slot FOR UPDATE;
    UPDATE time_slots SET held_until = p_until WHERE held_by = p_hold;
    UPDATE slot_holds SET expires_at = p_until WHERE id = p_hold AND ended IS NULL;
  END $$`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
