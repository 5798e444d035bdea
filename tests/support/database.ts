import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import { connect, type Db } from '../../src/db/client.ts';

export type TestDatabase = { db: Db; url: string; drop(): Promise<void> };

/** A migrated, empty database of a test's own, which drops it; `ownDatabase` is for those of a whole file. */
export async function testDatabase(options: { max?: number } = {}): Promise<TestDatabase> {
  const server = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await once(server, `CREATE DATABASE ${name} TEMPLATE clinic`);
  const url = server.replace(/\/medibook$/, `/${name}`);
  const db = connect(url, options);
  return {
    db,
    url,
    async drop() {
      await db.sql.end({ timeout: 5 });
      await dropDatabase(server, name);
    },
  };
}

/**
 * A database that is made before the tests of this file, or of this describe, and dropped after them: for each one of its
 * own, where `each` says so. It can be read only while they run.
 */
export function ownDatabase({ each = false, ...options }: { each?: boolean; max?: number } = {}) {
  let database: TestDatabase;
  const [before, after] = each ? [beforeEach, afterEach] : [beforeAll, afterAll];
  before(async () => {
    database = await testDatabase(options);
  });
  after(() => database.drop());
  const db: Db = {
    get sql() {
      return database.db.sql;
    },
    get orm() {
      return database.db.orm;
    },
  };
  return {
    db,
    get url() {
      return database.url;
    },
  };
}

/**
 * Drops a database and ends what our own role still does there; jobs that still run would come back at once, and are let in
 * no more. Not WITH (FORCE): that is refused to a role that is no superuser while autovacuum happens to be in the database,
 * which DROP DATABASE by itself sends away.
 */
export async function dropDatabase(server: string, name: string): Promise<void> {
  const sql = postgres(server, { max: 1, onnotice: () => {} });
  await sql.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name} AND usename = current_user`;
  await sql.unsafe(`DROP DATABASE ${name}`);
  await sql.end();
}

async function once(url: string, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(statement);
  await sql.end();
}
