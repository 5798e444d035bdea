import type postgres from 'postgres';

/**
 * PostgreSQL says: a circle of locks was cut, a lock was not had in time, a concurrent write came first. The last also as
 * a promise of the tables that caught two writers: the next try reads what the other wrote.
 */
const passing = new Set(['40P01', '55P03', '40001', '23505', '23P01']);

/**
 * Runs one verb, a single autocommitted statement, and again where Postgres only asked for patience. Every verb may be
 * repeated: what the first try did not commit, it did not do.
 */
export async function verb<Row>(statement: () => postgres.PendingQuery<postgres.Row[]>): Promise<Row> {
  for (let attempt = 1; ; attempt++) {
    try {
      const [row] = await statement();
      return row as Row;
    } catch (error) {
      if (attempt === 3 || !passing.has((error as postgres.PostgresError).code)) throw error;
    }
  }
}
