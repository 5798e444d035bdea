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

/** Who waits for a frozen process waits five seconds for it; milliseconds that are well below. */
const WAITING = 3_000;

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const begun = performance.now();
  return [await work, performance.now() - begun];
}

test('a process that freezes while its hold is on the way leaves a whole hold, and holds up nobody', async () => {
  const slotId = await slot(db);
  await freezeInAStatement(slotId);
  const [outcome, took] = await timed(holdSlot(db, slotId, visitor('Ben'), rules));
  expect(outcome).toEqual({ ok: false, reason: 'taken' });
  expect(took).toBeLessThan(WAITING);
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'held' });
});

test('a process that freezes inside a transaction keeps the slot for five seconds and no longer', async () => {
  const [slotId, other] = [await slot(db), await slot(db)];
  await freezeInATransaction(slotId);
  const ben = holdSlot(db, slotId, visitor('Ben'), rules);
  const [elsewhere, quick] = await timed(holdSlot(db, other, visitor('Ruth'), rules));
  expect(elsewhere).toMatchObject({ ok: true });
  expect(quick).toBeLessThan(WAITING);
  const [outcome, took] = await timed(ben);
  expect(outcome).toMatchObject({ ok: true, already: false });
  expect(took).toBeLessThan(20_000);
});

test('without the limit on idle transactions Ben waits in vain', async () => {
  const slotId = await slot(db);
  await freezeInATransaction(slotId, 0);
  const impatient = connect(database.url, { max: 1 });
  await impatient.sql`SET lock_timeout = 400`;
  await expect(holdSlot(impatient, slotId, visitor('Ben'), rules)).rejects.toMatchObject({ code: '55P03' });
  await impatient.sql.end();
});

test('with it Ben has the slot, though he waits no longer for a lock', async () => {
  const slotId = await slot(db);
  await freezeInATransaction(slotId, 400);
  const impatient = connect(database.url, { max: 1 });
  await impatient.sql`SET lock_timeout = 400`;
  expect(await holdSlot(impatient, slotId, visitor('Ben'), rules)).toMatchObject({ ok: true });
  await impatient.sql.end();
});
