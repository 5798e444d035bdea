import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { releaseHold } from '../src/booking/release.ts';
import { ensureDemoClinic } from '../src/db/demo.ts';
import { startBackground } from '../src/jobs/background.ts';
import { makeLog } from '../src/log.ts';
import { inDays, offered, practising, refresh, slotAt, works } from './doctors/practice.ts';
import { testApp } from './support/app.ts';
import { endsIn, held, readHold, readSlot, slot, visitor } from './support/clinic.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const settings = () => testApp(database.db).config;
const soon = { timeout: 20_000, interval: 100 };

test('by itself, a start makes the slots that are missing and frees what has run out', async () => {
  await ensureDemoClinic(database.db, settings());
  await database.db.sql`DELETE FROM time_slots`;
  const slotId = await slot(database.db);
  const holdId = await held(database.db, slotId, visitor('Ada'));
  await endsIn(database.db, holdId);

  const stop = startBackground(database.db, settings(), makeLog('silent'));
  await vi.waitFor(async () => {
    const [made] = await database.db.sql<{ count: number }[]>`SELECT count(*)::int AS count FROM time_slots`;
    expect(made!.count).toBeGreaterThan(1_000);
    expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'available' });
    expect(await readHold(database.db, holdId)).toMatchObject({ ended: 'expired' });
  }, soon);
  await stop();
});

test('by itself, a gap that an old hold leaves in new hours is filled when it is let go', async () => {
  const day = inDays(5);
  const doctorId = await practising(database.db, { hours: ['09:00-10:30'], minutes: 30 });
  const stop = startBackground(database.db, settings(), makeLog('silent'));
  await vi.waitFor(async () => expect(await offered(database.db, doctorId, day)).toHaveLength(3), soon);
  const holdId = await held(database.db, await slotAt(database.db, doctorId, day, '09:30'), visitor('Ada'));
  await works(database.db, doctorId, ['09:15-10:15']);
  await refresh(database.db, doctorId);
  expect(await offered(database.db, doctorId, day)).toEqual([]);
  await releaseHold(database.db, holdId);
  await vi.waitFor(
    async () => expect(await offered(database.db, doctorId, day)).toEqual(['09:15-09:45', '09:45-10:15']),
    soon,
  );
  await stop();
});

test('told to stop while it makes the slots, it stops after the doctors under way', async () => {
  const { db } = database;
  const last = (await Promise.all(Array.from({ length: 30 }, () => practising(db)))).sort((a, b) => a - b).at(-1)!;
  const stopped = await db.sql.begin(async (sql) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('refresh_slots', 0))`;
    const stop = startBackground(db, settings(), makeLog('silent'));
    await vi.waitFor(
      async () => expect(await sql`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`).toHaveLength(1),
      soon,
    );
    return { stopped: stop() };
  });
  await stopped.stopped;
  const made = await db.sql<
    { last: boolean }[]
  >`SELECT DISTINCT doctor_id = ${last} AS last FROM time_slots ORDER BY 1`;
  expect(made).toEqual([{ last: false }]);
});

test('a failure is logged and the next look tries again', async () => {
  const log: string[] = [];
  await database.db.sql`ALTER FUNCTION sweep_holds(int) RENAME TO sweep_away`;
  const stop = startBackground(database.db, settings(), makeLog('error', { write: (line) => void log.push(line) }));
  await vi.waitFor(() => expect(log.join('')).toContain('background work failed'), soon);
  await database.db.sql`ALTER FUNCTION sweep_away(int) RENAME TO sweep_holds`;
  const slotId = await slot(database.db);
  await endsIn(database.db, await held(database.db, slotId, visitor('Ben')));
  await vi.waitFor(
    async () => expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'available' }),
    soon,
  );
  await stop();
});
