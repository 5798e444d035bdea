import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdSlot } from '../../src/booking/hold.ts';
import { connect } from '../../src/db/client.ts';
import { brokenPromises, readSlot, rules, slot, visitor } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import type { Order } from '../support/racer.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import { Racers, tell } from './race.ts';

const database = ownDatabase({ each: true });
const { db } = database;
let racers: Racers;
beforeEach(async () => {
  racers = new Racers(1);
  await racers.connect(database.url, 3);
});
afterEach(async () => {
  expect(await brokenPromises(db)).toEqual([]);
  racers.stop();
});

/** Another process is stopped (SIGSTOP) when Postgres has its hold in hand, before it can hear the answer. */
async function freezeInAStatement(slotId: number) {
  const [racer] = racers.processes;
  await db.sql.begin(async (sql) => {
    await sql`SELECT FROM time_slots WHERE id = ${slotId} FOR UPDATE`;
    // Its report never comes.
    racer!.send({ do: 'race', moves: [{ verb: 'hold', slotId, visitor: visitor('Ada') }], at: 0 } satisfies Order);
    await untilSomeoneWaits(db, 'hold_slot');
    racer!.kill('SIGSTOP');
  });
  while ((await readSlot(db, slotId)).status !== 'held') await sleep(10);
}

/** Another process is stopped when it has made a hold in a transaction, before it can commit. */
async function freezeInATransaction(slotId: number, idle?: number) {
  const [racer] = racers.processes;
  await tell(racer!, { do: 'freeze', slotId, visitor: visitor('Ada'), ...(idle !== undefined && { idle }) });
}

test('a process that freezes while its hold is on the way leaves a whole hold, and holds up nobody', async () => {
  const slotId = await slot(db);
  await freezeInAStatement(slotId);
  // Who waited for anything of the frozen process would give up.
  const impatient = connect(database.url, { max: 1 });
  await impatient.sql`SET lock_timeout = 1`;
  expect(await holdSlot(impatient, slotId, visitor('Ben'), rules)).toEqual({ ok: false, reason: 'taken' });
  await impatient.sql.end();
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'held' });
});

test('a process that freezes inside a transaction keeps the slot for five seconds and no longer', async () => {
  const [slotId, other] = [await slot(db), await slot(db)];
  await freezeInATransaction(slotId);
  const ben = holdSlot(db, slotId, visitor('Ben'), rules);
  const ruth = holdSlot(db, other, visitor('Ruth'), rules);
  expect(await Promise.race([ben.then(() => 'Ben'), ruth.then(() => 'Ruth')])).toBe('Ruth');
  expect(await ruth).toMatchObject({ ok: true });
  expect(await ben).toMatchObject({ ok: true, already: false });
});

test('without the limit on idle transactions Ben waits in vain', async () => {
  const slotId = await slot(db);
  await freezeInATransaction(slotId, 0);
  const impatient = connect(database.url, { max: 1 });
  await impatient.sql`SET lock_timeout = 1500`;
  await expect(holdSlot(impatient, slotId, visitor('Ben'), rules)).rejects.toMatchObject({ code: '55P03' });
  await impatient.sql.end();
});

test('with it Ben has the slot, though he waits no longer for a lock', async () => {
  const slotId = await slot(db);
  await freezeInATransaction(slotId, 400);
  const impatient = connect(database.url, { max: 1 });
  await impatient.sql`SET lock_timeout = 1500`;
  expect(await holdSlot(impatient, slotId, visitor('Ben'), rules)).toMatchObject({ ok: true });
  await impatient.sql.end();
});
