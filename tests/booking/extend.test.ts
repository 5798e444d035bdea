import { describe, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import { extendHold, MOST_EXTENSIONS } from '../../src/booking/extend.ts';
import { holdSlot } from '../../src/booking/hold.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import {
  booking,
  busy,
  endsIn,
  held,
  readHold,
  readSlot,
  rules,
  slot,
  start,
  startsIn,
  type,
  visitor,
  withdraw,
} from '../support/clinic.ts';
import { soundDatabase } from './sound.ts';

const db = soundDatabase();

const refused = (reason: string) => ({ ok: false, reason });

test('Ada lengthens her hold by five minutes from its end, not from now', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await endsIn(db, hold, 60_000);
  const { expires_at } = await readHold(db, hold);
  const until = expires_at.add({ minutes: 5 });
  expect(await extendHold(db, hold, rules)).toEqual({ ok: true, expiresAt: until });
  expect(await readHold(db, hold)).toMatchObject({ ended: null, expires_at: until, extensions: 1 });
  expect(await readSlot(db, slotId)).toEqual({ status: 'held', held_by: hold, held_until: until });
});

test('a hold is lengthened to where its slot begins, and not beyond', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await startsIn(db, slotId, 8 * 60_000);
  const [row] = await db.sql<{ starts_at: Temporal.Instant }[]>`SELECT starts_at FROM time_slots WHERE id = ${slotId}`;
  for (const _ of ['once', 'twice']) {
    expect(await extendHold(db, hold, rules)).toEqual({ ok: true, expiresAt: row!.starts_at });
  }
});

test('what Ada typed stays when she lengthens her hold', async () => {
  const hold = await held(db, await slot(db), visitor('Ada'));
  await type(db, hold, { name: 'Ada' });
  await extendHold(db, hold, rules);
  expect(await readHold(db, hold)).toMatchObject({ draft: { name: 'Ada' } });
});

test('Ada lengthens her hold ten times and not an eleventh', async () => {
  const hold = await held(db, await slot(db), visitor('Ada'));
  for (let time = 1; time <= MOST_EXTENSIONS; time++)
    expect(await extendHold(db, hold, rules)).toMatchObject({ ok: true });
  const before = await readHold(db, hold);
  expect(before.extensions).toBe(10);
  expect(await extendHold(db, hold, rules)).toEqual(refused('limit'));
  expect(await readHold(db, hold)).toEqual(before);
});

test('Ada lengthens her hold on a slot that is withdrawn meanwhile', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await withdraw(db, slotId);
  expect(await extendHold(db, hold, rules)).toMatchObject({ ok: true });
});

test('a slot that started while Ada held it is taken', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await start(db, slotId);
  expect(await extendHold(db, hold, rules)).toEqual(refused('taken'));
});

test('a released hold has ended', async () => {
  const hold = await held(db, await slot(db), visitor('Ada'));
  await releaseHold(db, hold);
  expect(await extendHold(db, hold, rules)).toEqual(refused('ended'));
});

test('a moved hold has ended, and its slot stays free', async () => {
  const ada = visitor('Ada');
  const first = await slot(db);
  const hold = await held(db, first, ada);
  await held(db, await slot(db), ada);
  expect(await extendHold(db, hold, rules)).toEqual(refused('ended'));
  expect(await readSlot(db, first)).toMatchObject({ status: 'available' });
});

test('a confirmed hold is an appointment', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await confirmHold(db, hold, booking('Ada'), { soft: false });
  expect(await extendHold(db, hold, rules)).toEqual(refused('confirmed'));
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
});

test('a hold that never was is not found', async () => {
  expect(await extendHold(db, '0123456789abcdef0123456789abcdef', rules)).toEqual(refused('hold_not_found'));
});

test('a hold that runs out on a withdrawn slot while Ada waits is not given back', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await withdraw(db, slotId);
  await endsIn(db, hold, 300);
  await busy(db, slotId, 600);
  expect(await extendHold(db, hold, rules)).toEqual(refused('taken'));
});

describe.each([
  ['before the sweep', async () => {}],
  ['after the sweep', async () => void (await sweepHolds(db))],
])('%s', (_, sweep) => {
  test('Ada has her slot back for five minutes from now after her hold ran out, with what she typed', async () => {
    const slotId = await slot(db);
    const hold = await held(db, slotId, visitor('Ada'));
    await type(db, hold, { name: 'Ada' });
    await endsIn(db, hold, -120_000);
    await sweep();
    const before = Temporal.Now.instant();
    const outcome = await extendHold(db, hold, rules);
    if (!outcome.ok) throw new Error(outcome.reason);
    expect(outcome.expiresAt.since(before).total('seconds')).toBeGreaterThanOrEqual(300);
    expect(outcome.expiresAt.since(Temporal.Now.instant()).total('seconds')).toBeLessThanOrEqual(300);
    expect(await readHold(db, hold)).toMatchObject({ ended: null, extensions: 1, draft: { name: 'Ada' } });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: hold, held_until: outcome.expiresAt });
    expect(await holdSlot(db, slotId, visitor('Ben'), rules)).toEqual(refused('taken'));
  });

  test('Ada does not have her slot back once Ben holds it, and what she typed waits for her', async () => {
    const slotId = await slot(db);
    const hers = await held(db, slotId, visitor('Ada'));
    await type(db, hers, { name: 'Ada' });
    await endsIn(db, hers);
    await sweep();
    const his = await held(db, slotId, visitor('Ben'));
    expect(await extendHold(db, hers, rules)).toEqual(refused('taken'));
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: his });
    expect(await readHold(db, hers)).toMatchObject({ ended: 'expired', draft: { name: 'Ada' } });
  });

  test('Ada has her slot back when Ben, who held it after her, let his hold run out too', async () => {
    const slotId = await slot(db);
    const hers = await held(db, slotId, visitor('Ada'));
    await endsIn(db, hers);
    const his = await held(db, slotId, visitor('Ben'));
    await endsIn(db, his);
    await sweep();
    expect(await extendHold(db, hers, rules)).toMatchObject({ ok: true });
    expect(await readHold(db, his)).toMatchObject({ ended: 'expired' });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: hers });
  });

  test('a hold that ran out on a withdrawn slot is not given back', async () => {
    const slotId = await slot(db);
    const hold = await held(db, slotId, visitor('Ada'));
    await endsIn(db, hold);
    await withdraw(db, slotId);
    await sweep();
    expect(await extendHold(db, hold, rules)).toEqual(refused('taken'));
  });

  test('what ran out counts as a new hold: an address that has its fill has no more', async () => {
    const { address } = visitor('the library');
    const two = { holdMinutes: 5, holdsPerAddress: 2 };
    const ada = await held(db, await slot(db), visitor('Ada', address));
    const ben = await held(db, await slot(db), visitor('Ben', address));
    const { expires_at } = await readHold(db, ben);
    await held(db, await slot(db), visitor('Ruth', address));
    expect(await extendHold(db, ada, two)).toMatchObject({ ok: true });
    await endsIn(db, ada);
    expect(await extendHold(db, ada, two)).toEqual({ ok: false, reason: 'too_many_holds', firstEndsAt: expires_at });
    expect(await extendHold(db, ada, { ...two, holdsPerAddress: 3 })).toMatchObject({ ok: true });
  });

  test('a hold that ran out after its tenth extension is not given back', async () => {
    const hold = await held(db, await slot(db), visitor('Ada'));
    await db.sql`UPDATE slot_holds SET extensions = 10 WHERE id = ${hold}`;
    await endsIn(db, hold);
    await sweep();
    expect(await extendHold(db, hold, rules)).toEqual(refused('limit'));
  });
});
