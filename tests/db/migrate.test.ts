import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
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

test('an instant, a date and a time of day come as MediBook reads them', async () => {
  const [row] = await clinic.db.sql`
    SELECT timestamptz '2030-01-02 03:04:05+00' AS at, date '2030-01-02' AS day, time '09:30' AS time`;
  expect(row).toEqual({ at: Temporal.Instant.from('2030-01-02T03:04:05Z'), day: '2030-01-02', time: '09:30' });
});

const applied = () => clinic.db.sql`SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY id`;
