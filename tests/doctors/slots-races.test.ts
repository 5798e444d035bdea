import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdSlot } from '../../src/booking/hold.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { connect, type Db } from '../../src/db/client.ts';
import { refreshHorizon } from '../../src/doctors/horizon.ts';
import { brokenPromises, endsIn, rules, visitor } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import { horizon, inDays, offered, practising, slotAt, works } from './practice.ts';

const database = ownDatabase({ max: 20 });
const { db } = database;
let otherInstance: Db;
beforeAll(() => {
  otherInstance = connect(database.url);
});
afterAll(async () => {
  expect(await brokenPromises(db)).toEqual([]);
  await otherInstance.sql.end();
});

const day = inDays(3);
const setLength = (doctorId: number, minutes: number) =>
  db.sql`UPDATE doctors SET slot_duration = ${minutes} WHERE id = ${doctorId}`;

test('two instances that refresh at once make every time once', async () => {
  const doctorIds = await Promise.all(Array.from({ length: 30 }, () => practising(db)));
  const made = await Promise.all(
    [db, otherInstance, db, otherInstance].map((on) => refreshHorizon(on, horizon, { doctorIds })),
  );
  const [row] = await db.sql`SELECT count(*) AS slots, count(DISTINCT (doctor_id, during)) AS times FROM time_slots`;
  expect(row?.slots).toBe(row?.times);
  expect(made.reduce((sum, { created }) => sum + created, 0)).toBe(row?.slots);
});

test('a slot that is held while a refresh waits for it keeps its place, and nothing comes over it', async () => {
  const doctorId = await practising(db, { hours: ['09:00-12:00'], minutes: 30 });
  const refresh = () => refreshHorizon(otherInstance, horizon, { doctorIds: [doctorId] });
  await refresh();
  await setLength(doctorId, 45);
  await refresh();
  await setLength(doctorId, 30);
  const slotId = await slotAt(db, doctorId, day, '09:45');

  const waiting = await db.sql.begin(async (sql) => {
    const [row] = await sql`SELECT * FROM hold_slot(${slotId}, ${'h'.repeat(32)}, 'Ada', 'here', 5, 20)`;
    expect(row?.outcome).toBe('held');
    const refreshed = refresh();
    await untilSomeoneWaits(db, 'refresh_slots');
    return { refreshed };
  });
  await waiting.refreshed;
  expect(await offered(db, doctorId, day)).toEqual(['09:00-09:30', '10:30-11:00', '11:00-11:30', '11:30-12:00']);
});

test('a refresh that was held up does not undo what hours changed since have made', async () => {
  const doctorId = await practising(db, { hours: ['09:00-10:00'] });
  const refresh = () => refreshHorizon(otherInstance, horizon, { doctorIds: [doctorId] });
  await refresh();
  await works(db, doctorId, ['11:00-12:00']);
  const slotId = await slotAt(db, doctorId, day, '09:00');
  const { first, second } = await db.sql.begin(async (sql) => {
    await sql`SELECT FROM time_slots WHERE id = ${slotId} FOR UPDATE`;
    const first = refresh();
    await untilSomeoneWaits(db, 'refresh_slots');
    await works(db, doctorId, ['09:00-10:00', '14:00-15:00']);
    const second = refresh();
    await Promise.race([second, untilSomeoneWaits(db, 'refresh_slots', 2)]);
    return { first, second };
  });
  await Promise.all([first, second]);
  expect(await offered(db, doctorId, day)).toEqual(['09:00-09:30', '09:30-10:00', '14:00-14:30', '14:30-15:00']);
});

test('changes of hours under a crowd that holds, moves, lets go and forgets: no deadlock, no hold lost', async () => {
  const doctorId = await practising(db, { hours: ['09:00-17:00'], minutes: 30 });
  await refreshHorizon(db, horizon, { doctorIds: [doctorId] });
  const slots = await db.sql<
    { id: number }[]
  >`SELECT id FROM time_slots WHERE doctor_id = ${doctorId} ORDER BY random() LIMIT 60`;
  let over = false;
  const outcomes: Record<string, number> = {};

  const someone = async (name: string) => {
    const who = visitor(name);
    while (!over) {
      const { id } = slots[Math.floor(Math.random() * slots.length)]!;
      const hold = await holdSlot(db, id, who, rules);
      outcomes[hold.ok ? 'held' : hold.reason] = (outcomes[hold.ok ? 'held' : hold.reason] ?? 0) + 1;
      if (!hold.ok) continue;
      const [row] =
        await db.sql`SELECT s.held_by FROM time_slots s JOIN slot_holds h ON h.slot_id = s.id WHERE h.id = ${hold.holdId}`;
      expect(row?.held_by).toBe(hold.holdId);
      const then = Math.random();
      if (then < 0.4) await releaseHold(db, hold.holdId);
      else if (then < 0.8) await endsIn(db, hold.holdId);
    }
  };
  const crowd = Array.from({ length: 12 }, (_, nth) => someone(`visitor ${nth}`));
  for (let round = 0; round < 40 || (outcomes.held ?? 0) <= 100; round++) {
    await setLength(doctorId, round % 2 ? 30 : 20);
    await Promise.all([
      refreshHorizon(db, horizon, { doctorIds: [doctorId] }),
      refreshHorizon(otherInstance, horizon, { doctorIds: [doctorId] }),
      sweepHolds(db),
    ]);
  }
  over = true;
  await Promise.all(crowd);
  expect((await db.sql`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`)[0]?.deadlocks).toBe(
    0,
  );
});
