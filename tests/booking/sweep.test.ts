import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import { DRAFT_MINUTES, sweepHolds } from '../../src/booking/sweep.ts';
import {
  booking,
  brokenPromises,
  endsIn,
  held,
  readHold,
  readSlot,
  slot,
  slots,
  type,
  visitor,
} from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
});
beforeEach(async () => void (await sweepHolds(db)));
afterAll(async () => {
  expect(await brokenPromises(db)).toEqual([]);
  await database.drop();
});

const minutes = 60_000;

test('the sweep frees the slots of holds that have run out, and of no others', async () => {
  const [over, live, gone] = [await slot(db), await slot(db), await slot(db)];
  const hold = await held(db, over, visitor('Ada'));
  await type(db, hold, { name: 'Ada' });
  await endsIn(db, hold);
  const his = await held(db, live, visitor('Ben'));
  await confirmHold(db, await held(db, gone, visitor('Ruth')), booking('Ruth'), { soft: false });
  expect(await sweepHolds(db)).toEqual({ swept: 1, erased: 0 });
  expect(await readSlot(db, over)).toEqual({ status: 'available', held_by: null, held_until: null });
  expect(await readHold(db, hold)).toMatchObject({ ended: 'expired', draft: { name: 'Ada' } });
  expect(await readSlot(db, live)).toMatchObject({ status: 'held', held_by: his });
  expect(await readSlot(db, gone)).toMatchObject({ status: 'booked' });
  expect(await sweepHolds(db)).toEqual({ swept: 0, erased: 0 });
});

test('the sweep goes on until nothing is left, batch after batch', async () => {
  await db.sql`
    WITH made AS (
      INSERT INTO time_slots (doctor_id, date, start_time, end_time, during, status, held_by, held_until)
      SELECT d.id, '2030-01-01', '9:00', '9:05', tstzrange(t, t + interval '5 minutes'), 'held', repeat('x', 20) || n, now() - interval '1 second'
      FROM (SELECT id FROM doctors LIMIT 1) d, generate_series(1, 1200) n,
           LATERAL (SELECT timestamptz '2030-01-01' + n * interval '5 minutes' AS t) AS start
      RETURNING *)
    INSERT INTO slot_holds (id, slot_id, visitor, address, doctor_id, date, start_time, end_time, expires_at)
    SELECT held_by, id, held_by, 'crowd', doctor_id, date, start_time, end_time, held_until FROM made`;
  expect(await sweepHolds(db)).toEqual({ swept: 1200, erased: 0 });
});

test('the sweep leaves alone a slot that somebody works on, and waits for nobody', async () => {
  const [busy, idle] = [await slot(db), await slot(db)];
  for (const slotId of [busy, idle]) await endsIn(db, await held(db, slotId, visitor('Ada')));
  await db.sql.begin(async (sql) => {
    await sql`SELECT FROM time_slots WHERE id = ${busy} FOR UPDATE`;
    expect(await sweepHolds(db)).toMatchObject({ swept: 1 });
  });
  expect(await readSlot(db, busy)).toMatchObject({ status: 'held' });
  expect(await sweepHolds(db)).toMatchObject({ swept: 1 });
});

test('the sweep takes no more at a time than it was told, so that nobody waits long behind it', async () => {
  for (const slotId of await slots(db, 3)) await endsIn(db, await held(db, slotId, visitor('Ada')));
  for (const swept of [2, 1, 0]) expect(await db.sql`SELECT sweep_holds(2) AS swept`).toEqual([{ swept }]);
});

test('the sweep waits for nobody who is typing', async () => {
  const hold = await held(db, await slot(db), visitor('Ada'));
  await type(db, hold, { name: 'Ada' });
  await endsIn(db, hold, (-1 - DRAFT_MINUTES) * minutes);
  await db.sql.begin(async (sql) => {
    await sql`SELECT FROM slot_holds WHERE id = ${hold} FOR UPDATE`;
    expect(await db.sql`SELECT erase_old_drafts(${DRAFT_MINUTES}) AS erased`).toEqual([{ erased: 0 }]);
  });
  expect(await sweepHolds(db)).toEqual({ swept: 1, erased: 1 });
});

test('what a late patient types stays while they type', async () => {
  const hold = await held(db, await slot(db), visitor('Ada'));
  await endsIn(db, hold, (-1 - DRAFT_MINUTES) * minutes);
  await type(db, hold, { name: 'Ada' });
  expect(await sweepHolds(db)).toEqual({ swept: 1, erased: 0 });
  expect(await readHold(db, hold)).toMatchObject({ draft: { name: 'Ada' } });
});

test('what was typed waits an hour for a late patient, then it is erased', async () => {
  const [late, tooLate] = [
    await held(db, await slot(db), visitor('Ada')),
    await held(db, await slot(db), visitor('Ben')),
  ];
  for (const hold of [late, tooLate]) await type(db, hold, { name: 'Ada' });
  await endsIn(db, late, (1 - DRAFT_MINUTES) * minutes);
  await endsIn(db, tooLate, (-1 - DRAFT_MINUTES) * minutes);
  expect(await sweepHolds(db)).toEqual({ swept: 2, erased: 1 });
  expect(await readHold(db, late)).toMatchObject({ ended: 'expired', draft: { name: 'Ada' } });
  expect(await readHold(db, tooLate)).toMatchObject({ ended: 'expired', draft: null });
});
