import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { extendHold } from '../../src/booking/extend.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { type Change, type Listening, listenForChanges } from '../../src/live/changes.ts';
import { makeLog } from '../../src/log.ts';
import { doctor, endsIn, held, rules, slot, slots, visitor, withdraw } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { type Relay, relay } from '../support/relay.ts';

const database = ownDatabase();
const { db } = database;
let network: Relay;
let listening: Listening;
let heard: Change[];
const soon = { timeout: 20_000, interval: 10 };

beforeEach(async () => {
  heard = [];
  network = await relay(database.url);
  listening = listenForChanges(network.url, makeLog('silent'), (change) => heard.push(change));
  await expect.poll(() => listening.hears(), soon).toBe(true);
  heard = [];
});
afterEach(async () => {
  await listening.close();
  await network.close();
});

/** What has been heard of since it was asked last, in order of time. */
async function heardSince(): Promise<Change[]> {
  // What was committed before is heard before this is.
  await db.sql`SELECT pg_notify('slots', '0 mark')`;
  await expect.poll(() => heard.at(-1), soon).toEqual({ doctorId: 0, dates: ['mark'] });
  return heard.splice(0).slice(0, -1);
}

test('every verb is heard of once it is committed: whose day has changed', async () => {
  const id = await slot(db);
  const [row] = await db.sql<
    { doctor_id: number; date: string }[]
  >`SELECT doctor_id, date FROM time_slots WHERE id = ${id}`;
  const day = { doctorId: row!.doctor_id, dates: [row!.date] };
  await heardSince();
  const hold = await held(db, id, visitor('Ada'));
  expect(await heardSince()).toEqual([day]);
  await extendHold(db, hold, rules);
  expect(await heardSince()).toEqual([day]);
  await releaseHold(db, hold);
  expect(await heardSince()).toEqual([day]);
  await endsIn(db, await held(db, id, visitor('Ben')));
  await heardSince();
  await sweepHolds(db);
  expect(await heardSince()).toEqual([day]);
  await withdraw(db, id);
  expect(await heardSince()).toEqual([day]);
  await db.sql`UPDATE time_slots SET date = date + 1 WHERE id = ${id}`;
  expect((await heardSince())[0]!.dates).toHaveLength(2);
});

test('a statement that changes many days of many doctors is heard of once for each doctor', async () => {
  const [one, two] = [await slots(db, 40), await slots(db, 3)];
  await heardSince();
  await db.sql`UPDATE time_slots SET date = date + (id % 30)::int WHERE id = ANY(${[...one, ...two]})`;
  const changes = await heardSince();
  expect(changes).toHaveLength(2);
  expect(Math.max(...changes.map(({ dates }) => dates!.length))).toBeGreaterThan(25);
});

test('more days than a message can hold are all days', async () => {
  const doctorId = await doctor(db);
  await heardSince();
  await db.sql`
    INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT ${doctorId}, day::date, '09:00', '09:30', tstzrange(day + interval '9 hours', day + interval '9.5 hours')
    FROM generate_series(now()::date, now()::date + 700, interval '1 day') day`;
  expect(await heardSince()).toEqual([{ doctorId }]);
});

test('what is rolled back is not heard of, nor what changes nothing', async () => {
  const id = await slot(db);
  await heardSince();
  await db.sql
    .begin(async (sql) => {
      await sql`UPDATE time_slots SET withdrawn_at = now() WHERE id = ${id}`;
      throw new Error('no');
    })
    .catch(() => {});
  await db.sql`UPDATE time_slots SET withdrawn_at = now() WHERE id = -1`;
  expect(await heardSince()).toEqual([]);
});

test('a doctor who changes is heard of with all their days; hundreds at once are everything', async () => {
  const doctorId = await doctor(db);
  await heardSince();
  await db.sql`UPDATE doctors SET bio = 'Eyes' WHERE id = ${doctorId}`;
  expect(await heardSince()).toEqual([{ doctorId }]);
  await db.sql`
    INSERT INTO doctors (slug, name, email, specialization, qualification, experience, consultation_fee, currency, slot_duration)
    SELECT 'dr-' || nth, 'Dr ' || nth, nth || '@clinic.example', 'Eyes', 'MB', 1, 1, 'GBP', 30 FROM generate_series(1, 101) nth`;
  expect(await heardSince()).toEqual([{}]);
});

test('a connection that is cut is replaced, and everything counts as changed', async () => {
  await db.sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'medibook listens' AND datname = current_database()`;
  await expect.poll(() => heard, soon).toEqual([{}]);
  await expect.poll(() => listening.hears(), soon).toBe(true);
  const doctorId = await doctor(db);
  expect(await heardSince()).toContainEqual({ doctorId });
});

test('a connection whose network stands still is found out within two seconds by its own echo, though it is not closed', async () => {
  const lost = await slot(db);
  await heardSince();
  network.freeze();
  const frozen = performance.now();
  await withdraw(db, lost);
  await expect.poll(() => listening.hears(), soon).toBe(false);
  expect(performance.now() - frozen).toBeLessThan(3_500);
  expect(heard).toEqual([]);
  // Until it has been given up, or what waits on the way would still come.
  await sleep(2_000);
  network.thaw();
  await expect.poll(() => heard, soon).toContainEqual({});
  await expect.poll(() => listening.hears(), soon).toBe(true);
});

test('a process that stood still itself is not certain of anything before its next echo', async () => {
  const until = performance.now() + 2_100;
  while (performance.now() < until);
  expect(listening.hears()).toBe(false);
  await expect.poll(() => listening.hears(), soon).toBe(true);
});

test('an echo that came back leaves nothing behind: no promise outlasts it that would remember each wait', async () => {
  const raced: unknown[] = [];
  const { race } = Promise;
  Promise.race = ((works: unknown[]) => {
    raced.push(...works);
    return race.call(Promise, works);
  }) as typeof Promise.race;
  try {
    while (raced.length < 12) await sleep(50);
  } finally {
    Promise.race = race;
  }
  expect(new Set(raced).size).toBe(raced.length);
});
