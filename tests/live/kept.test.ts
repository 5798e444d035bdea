import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { releaseHold } from '../../src/booking/release.ts';
import { connect, type Db } from '../../src/db/client.ts';
import { freeDays } from '../../src/doctors/days.ts';
import { Kept } from '../../src/live/kept.ts';
import { type Live, startLive } from '../../src/live/live.ts';
import { shownDays } from '../../src/live/shown.tsx';
import { makeLog } from '../../src/log.ts';
import { testApp } from '../support/app.ts';
import { endsIn, held, slots, startsIn, visitor } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { type Relay, relay } from '../support/relay.ts';

const database = ownDatabase();
const { db } = database;
const soon = { timeout: 20_000, interval: 5 };

let forListener: Relay;
let forReading: Relay;
let slowDb: Db;
let live: Live & { close(): Promise<void> };
beforeAll(async () => {
  forListener = await relay(database.url);
  forReading = await relay(database.url);
  slowDb = connect(forReading.url, { max: 1 });
});
afterAll(async () => {
  await slowDb.sql.end({ timeout: 1 });
  await Promise.all([forListener.close(), forReading.close()]);
});
beforeEach(async () => {
  live = startLive({
    listenUrl: forListener.url,
    limits: { most: 0, mostOfAnAddress: 0 },
    asOf: () => '',
    log: makeLog('silent'),
  });
  await untilKept();
});
afterEach(async () => {
  for (const network of [forListener, forReading]) network.thaw();
  await live.close();
});

/** Until what is read is kept. */
async function untilKept() {
  let reads = 0;
  await expect
    .poll(async () => {
      reads = 0;
      for (const _ of [1, 2]) await live.kept.get('probe', '*', async () => ++reads);
      return reads;
    }, soon)
    .toBe(1);
}

/** Until all is heard that was committed before. */
async function untilHeard() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const changed = live.kept.changed.bind(live.kept);
  live.kept.changed = (change) => {
    changed(change);
    if (change.doctorId === 0) resolve();
  };
  await db.sql`SELECT pg_notify('slots', '0 mark')`;
  await promise;
}

/** A doctor's day with three times, and how its free ones are asked for as the pages do. */
async function day() {
  const ids = await slots(db, 3);
  const [row] = await db.sql<{ doctorId: number; date: string }[]>`
    SELECT doctor_id AS "doctorId", date FROM time_slots WHERE id = ${ids[0]!}`;
  const { doctorId, date } = row!;
  await db.sql`UPDATE time_slots SET date = ${date} WHERE id = ANY(${ids})`;
  let reads = 0;
  const free = async (from: Db = db): Promise<number[]> => {
    const found = await live.kept.get(
      `day ${doctorId} ${date}`,
      `${doctorId} ${date}`,
      async () => {
        reads++;
        return (await freeDays(from, doctorId, [date])).get(date)!;
      },
      ({ until }) => until,
    );
    return found.free.map(({ id }) => id);
  };
  // The messages of how it came about are over.
  await untilHeard();
  return { ids, free, doctorId, date, reads: () => reads };
}

test('what many ask for at once, and soon after, is read once', async () => {
  const { free, reads } = await day();
  await expect
    .poll(async () => {
      const before = reads();
      for (let nth = 0; nth < 20; nth++) await Promise.all([free(), free(), free()]);
      return reads() - before;
    }, soon)
    .toBeLessThanOrEqual(1);
});

test('a time that is taken is not shown as free once that is heard, and free when it is again', async () => {
  const { ids, free } = await day();
  const [own] = ids;
  expect(await free()).toContain(own);
  const hold = await held(db, own!, visitor('Ada'));
  await untilHeard();
  expect(await free()).not.toContain(own);
  await releaseHold(db, hold);
  await untilHeard();
  expect(await free()).toContain(own);
});

// The three ways in which a taken time was shown as free for ever.
test('stale case 1: a reading that began before the change and is answered after it was heard of is not kept', async () => {
  const { ids, free } = await day();
  const [own] = ids;
  const [reader] = await slowDb.sql`SELECT pg_backend_pid() AS pid`;
  // What was read before must not be used, and a statement's first answer is what it is about.
  const readAnew = () => {
    live.kept.changed({});
    return free(slowDb);
  };
  await readAnew();
  const hasRead = async () => {
    const [state] = await db.sql<{ asked: Temporal.Instant }[]>`
      SELECT query_start AS asked FROM pg_stat_activity WHERE pid = ${reader!.pid} AND state = 'idle'`;
    return state?.asked.toString();
  };
  const before = await hasRead();
  forReading.holdAnswers();
  const early = readAnew();
  while ([before, undefined].includes(await hasRead())) await sleep(5);
  await held(db, own!, visitor('Ada'));
  await untilHeard();
  forReading.thaw();
  // It was asked before, and may say what was so then.
  expect(await early).toContain(own);
  expect(await free()).not.toContain(own);
});

test('stale case 2: with a listener whose network stands still, nothing is kept longer than two seconds', async () => {
  const { ids, free } = await day();
  const [own] = ids;
  expect(await free()).toContain(own);
  forListener.freeze();
  const taken = performance.now();
  await held(db, own!, visitor('Ada'));
  await expect.poll(() => free(), soon).not.toContain(own);
  expect(performance.now() - taken).toBeLessThan(3_000);
  // And from then on every answer is the database's.
  await sleep(Math.max(0, taken + 2_700 - performance.now()));
  const [, other] = ids;
  const hold = await held(db, other!, visitor('Ben'));
  expect(await free()).not.toContain(other);
  await releaseHold(db, hold);
  expect(await free()).toContain(other);
  forListener.thaw();
  await untilKept();
});

test('stale case 3: a hold that ends and that nobody tells of: its time is free when it ends', async () => {
  const { ids, free } = await day();
  const [own] = ids;
  await endsIn(db, await held(db, own!, visitor('Ada')), 700);
  const ends = performance.now() + 700;
  await expect.poll(() => free(), { timeout: 600, interval: 5 }).not.toContain(own);
  while (!(await free()).includes(own!)) await sleep(5);
  expect(performance.now() - ends).toBeLessThan(1_200);
});

test('a time that begins is gone when it does, though nothing changes in the database', async () => {
  const { ids, free } = await day();
  const [own] = ids;
  await startsIn(db, own!, 700);
  const begins = performance.now() + 700;
  await expect.poll(() => free(), { timeout: 600, interval: 5 }).toContain(own);
  while ((await free()).includes(own!)) await sleep(5);
  expect(performance.now() - begins).toBeLessThan(1_200);
});

test('what days that were read before end by is told as the moment it is, not counted from now', async () => {
  const { ids, doctorId, date } = await day();
  await endsIn(db, await held(db, ids[0]!, visitor('Ada')), 30_000);
  const deps = { db, live, config: testApp(db).config };
  const ends = async () => (await shownDays(deps, doctorId, [date])).until;
  await untilHeard();
  const before = await ends();
  expect(before).toBeLessThan(performance.now() + 30_000);
  await sleep(600);
  expect(Math.abs((await ends()) - before)).toBeLessThan(300);
});

test('nothing lives longer than two seconds without another look, whatever is heard', async () => {
  const kept = new Kept(() => true);
  let reads = 0;
  const read = () => kept.get('one', '*', async () => ++reads);
  const began = performance.now();
  await read();
  while ((await read()) === 1 && performance.now() - began < 4_000) await sleep(5);
  expect(performance.now() - began).toBeGreaterThan(1_900);
  expect(performance.now() - began).toBeLessThan(2_400);
});

test('whoever asks for ever other things fills no memory', async () => {
  const kept = new Kept(() => true);
  for (let nth = 0; nth < 5_000; nth++)
    await kept.get(
      `page ${nth}`,
      '*',
      async () => nth,
      () => performance.now() + 50,
    );
  expect(kept.size).toBeLessThanOrEqual(2_001);
  await sleep(60);
  await kept.get('one more', '*', async () => 0);
  expect(kept.size).toBe(1);
});

test('what could not be read is read again, and for each who asks only once', async () => {
  const kept = new Kept(() => true);
  await expect(kept.get('one', '*', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await kept.get('one', '*', async () => 'there')).toBe('there');
});

test('a change counts for its day, for all of its doctor and for everything, and for no other', async () => {
  const kept = new Kept(() => true);
  const topics = ['1 2026-12-01', '1 2026-12-02', '1', '2 2026-12-01', '2', 'doctors', '*'] as const;
  const dropped = async (change: Parameters<Kept['changed']>[0]) => {
    for (const topic of topics) await kept.get(topic, topic, async () => 'before');
    kept.changed(change);
    const now = await Promise.all(topics.map((topic) => kept.get(topic, topic, async () => 'after')));
    kept.changed({});
    return topics.filter((_, nth) => now[nth] === 'after');
  };
  expect(await dropped({ doctorId: 1, dates: ['2026-12-01'] })).toEqual(['1 2026-12-01', '1', '*']);
  expect(await dropped({ doctorId: 1 })).toEqual(['1 2026-12-01', '1 2026-12-02', '1', 'doctors', '*']);
  expect(await dropped({})).toEqual([...topics]);
});
