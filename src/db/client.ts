import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { remembered } from '../remembered.ts';
import { forPostgres } from './address.ts';
import * as schema from './schema.ts';

/** `sql` for statements that tell a story, `orm` for plain rows; both use one pool and give the same types. */
export type Db = { sql: postgres.Sql<{ bigint: number }>; orm: PostgresJsDatabase<typeof schema> };

/** Milliseconds after which PostgreSQL gives up on its own: a frozen process must not keep a row that others wait for. */
export const timeouts = { statement_timeout: 8_000, lock_timeout: 5_000, idle_in_transaction_session_timeout: 5_000 };

/**
 * A pool of connections. Instants come as `Temporal.Instant`, dates as `YYYY-MM-DD`, times of day as `HH:MM`. `pooled`: they
 * lead to a pooler in transaction mode, which lets a statement be prepared on one connection and run on another, and takes no
 * `timeouts`: there they are the role's (README).
 */
export function connect(url: string, options: { max?: number; pooled?: boolean } = {}): Db {
  const { pooled = false } = options;
  const sql = postgres({
    ...forPostgres(url, { TimeZone: 'UTC', ...(!pooled && timeouts) }),
    max: options.max ?? 10,
    prepare: !pooled,
    // What is asked before the answer is there may reach PgBouncer as it gives the connection to another, and is lost.
    ...(pooled && { max_pipeline: 0 }),
    connect_timeout: 15,
    idle_timeout: 0,
    // Seconds until the next try while PostgreSQL is away: nobody waits long for the news that it is, or is back.
    backoff: (retries) => Math.min(0.05 * 2 ** retries, 0.5),
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
  });
  const orm = drizzle(sql, { schema });
  // After drizzle(), which sets parsers of its own for these types.
  const parsers = sql.options.parsers as Record<number, (value: string) => unknown>;
  const instants = remembered<Temporal.Instant>(10_000);
  parsers[1184] = (value) => instants(value, (text) => Temporal.Instant.from(text));
  parsers[1082] = (value) => value;
  parsers[1083] = (value) => value.slice(0, 5);
  return { sql, orm };
}

/**
 * Opens every connection of the pool, so that the first visitors do not wait for that. Returns how many PostgreSQL did not
 * give; throws when it gives none.
 */
export async function warm({ sql }: Db): Promise<number> {
  const opening = Array.from({ length: sql.options.max }, () => sql`SELECT`);
  const refused = (await Promise.allSettled(opening)).filter((result) => result.status === 'rejected');
  if (refused.length === opening.length) throw refused[0]!.reason;
  return refused.length;
}

/** Whether PostgreSQL gives up a statement at all: behind a pooler only where the role says so. */
export async function givesUp({ sql }: Db): Promise<boolean> {
  const [row] = await sql`SELECT current_setting('statement_timeout') <> '0' AS ok`;
  return row!.ok;
}
