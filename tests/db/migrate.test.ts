import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMigrated, migrate } from '../../src/db/migrate.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let clinic: TestDatabase;
beforeAll(async () => {
  clinic = await testDatabase();
});
afterAll(() => clinic.drop());

test('a migrated database has the tables and is empty', async () => {
  const [counts] = await clinic.db.sql`
    SELECT (SELECT count(*) FROM doctors) AS doctors, (SELECT count(*) FROM appointments) AS appointments`;
  expect(counts).toEqual({ doctors: 0, appointments: 0 });
});

test('migrating again, also from several instances at once, changes nothing', async () => {
  const before = await applied();
  await Promise.all([migrate(clinic.url), migrate(clinic.url), migrate(clinic.url)]);
  expect(await applied()).toEqual(before);
});

test('a MediBook that waits too long for another’s migration says so', async () => {
  const other = postgres(clinic.url, { max: 1 });
  await other`SELECT pg_advisory_lock(hashtextextended('migrate', 0))`;
  await expect(migrate(clinic.url, { patience: 300 })).rejects.toThrow(
    /^Another MediBook is changing this database’s tables and does not finish: wait for it/,
  );
  await other.end();
  await migrate(clinic.url);
});

describe('functions that are not this version’s', () => {
  const changed = () => clinic.db.sql`UPDATE drizzle.functions SET hash = 'of another version'`;
  const functions = () => clinic.db.sql`SELECT hash FROM drizzle.functions`;

  test('are replaced where the tables are this version’s', async () => {
    await changed();
    expect(await isMigrated(clinic.url)).toBe(false);
    await migrate(clinic.url);
    expect(await functions()).not.toEqual([{ hash: 'of another version' }]);
    expect(await isMigrated(clinic.url)).toBe(true);
  });

  test('stay where the tables are a newer version’s: an old instance that starts again takes nothing away', async () => {
    await changed();
    await clinic.db.sql`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('newer', 9e12)`;
    await migrate(clinic.url);
    expect(await functions()).toEqual([{ hash: 'of another version' }]);
    expect(await isMigrated(clinic.url)).toBe(true);
  });
});

test('an instant, a date and a time of day come as MediBook reads them', async () => {
  const [row] = await clinic.db.sql`
    SELECT timestamptz '2030-01-02 03:04:05+00' AS at, date '2030-01-02' AS day, time '09:30' AS time`;
  expect(row).toEqual({ at: Temporal.Instant.from('2030-01-02T03:04:05Z'), day: '2030-01-02', time: '09:30' });
});

const applied = () => clinic.db.sql`SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY id`;
