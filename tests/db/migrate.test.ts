import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { isMigrated, migrate } from '../../src/db/migrate.ts';
import { projectFolder } from '../../src/root.ts';
import { dropDatabase, type TestDatabase, testDatabase } from '../support/database.ts';

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

describe('while an instance of the version before', () => {
  /** What its verbs do, in their order: what it has locked, and what it asks for while the migration waits for that. */
  const verbs: [string, string, string[]][] = [
    [
      'books',
      'SELECT FROM time_slots WHERE id = (SELECT slot_id FROM slot_holds) FOR UPDATE',
      [
        `INSERT INTO appointments (reference, patient_id, doctor_id, time_slot_id, date, start_time, end_time, during, intake)
           SELECT 'ADA2', 1, doctor_id, id, date, start_time, end_time, during, '{}' FROM time_slots`,
        `UPDATE time_slots SET status = 'booked'`,
        `UPDATE slot_holds SET ended = 'confirmed'`,
      ],
    ],
    [
      'cancels',
      'SELECT FROM appointments',
      ['SELECT FROM time_slots FOR UPDATE', `UPDATE appointments SET sequence = 1`],
    ],
  ];

  test.each(verbs)('%s, the tables become this version’s, and what it does stands', async (_, first, rest) => {
    const { url, sql } = await versionBefore();
    await sql.unsafe(one);
    let migrating: Promise<void> | undefined;
    await sql.begin(async (tx) => {
      await tx.unsafe(first);
      migrating = migrate(url);
      while (!(await waits(sql))) await sleep(10);
      for (const statement of rest) await tx.unsafe(statement);
      // So long that the migration must try more than once.
      await sleep(700);
    });
    await migrating;
    expect(await isMigrated(url)).toBe(true);
  });

  test('nothing that is there is written anew, as everybody would wait for that', async () => {
    const { url, sql } = await versionBefore();
    await sql.unsafe(one);
    const written = () => sql`SELECT id, xmin::text, ctid::text FROM appointments ORDER BY id`;
    const before = await written();
    await migrate(url);
    expect(await written()).toEqual(before);
  });

  /** A database with the tables of the version before. */
  async function versionBefore() {
    const server = inject('postgres');
    const name = `test_${randomBytes(6).toString('hex')}`;
    const admin = postgres(server, { max: 1 });
    await admin.unsafe(`CREATE DATABASE ${name} TEMPLATE template0`);
    await admin.end();
    const url = server.replace(/\/medibook$/, `/${name}`);
    const sql = postgres(url, { max: 2, onnotice: () => {} });
    onTestFinished(async () => {
      await sql.end();
      await dropDatabase(server, name);
    });
    await sql`CREATE SCHEMA drizzle`;
    await sql`CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`;
    for (const { sql: statements, hash, folderMillis } of readMigrationFiles({ migrationsFolder }).slice(0, 5)) {
      await sql.unsafe(statements.join(';'));
      await sql`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (${hash}, ${folderMillis})`;
    }
    return { url, sql };
  }

  const migrationsFolder = `${projectFolder}/migrations`;

  const waits = async (sql: postgres.Sql) =>
    (await sql`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).length >
    0;

  /** Dr Okafor, whose one slot Ada holds; Ada was there, and comes again. */
  const one = `
    INSERT INTO doctors (slug, name, email, specialization, qualification, experience, consultation_fee, currency, slot_duration)
      VALUES ('dr-okafor', 'Dr Okafor', 'okafor@clinic.example', 'General practice', 'MBBS', 12, 4500, 'GBP', 30);
    INSERT INTO patients (name, email) VALUES ('Ada', 'ada@example.org');
    INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
      VALUES (1, '2130-01-07', '09:00', '09:30', '[2130-01-07 09:00+00, 2130-01-07 09:30+00)');
    INSERT INTO slot_holds (id, slot_id, visitor, address, doctor_id, date, start_time, end_time, expires_at)
      VALUES (repeat('1', 32), 1, 'Ada', 'here', 1, '2130-01-07', '09:00', '09:30', '2130-01-01');
    INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, status, intake) VALUES
      ('WAS1', 1, 1, 'urgent', '2020-01-07', '09:00', '09:30', '[2020-01-07 09:00+00, 2020-01-07 09:30+00)', 'completed', '{}'),
      ('ADA1', 1, 1, 'urgent', '2130-01-08', '09:00', '09:30', '[2130-01-08 09:00+00, 2130-01-08 09:30+00)', 'scheduled', '{}')`;
});

test('an instant, a date and a time of day come as MediBook reads them', async () => {
  const [row] = await clinic.db.sql`
    SELECT timestamptz '2030-01-02 03:04:05+00' AS at, date '2030-01-02' AS day, time '09:30' AS time`;
  expect(row).toEqual({ at: Temporal.Instant.from('2030-01-02T03:04:05Z'), day: '2030-01-02', time: '09:30' });
});

const applied = () => clinic.db.sql`SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY id`;
