import { beforeEach, describe, expect, test } from 'vitest';
import { connect as openDatabase } from '../../src/db/client.ts';
import { startBackground } from '../../src/jobs/background.ts';
import { makeLog } from '../../src/log.ts';
import { offered } from '../doctors/practice.ts';
import { booked } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { keepGoing } from '../support/google/stage.ts';
import { work } from '../support/post-office.ts';
import { day, due, ownCalendar, reading } from './own-calendar.ts';

const database = ownDatabase({ each: true });
const { db } = database;

const noJobs = () => db.sql`DELETE FROM graphile_worker._private_jobs`;
const readAgo = (minutes: number) =>
  db.sql`UPDATE google_connections SET busy_read_at = now() - make_interval(mins => ${minutes})`;

test('a calendar is read as soon as it is connected, also anew', async () => {
  const { connectionId, connect } = await ownCalendar(db);
  expect(await due(db)).toEqual([connectionId]);
  await noJobs();
  const anew = await connect();
  expect(await due(db)).toEqual([anew]);
});

describe('a calendar', () => {
  let id: string;
  beforeEach(async () => {
    id = (await ownCalendar(db)).connectionId;
    await noJobs();
  });

  test('that was not read yet is due', async () => {
    await keepGoing(db);
    expect(await due(db)).toEqual([id]);
  });

  test('is due again after three minutes', async () => {
    await readAgo(2);
    await keepGoing(db);
    expect(await due(db)).toEqual([]);
    await readAgo(4);
    await keepGoing(db);
    expect(await due(db)).toEqual([id]);
  });

  test('is due once, however many look', async () => {
    const other = openDatabase(database.url);
    await Promise.all([keepGoing(db), keepGoing(other), keepGoing(db), keepGoing(other)]);
    await keepGoing(db);
    expect(await due(db)).toEqual([id]);
    await other.sql.end();
  });

  test('whose last reading failed waits for its next try, ten minutes at most', async () => {
    await keepGoing(db);
    await db.sql`UPDATE graphile_worker._private_jobs SET attempts = 12, run_at = now() + interval '5 hours'`;
    await keepGoing(db);
    const [job] = await db.sql<{ minutes: number; attempts: number }[]>`
      SELECT extract(epoch FROM run_at - now())::float / 60 AS minutes, attempts FROM graphile_worker.jobs
      WHERE task_identifier = 'read_busy_times'`;
    expect(job).toEqual({ minutes: expect.closeTo(10, 0), attempts: 12 });
  });

  test('whose reading was given up is read again', async () => {
    await keepGoing(db);
    await db.sql`UPDATE graphile_worker._private_jobs SET attempts = max_attempts`;
    await keepGoing(db);
    await keepGoing(db);
    expect(await db.sql`SELECT attempts FROM graphile_worker.jobs`).toEqual([{ attempts: 0 }]);
  });

  test('that is lost is not due, nor that of a doctor who is retired', async () => {
    await db.sql`UPDATE doctors SET active = false`;
    await keepGoing(db);
    expect(await due(db)).toEqual([]);
    await db.sql`UPDATE doctors SET active = true`;
    await db.sql`SELECT lose_google_connection(${id}, 'invalid_grant')`;
    await keepGoing(db);
    expect(await due(db)).toEqual([]);
  });

  test('is read after what is to be written', async () => {
    await booked(db);
    await db.sql`SELECT enqueue_readings(ARRAY[${id}])`;
    const [row] = await db.sql`SELECT priority FROM graphile_worker.jobs WHERE task_identifier = 'read_busy_times'`;
    expect(row).toEqual({ priority: 1 });
  });
});

test('by itself, what a doctor writes into their calendar blocks those times', async () => {
  const { deps, doctorId, isBusy } = await ownCalendar(db);
  isBusy(['09:00', '10:00']);
  work(deps, database.url);
  const stop = startBackground(db, deps.config, makeLog('silent'));
  const soon = { timeout: 60_000, interval: 100 };
  await expect.poll(() => offered(db, doctorId, day), soon).toEqual(['10:00-10:30', '10:30-11:00']);
  expect((await reading(db, doctorId)).readAt).not.toBeNull();
  isBusy();
  await readAgo(4);
  await expect.poll(() => offered(db, doctorId, day), soon).toHaveLength(4);
  await stop();
});
