import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema.ts';

/** `sql` for statements that tell a story, `orm` for plain rows; both use one pool and give the same types. */
export type Db = { sql: postgres.Sql<{ bigint: number }>; orm: PostgresJsDatabase<typeof schema> };

/**
 * A pool of connections. Instants come as `Temporal.Instant`, dates as `YYYY-MM-DD`, times of day as `HH:MM`.
 * Every connection gives up a statement, a lock or an idle transaction on its own: a frozen process must not
 * keep a row that others wait for.
 */
export function connect(url: string, options: { max?: number; onClosed?: () => void } = {}): Db {
  const sql = postgres(url, {
    max: options.max ?? 10,
    connect_timeout: 15,
    idle_timeout: 0,
    // Seconds until the next try while PostgreSQL is away: nobody waits long for the news that it is, or is back.
    backoff: (retries) => Math.min(0.05 * 2 ** retries, 0.5),
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    connection: {
      application_name: 'medibook',
      TimeZone: 'UTC',
      statement_timeout: 8_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 5_000,
    },
  });
  const orm = drizzle(sql, { schema });
  // After drizzle(), which sets parsers of its own for these types.
  const parsers = sql.options.parsers as Record<number, (value: string) => unknown>;
  parsers[1184] = (value) => Temporal.Instant.from(value);
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
