import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { connect, type Db } from '../../src/db/client.ts';

export type TestDatabase = { db: Db; url: string; drop(): Promise<void> };

/** A migrated, empty database of a test file's own: make it in beforeAll, drop it in afterAll. */
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
      await once(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function once(url: string, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(statement);
  await sql.end();
}
