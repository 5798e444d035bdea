import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { saveDraft } from '../../src/booking/held.ts';
import { holdSlot } from '../../src/booking/hold.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import {
  booking,
  busy,
  doctor,
  endsIn,
  held,
  readHold,
  readSlot,
  rules,
  slot,
  slots,
  start,
  startsIn,
  type,
  visitor,
  withdraw,
} from '../support/clinic.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import { soundDatabase } from './sound.ts';

const db = soundDatabase();

const taken = { ok: false, reason: 'taken' };

test('Ada holds a free slot for five minutes', async () => {
  const slotId = await slot(db);
  const before = Temporal.Now.instant();
  const outcome = await holdSlot(db, slotId, visitor('Ada'), rules);
  if (!outcome.ok) throw new Error(outcome.reason);
  expect(outcome.already).toBe(false);
  const after = Temporal.Now.instant();
  expect(outcome.expiresAt.since(before).total('seconds')).toBeGreaterThanOrEqual(300);
  expect(outcome.expiresAt.since(after).total('seconds')).toBeLessThanOrEqual(300);
  expect(await readSlot(db, slotId)).toEqual({
    status: 'held',
    held_by: outcome.holdId,
    held_until: outcome.expiresAt,
  });
  expect(await readHold(db, outcome.holdId)).toMatchObject({
    ended: null,
    expires_at: outcome.expiresAt,
    extensions: 0,
  });
});

test('a hold lasts as long as the practice says', async () => {
  const outcome = await holdSlot(db, await slot(db), visitor('Ada'), { ...rules, holdMinutes: 12 });
  expect(outcome.ok && outcome.expiresAt.since(Temporal.Now.instant()).total('minutes')).toBeCloseTo(12, 0);
});

test('a hold ends where its slot begins: nobody is promised what is over by then', async () => {
  const slotId = await slot(db);
  await startsIn(db, slotId, 3 * 60_000);
  const hold = await held(db, slotId, visitor('Ada'));
  const [row] = await db.sql<{ starts_at: Temporal.Instant }[]>`SELECT starts_at FROM time_slots WHERE id = ${slotId}`;
  expect(await readHold(db, hold)).toMatchObject({ expires_at: row!.starts_at });
});

test('a hold reads the slots that it is about, not every slot that there is', async () => {
  const [slotId] = await slots(db, 3_000);
  await db.sql`ANALYZE time_slots`;
  await db.sql.begin(async (sql) => {
    await sql`SELECT hold_slot(${slotId!}, ${'1'.repeat(32)}, 'Ada', 'here', 5, 20)`;
    const [read] = await sql`SELECT seq_tup_read AS rows FROM pg_stat_xact_user_tables WHERE relname = 'time_slots'`;
    expect(read).toEqual({ rows: 0 });
  });
});

test('Ada who holds the slot already keeps the same hold, to the same end', async () => {
  const slotId = await slot(db);
  const ada = visitor('Ada');
  const first = await holdSlot(db, slotId, ada, rules);
  expect(await holdSlot(db, slotId, ada, rules)).toEqual({ ...first, already: true });
});

test('Ada who holds a slot that is withdrawn meanwhile keeps it', async () => {
  const slotId = await slot(db);
  const ada = visitor('Ada');
  const holdId = await held(db, slotId, ada);
  await withdraw(db, slotId);
  expect(await holdSlot(db, slotId, ada, rules)).toMatchObject({ ok: true, holdId, already: true });
});

test('Ben cannot hold the slot that Ada holds', async () => {
  const slotId = await slot(db);
  const holdId = await held(db, slotId, visitor('Ada'));
  expect(await holdSlot(db, slotId, visitor('Ben'), rules)).toEqual(taken);
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: holdId });
});

test('a crowd behind a slot that is visibly taken is told so without waiting for anyone', async () => {
  const slotId = await slot(db);
  await held(db, slotId, visitor('Ada'));
  await db.sql.begin(async (sql) => {
    await sql`SELECT FROM time_slots WHERE id = ${slotId} FOR UPDATE`;
    expect(await holdSlot(db, slotId, visitor('Ben'), rules)).toEqual(taken);
  });
});

test('Ben cannot hold the slot that Ada has booked, and can once she cancels', async () => {
  const slotId = await slot(db);
  const ben = visitor('Ben');
  const booked = await confirmHold(db, await held(db, slotId, visitor('Ada')), booking('Ada'), { soft: false });
  if (!booked.ok) throw new Error(booked.reason);
  expect(await holdSlot(db, slotId, ben, rules)).toEqual(taken);
  await cancelAppointment(db, booked.appointmentId, null);
  expect(await holdSlot(db, slotId, ben, rules)).toMatchObject({ ok: true, already: false });
});

test('nobody can hold a withdrawn slot', async () => {
  const slotId = await slot(db);
  await withdraw(db, slotId);
  expect(await holdSlot(db, slotId, visitor('Ada'), rules)).toEqual(taken);
});

test('nobody can hold a slot that has started', async () => {
  expect(await holdSlot(db, await slot(db, { inMinutes: -1 }), visitor('Ada'), rules)).toEqual(taken);
});

test('a slot that starts while Ada waits for it is taken', async () => {
  const slotId = await slot(db, { inMinutes: 0 });
  await startsIn(db, slotId, 300);
  await busy(db, slotId, 600);
  expect(await holdSlot(db, slotId, visitor('Ada'), rules)).toEqual(taken);
});

test('a slot that started while Ada held it is not hers any more', async () => {
  const slotId = await slot(db);
  const ada = visitor('Ada');
  await held(db, slotId, ada);
  await start(db, slotId);
  expect(await holdSlot(db, slotId, ada, rules)).toEqual(taken);
});

test('a slot that does not exist cannot be held', async () => {
  expect(await holdSlot(db, 987_654_321, visitor('Ada'), rules)).toEqual({ ok: false, reason: 'slot_not_found' });
});

describe.each([
  ['before the sweep', async () => {}],
  ['after the sweep', async () => void (await sweepHolds(db))],
])('%s', (_, sweep) => {
  test('Ben takes the slot of a hold that ran out, which becomes expired', async () => {
    const slotId = await slot(db);
    const hers = await held(db, slotId, visitor('Ada'));
    await endsIn(db, hers);
    await sweep();
    const his = await held(db, slotId, visitor('Ben'));
    expect(await readHold(db, hers)).toMatchObject({ ended: 'expired' });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: his });
  });

  test('nobody takes the slot of a hold that ran out where the slot is withdrawn', async () => {
    const slotId = await slot(db);
    const ada = visitor('Ada');
    await endsIn(db, await held(db, slotId, ada));
    await withdraw(db, slotId);
    await sweep();
    expect(await holdSlot(db, slotId, visitor('Ben'), rules)).toEqual(taken);
    expect(await holdSlot(db, slotId, ada, rules)).toEqual(taken);
  });

  test('Ada takes her own slot anew after her hold ran out, with what she typed', async () => {
    const slotId = await slot(db);
    const ada = visitor('Ada');
    const first = await held(db, slotId, ada);
    await type(db, first, { name: 'Ada' });
    await endsIn(db, first);
    await sweep();
    const second = await held(db, slotId, ada);
    expect(second).not.toBe(first);
    expect(await readHold(db, first)).toMatchObject({ ended: 'moved', draft: null });
    expect(await readHold(db, second)).toMatchObject({ ended: null, draft: { name: 'Ada' }, extensions: 0 });
  });

  test('a hold that ran out is moved like a live one, so that it cannot be taken up beside the new one', async () => {
    const [first, second] = [await slot(db), await slot(db)];
    const ada = visitor('Ada');
    const hold = await held(db, first, ada);
    await type(db, hold, { name: 'Ada' });
    await endsIn(db, hold);
    await sweep();
    const moved = await held(db, second, ada);
    expect(await readHold(db, hold)).toMatchObject({ ended: 'moved', draft: null });
    expect(await readHold(db, moved)).toMatchObject({ draft: { name: 'Ada' } });
    expect(await readSlot(db, first)).toMatchObject({ status: 'available' });
  });

  test.each([
    [6, 6, null],
    [6, 4, { name: 'Ada' }],
    [4, 6, { name: 'Ada' }],
  ])(
    'run out %i minutes ago, typed on %i minutes ago: the next one at a shared computer has %j',
    async (ended, typed, draft) => {
      const ada = visitor('Ada');
      const hold = await held(db, await slot(db), ada);
      await type(db, hold, { name: 'Ada' });
      await endsIn(db, hold, -ended * 60_000);
      await db.sql`UPDATE slot_holds SET typed_at = clock_timestamp() - make_interval(mins => ${typed}) WHERE id = ${hold}`;
      await sweep();
      const next = await held(db, await slot(db), ada);
      expect(await readHold(db, next)).toMatchObject({ draft });
      expect(await readHold(db, hold)).toMatchObject({ ended: 'moved', draft: null });
    },
  );

  test('a hold that ran out moves though its slot is somebody else’s now, whom that does not touch', async () => {
    const [first, second] = [await slot(db), await slot(db)];
    const ada = visitor('Ada');
    const hers = await held(db, first, ada);
    await endsIn(db, hers);
    await sweep();
    const his = await held(db, first, visitor('Ben'));
    await held(db, second, ada);
    expect(await readHold(db, hers)).toMatchObject({ ended: 'moved' });
    expect(await readSlot(db, first)).toMatchObject({ status: 'held', held_by: his });
  });
});

describe('Ada who holds another slot', () => {
  test('moves: the other is free, and what she typed comes along', async () => {
    const [first, second] = [await slot(db), await slot(db)];
    const ada = visitor('Ada');
    const old = await held(db, first, ada);
    await type(db, old, { name: 'Ada', phone: '020 7946 0000' });
    const hold = await held(db, second, ada);
    expect(await readSlot(db, first)).toEqual({ status: 'available', held_by: null, held_until: null });
    expect(await readHold(db, old)).toMatchObject({ ended: 'moved', draft: null });
    expect(await readHold(db, hold)).toMatchObject({ ended: null, draft: { name: 'Ada', phone: '020 7946 0000' } });
    expect(await holdSlot(db, first, visitor('Ben'), rules)).toMatchObject({ ok: true });
  });

  test('moves: what is being saved at this moment comes along too', async () => {
    const ada = visitor('Ada');
    const hold = await held(db, await slot(db), ada);
    const next = await slot(db);
    const { moving } = await db.sql.begin(async (sql) => {
      await saveDraft({ ...db, sql: sql as never }, hold, { name: 'Ada' });
      const moving = holdSlot(db, next, ada, rules);
      await untilSomeoneWaits(db, 'hold_slot');
      return { moving };
    });
    const moved = await moving;
    expect(await readHold(db, (moved as { holdId: string }).holdId)).toMatchObject({ draft: { name: 'Ada' } });
  });

  test('leaves a withdrawn slot, which is then offered to nobody', async () => {
    const [first, second] = [await slot(db), await slot(db)];
    const ada = visitor('Ada');
    await held(db, first, ada);
    await withdraw(db, first);
    await held(db, second, ada);
    expect(await holdSlot(db, first, visitor('Ben'), rules)).toEqual(taken);
  });

  test.each([
    ['held by Ben', async (slotId: number) => void (await held(db, slotId, visitor('Ben')))],
    ['withdrawn', (slotId: number) => withdraw(db, slotId)],
    ['started', (slotId: number) => start(db, slotId)],
  ])('keeps it, and what she typed, where the new one is %s', async (_, spoil) => {
    const [first, second] = [await slot(db), await slot(db)];
    const ada = visitor('Ada');
    const hold = await held(db, first, ada);
    await type(db, hold, { name: 'Ada' });
    const before = await readHold(db, hold);
    await spoil(second);
    expect(await holdSlot(db, second, ada, rules)).toEqual(taken);
    expect(await readHold(db, hold)).toEqual(before);
    expect(await readSlot(db, first)).toMatchObject({ status: 'held', held_by: hold });
  });

  test('keeps what she booked before: a confirmed or released hold does not move', async () => {
    const ada = visitor('Ada');
    const confirmed = await held(db, await slot(db), ada);
    await confirmHold(db, confirmed, booking('Ada', { email: 'keeps@example.org' }), { soft: false });
    const released = await held(db, await slot(db, { inMinutes: 120 }), ada);
    await releaseHold(db, released);
    await held(db, await slot(db), ada);
    expect(await readHold(db, confirmed)).toMatchObject({ ended: 'confirmed' });
    expect(await readHold(db, released)).toMatchObject({ ended: 'released' });
  });
});

describe('the cap on standing holds of one address', () => {
  const two = { ...rules, holdsPerAddress: 2 };

  test('refuses one more, and says when the first ends', async () => {
    const doctorId = await doctor(db);
    const ids: number[] = [];
    for (const inMinutes of [60, 90, 120]) ids.push(await slot(db, { doctorId, inMinutes }));
    const first = await held(db, ids[0]!, visitor('Ada', 'the library'));
    await held(db, ids[1]!, visitor('Ben', 'the library'));
    const firstEndsAt = (await readHold(db, first)).expires_at;
    expect(await holdSlot(db, ids[2]!, visitor('Ruth', 'the library'), two)).toEqual({
      ok: false,
      reason: 'too_many_holds',
      firstEndsAt,
    });
    expect(await readSlot(db, ids[2]!)).toMatchObject({ status: 'available' });
    expect(await holdSlot(db, ids[2]!, visitor('Ruth', 'at home'), two)).toMatchObject({ ok: true });
  });

  test('says when the first that lives ends, whatever ended before', async () => {
    const address = 'the old library';
    const released = await held(db, await slot(db), visitor('Ada', address));
    await releaseHold(db, released);
    const over = await held(db, await slot(db), visitor('Ada', address));
    await endsIn(db, over);
    const own = visitor('Ruth', address);
    await endsIn(db, await held(db, await slot(db), own), 60_000);
    await endsIn(db, await held(db, await slot(db), visitor('Elsewhere')), 60_000);
    for (const name of ['Ada', 'Ben'])
      await endsIn(db, await held(db, await slot(db), visitor(name, address)), 120_000);
    const refused = await holdSlot(db, await slot(db), own, { holdMinutes: 5, holdsPerAddress: 2 });
    expect(refused).toMatchObject({ ok: false, reason: 'too_many_holds' });
    const seconds = Temporal.Now.instant()
      .until((refused as { firstEndsAt: Temporal.Instant }).firstEndsAt)
      .total('seconds');
    expect(seconds).toBeGreaterThan(90);
    expect(seconds).toBeLessThanOrEqual(120);
  });

  test('nobody waits for a slot that a neighbour of the same address wants', async () => {
    const [wanted, other] = [await slot(db), await slot(db)];
    const address = 'the full waiting room';
    const { neighbour } = await db.sql.begin(async (sql) => {
      await sql`SELECT FROM time_slots WHERE id = ${wanted} FOR UPDATE`;
      const neighbour = holdSlot(db, wanted, visitor('Ada', address), rules);
      await untilSomeoneWaits(db, 'hold_slot');
      expect(await holdSlot(db, other, visitor('Ben', address), rules)).toMatchObject({ ok: true });
      return { neighbour };
    });
    expect(await neighbour).toMatchObject({ ok: true });
  });

  test('lets a visitor whose own hold is one of them move', async () => {
    const ada = visitor('Ada', 'the café');
    await held(db, await slot(db), ada);
    await held(db, await slot(db), visitor('Ben', 'the café'));
    expect(await holdSlot(db, await slot(db), ada, two)).toMatchObject({ ok: true });
  });

  test('says taken rather than too many where the slot is taken, so that nothing is learnt by asking', async () => {
    const slotId = await slot(db);
    await held(db, await slot(db), visitor('Ada', 'the school'));
    await held(db, slotId, visitor('Ben', 'the school'));
    expect(await holdSlot(db, slotId, visitor('Ruth', 'the school'), two)).toEqual(taken);
  });

  test.each([
    ['released', async (holdId: string) => void (await releaseHold(db, holdId))],
    ['booked', async (id: string) => void (await confirmHold(db, id, booking('Ben Cap'), { soft: false }))],
    ['run out', (holdId: string) => endsIn(db, holdId)],
    ['run out and swept', (holdId: string) => endsIn(db, holdId).then(() => sweepHolds(db))],
  ])('counts no hold that is %s', async (state, end) => {
    const address = `the ${state} house`;
    await held(db, await slot(db), visitor('Ada', address));
    await end(await held(db, await slot(db), visitor('Ben', address)));
    expect(await holdSlot(db, await slot(db), visitor('Ruth', address), two)).toMatchObject({ ok: true });
  });
});
