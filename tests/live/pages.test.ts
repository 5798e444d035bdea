import { expect, test } from 'vitest';
import { Kept } from '../../src/live/kept.ts';
import { Streams } from '../../src/live/streams.ts';
import { browser, testApp } from '../support/app.ts';
import { doctor, held, visitor } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';

const database = ownDatabase();
const { db } = database;

test('whoever has held a time before is shown what is so now, also where this instance has not heard of it yet', async () => {
  const doctorId = await doctor(db);
  const [row] = await db.sql<{ id: number; slug: string }[]>`
    WITH slot AS (
      INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
      SELECT ${doctorId}, t::date, t::time, t::time + interval '30 minutes', tstzrange(t, t + interval '30 minutes')
      FROM (SELECT date_trunc('day', now()) + interval '2 days 12 hours' AS t) AS start RETURNING id)
    SELECT slot.id, d.slug FROM slot, doctors d WHERE d.id = ${doctorId}`;
  const { id, slug } = row!;
  // Nothing tells it of a change.
  const hears = () => true;
  const streams = new Streams(() => '', hears, { most: 0, mostOfAnAddress: 0 });
  const live = { kept: new Kept(hears), streams };
  const { app } = testApp(db, {}, undefined, live);
  const stranger = browser(app);
  const returning = browser(app, { headers: { cookie: `visitor=${'a'.repeat(32)}` } });
  const shows = async (asker: typeof stranger, path: string) => (await asker.get(path)).body;

  const time = new RegExp(`slot[=-]${id}\\b`);
  for (const path of ['/', `/doctors/${slug}`]) expect(await shows(stranger, path)).toMatch(time);
  await held(db, id, visitor('Ada'));
  // Two seconds at most.
  for (const path of ['/', `/doctors/${slug}`]) expect(await shows(stranger, path)).toMatch(time);
  for (const path of ['/', `/doctors/${slug}`]) expect(await shows(returning, path)).not.toMatch(time);
  await streams.close();
});
