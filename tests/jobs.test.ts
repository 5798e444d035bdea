import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { releaseHold } from '../src/booking/release.ts';
import { ensureDemoClinic } from '../src/db/demo.ts';
import { importRoster } from '../src/doctors/import-roster.ts';
import type { RosterDoctor } from '../src/doctors/roster.ts';
import { writeRoster } from '../src/doctors/write-roster.ts';
import { startBackground } from '../src/jobs/background.ts';
import { makeLog } from '../src/log.ts';
import { inDays, offered, practising, refresh, slotAt, works } from './doctors/practice.ts';
import { testApp } from './support/app.ts';
import { endsIn, held, readHold, readSlot, slot, visitor } from './support/clinic.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';
import { untilSomeoneWaits } from './support/waiting.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const listed = (nth: number): RosterDoctor => ({
  name: `Dr Listed ${nth}`,
  email: `listed${nth}@clinic.example`,
  specialization: 'General practice',
  qualification: 'MBBS',
  experience: 12,
  consultationFee: 4500,
  currency: 'GBP',
  slotDuration: 30,
  workingHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, starts: '09:00', ends: '11:00' })),
  timeOff: [],
  bio: '',
});

const settings = () => testApp(database.db).config;
const soon = { timeout: 100_000, interval: 100 };

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

test('an offer that can’t be passed on keeps no hold from being tidied up', async () => {
  const own = await testDatabase();
  const { db } = own;
  await db.sql`CREATE OR REPLACE FUNCTION pass_on_an_offer() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'a bug of ours'; END $$`;
  const stop = startBackground(db, settings(), makeLog('silent'));
  // The first of them by the slots that a start makes.
  for (let nth = 0; nth < 2; nth++) {
    const slotId = await slot(db);
    await endsIn(db, await held(db, slotId, visitor('Ada')));
    await vi.waitFor(async () => expect(await readSlot(db, slotId)).toMatchObject({ status: 'available' }), soon);
  }
  await stop();
  await own.drop();
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

test("a new day by the database's clock makes its times, though the clock here was there before", async () => {
  const own = await testDatabase();
  const { db } = own;
  const doctorId = await practising(db);
  // A zone whose midnight is seconds away, and a clock of this process that has passed it.
  const [zone] = await db.sql<{ name: string; tomorrow: string }[]>`
    WITH ahead AS (SELECT interval '24:00:00' - ((now() + interval '4 s') AT TIME ZONE 'UTC')::time AS east)
    SELECT '<soon>-' || to_char(east, 'HH24:MI:SS') AS name, ((now() AT TIME ZONE 'UTC') + east)::date + 1 AS tomorrow
    FROM ahead`;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  const stop = startBackground(db, { ...settings(), CLINIC_TIME_ZONE: zone!.name }, makeLog('silent'));
  const lastDay = Temporal.PlainDate.from(zone!.tomorrow).add({ days: settings().HORIZON_DAYS - 1 });
  try {
    await vi.waitFor(async () => expect(await offered(db, doctorId, String(lastDay))).toHaveLength(6), soon);
  } finally {
    vi.useRealTimers();
    await stop();
    await own.drop();
  }
});

test('an import that is killed before it has made the times leaves them to a MediBook that runs', async () => {
  const { db } = database;
  const stop = startBackground(db, settings(), makeLog('silent'));
  const first = await practising(db);
  await vi.waitFor(async () => expect(await offered(db, first, inDays(3))).not.toEqual([]), soon);
  const { ids } = await db.sql.begin((sql) => writeRoster(sql, [listed(1)], false));
  await vi.waitFor(async () => expect(await offered(db, ids[0]!, inDays(3))).toHaveLength(4), soon);
  await stop();
});

test('beside a MediBook that runs, an import makes all of its times itself, and counts them', async () => {
  const { db } = database;
  const log: string[] = [];
  const stop = startBackground(db, settings(), makeLog('warn', { write: (line) => void log.push(line) }));
  const first = await practising(db);
  await vi.waitFor(async () => expect(await offered(db, first, inDays(3))).not.toEqual([]), soon);
  const roster = Array.from({ length: 120 }, (_, nth) => listed(100 + nth));
  const { slots } = await importRoster(db, roster, { timeZone: settings().CLINIC_TIME_ZONE, horizonDays: 14 });
  const [made] = await db.sql<{ count: number }[]>`
    SELECT count(*)::int AS count FROM time_slots WHERE doctor_id IN (SELECT id FROM doctors WHERE email LIKE 'listed1__@%' OR email LIKE 'listed2__@%')`;
  expect(slots).toEqual({ created: made!.count, withdrawn: 0 });
  expect(await db.sql`SELECT FROM refresh_due`).toEqual([]);
  await stop();
  expect(log).toEqual([]);
});

test('told to stop while it makes the slots, it stops after the doctors under way', async () => {
  const { db } = database;
  const last = (await Promise.all(Array.from({ length: 30 }, () => practising(db)))).sort((a, b) => a - b).at(-1)!;
  const stopped = await db.sql.begin(async (sql) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('refresh_slots', 0))`;
    const stop = startBackground(db, settings(), makeLog('silent'));
    await untilSomeoneWaits({ sql }, 'refresh_slots');
    return { stopped: stop() };
  });
  await stopped.stopped;
  const made = await db.sql<
    { last: boolean }[]
  >`SELECT DISTINCT doctor_id = ${last} AS last FROM time_slots ORDER BY 1`;
  expect(made).toEqual([{ last: false }]);
});

test('a failure is logged once, the next look tries again, and what works again is said', async () => {
  const log: string[] = [];
  await database.db.sql`ALTER FUNCTION sweep_holds(int) RENAME TO sweep_away`;
  const stop = startBackground(database.db, settings(), makeLog('warn', { write: (line) => void log.push(line) }));
  await vi.waitFor(() => expect(log.join('')).toContain('background work failed'), soon);
  await sleep(2_500);
  await database.db.sql`ALTER FUNCTION sweep_away(int) RENAME TO sweep_holds`;
  const slotId = await slot(database.db);
  await endsIn(database.db, await held(database.db, slotId, visitor('Ben')));
  await vi.waitFor(
    async () => expect(await readSlot(database.db, slotId)).toMatchObject({ status: 'available' }),
    soon,
  );
  await stop();
  expect(log.map((line) => JSON.parse(line).msg)).toEqual([
    'background work failed and will be tried again',
    'background work goes on again',
  ]);
});
