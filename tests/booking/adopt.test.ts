import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { extendHold } from '../../src/booking/extend.ts';
import { adoptHold } from '../../src/booking/held.ts';
import { holdSlot } from '../../src/booking/hold.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { brokenPromises, endsIn, held, readHold, readSlot, rules, slot, type, visitor } from '../support/clinic.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
});
afterEach(async () => expect(await brokenPromises(db)).toEqual([]));
afterAll(() => database.drop());

const adopt = (holdId: string, visitorId: string) => adoptHold(db, holdId, visitorId);

test('a hold that Ada made without a cookie moves, with what she typed, when she holds another slot with one', async () => {
  const [first, second] = [await slot(db), await slot(db)];
  const hold = await held(db, first, visitor('Ada, without a cookie'));
  await type(db, hold, { name: 'Ada' });
  const ada = visitor('Ada');
  await adopt(hold, ada.id);
  const moved = await held(db, second, ada);
  expect(await readHold(db, hold)).toMatchObject({ ended: 'moved', draft: null });
  expect(await readHold(db, moved)).toMatchObject({ draft: { name: 'Ada' } });
  expect(await readSlot(db, first)).toMatchObject({ status: 'available' });
});

test('a hold that is named brings what was typed on it, however long ago', async () => {
  const hold = await held(db, await slot(db), visitor('Ada, without a cookie'));
  await type(db, hold, { name: 'Ada' });
  await endsIn(db, hold, -30 * 60_000);
  await db.sql`UPDATE slot_holds SET typed_at = clock_timestamp() - interval '30 minutes' WHERE id = ${hold}`;
  await sweepHolds(db);
  const ada = visitor('Ada');
  await adopt(hold, ada.id);
  const next = await held(db, await slot(db), ada);
  expect(await readHold(db, next)).toMatchObject({ draft: { name: 'Ada' } });
});

test('what Ada could have taken up again before she adopts a hold is moved: she never has two', async () => {
  const ada = visitor('Ada');
  const before = await held(db, await slot(db), ada);
  await endsIn(db, before);
  await sweepHolds(db);
  const hold = await held(db, await slot(db), visitor('Ada, without a cookie'));
  await adopt(hold, ada.id);
  expect(await extendHold(db, before, rules)).toEqual({ ok: false, reason: 'ended' });
  expect(await extendHold(db, hold, rules)).toMatchObject({ ok: true });
});

test('Ada who has an open hold keeps that one and adopts no other', async () => {
  const [first, second] = [await slot(db), await slot(db)];
  const ada = visitor('Ada');
  const hers = await held(db, first, ada);
  const other = await held(db, second, visitor('Ben'));
  await adopt(other, ada.id);
  expect(await holdSlot(db, second, ada, rules)).toEqual({ ok: false, reason: 'taken' });
  expect(await holdSlot(db, first, ada, rules)).toMatchObject({ ok: true, holdId: hers, already: true });
});

test('a released hold is adopted by nobody, and what Ada could take up again stays', async () => {
  const ada = visitor('Ada');
  const before = await held(db, await slot(db), ada);
  await endsIn(db, before);
  await sweepHolds(db);
  const released = await held(db, await slot(db), visitor('Ben'));
  await releaseHold(db, released);
  await adopt(released, ada.id);
  expect(await extendHold(db, before, rules)).toMatchObject({ ok: true });
});

test('a hold adopted in one tab while another slot is held in a second leaves nothing open behind', async () => {
  for (let round = 0; round < 40; round++) {
    const [first, second] = [await slot(db), await slot(db)];
    const hold = await held(db, first, visitor('Ada, without a cookie'));
    const ada = visitor('Ada');
    await Promise.all([adopt(hold, ada.id), holdSlot(db, second, ada, rules)]);
    expect(await brokenPromises(db)).toEqual([]);
  }
});
