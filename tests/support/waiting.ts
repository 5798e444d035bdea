import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql, TransactionSql } from 'postgres';

/**
 * Waits until this many statements of this database wait for a lock that another of its own has: all, or those that have these
 * words in them. For one of another database everybody waits now and then, for a moment: who notifies, to commit.
 */
export async function untilSomeoneWaits<Types extends Record<string, unknown>>(
  { sql }: { sql: Sql<Types> | TransactionSql<Types> },
  words = '',
  many = 1,
): Promise<void> {
  const waiting = async () => {
    // In a transaction, what is seen of others is else what was seen first.
    await sql`SELECT pg_stat_clear_snapshot()`;
    return sql`
      SELECT FROM pg_stat_activity waits
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ${`%${words}%`}
        AND EXISTS (SELECT FROM pg_stat_activity WHERE datname = waits.datname AND pid = ANY (pg_blocking_pids(waits.pid)))`;
  };
  while ((await waiting()).length < many) await sleep(10);
}
