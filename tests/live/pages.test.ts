import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Kept } from '../../src/live/kept.ts';
import type { Live } from '../../src/live/live.ts';
import { Streams } from '../../src/live/streams.ts';
import { browser, testApp } from '../support/app.ts';
import { doctor, held, visitor } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';

const database = ownDatabase();
const { db } = database;

// Nothing tells it of a change, and it believes to hear of all.
let live: Live;
beforeEach(() => {
  const hears = () => true;
  live = { kept: new Kept(hears), streams: new Streams(() => '', hears, { most: 0, mostOfAnAddress: 0 }) };
});
afterEach(() => live.streams.close());

/** A doctor with one free time, the day after tomorrow at noon. */
async function oneTime() {
  const doctorId = await doctor(db);
  const [row] = await db.sql<{ id: number; slug: string }[]>`
    WITH slot AS (
      INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
      SELECT ${doctorId}, t::date, t::time, t::time + interval '30 minutes', tstzrange(t, t + interval '30 minutes')
      FROM (SELECT date_trunc('day', now()) + interval '2 days 12 hours' AS t) AS start RETURNING id)
    SELECT slot.id, d.slug FROM slot, doctors d WHERE d.id = ${doctorId}`;
  const { id, slug } = row!;
  return { id, slug, time: new RegExp(`slot[=-]${id}\\b`) };
}

test('whoever has held a time before is shown what is so now, also where this instance has not heard of it yet', async () => {
  const { id, slug, time } = await oneTime();
  const { app } = testApp(db, {}, undefined, live);
  const stranger = browser(app);
  const returning = browser(app, { headers: { cookie: `visitor=${'a'.repeat(32)}` } });
  const shows = async (asker: typeof stranger, path: string) => (await asker.get(path)).body;

  for (const path of ['/', `/doctors/${slug}`]) expect(await shows(stranger, path)).toMatch(time);
  await held(db, id, visitor('Ada'));
  // Two seconds at most.
  for (const path of ['/', `/doctors/${slug}`]) expect(await shows(stranger, path)).toMatch(time);
  for (const path of ['/', `/doctors/${slug}`]) expect(await shows(returning, path)).not.toMatch(time);
});

test('a page that is made of days that were read before is not kept longer than they are', async () => {
  const { id, slug, time } = await oneTime();
  const { app } = testApp(db, {}, undefined, live);
  const page = async (headers = {}) => (await browser(app, { headers }).get(`/doctors/${slug}`)).body;
  const part = { 'hx-request': 'true', 'hx-request-type': 'partial' };

  await page();
  const read = performance.now();
  await held(db, id, visitor('Ada'));
  await sleep(read + 1_200 - performance.now());
  // Another page, of the same days.
  expect(await page(part)).toMatch(time);
  await sleep(read + 2_100 - performance.now());
  expect(await page(part)).not.toMatch(time);
});
