import { describe, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import { holdSlot } from '../../src/booking/hold.ts';
import { releaseHold } from '../../src/booking/release.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import {
  booking,
  endsIn,
  held,
  readAppointment,
  readHold,
  readSlot,
  rules,
  slot,
  start,
  type,
  visitor,
  withdraw,
} from '../support/clinic.ts';
import { soundDatabase } from './sound.ts';

const db = soundDatabase();

const free = { status: 'available', held_by: null, held_until: null };

test('Ada lets her slot go: it is free, and what she typed is erased', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await type(db, hold, { name: 'Ada' });
  expect(await releaseHold(db, hold)).toEqual({ ok: true });
  expect(await readSlot(db, slotId)).toEqual(free);
  expect(await readHold(db, hold)).toMatchObject({ ended: 'released', draft: null });
});

test('Ada lets her slot go twice and hears the same, though Ben has it by then', async () => {
  const slotId = await slot(db);
  const hers = await held(db, slotId, visitor('Ada'));
  await releaseHold(db, hers);
  const his = await held(db, slotId, visitor('Ben'));
  expect(await releaseHold(db, hers)).toEqual({ ok: true });
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: his });
});

test('a slot withdrawn while Ada held it is offered to nobody after she lets it go', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await withdraw(db, slotId);
  expect(await releaseHold(db, hold)).toEqual({ ok: true });
  expect(await holdSlot(db, slotId, visitor('Ben'), rules)).toEqual({ ok: false, reason: 'taken' });
});

test('a slot that started while Ada held it can be let go', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  await start(db, slotId);
  expect(await releaseHold(db, hold)).toEqual({ ok: true });
  expect(await readSlot(db, slotId)).toEqual(free);
});

test('a moved hold stays moved: its visitor hears that the slot is let go', async () => {
  const ada = visitor('Ada');
  const hold = await held(db, await slot(db), ada);
  const moved = await held(db, await slot(db), ada);
  expect(await releaseHold(db, hold)).toEqual({ ok: true });
  expect(await readHold(db, hold)).toMatchObject({ ended: 'moved' });
  expect(await readHold(db, moved)).toMatchObject({ ended: null });
});

test('a booked appointment stands, whatever happens to the hold it came from', async () => {
  const slotId = await slot(db);
  const hold = await held(db, slotId, visitor('Ada'));
  const booked = await confirmHold(db, hold, booking('Ada'), { soft: false });
  if (!booked.ok) throw new Error(booked.reason);
  const before = await readAppointment(db, booked.appointmentId);
  expect(await releaseHold(db, hold)).toEqual({ ok: false, reason: 'confirmed' });
  expect(await readAppointment(db, booked.appointmentId)).toEqual(before);
  expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
  expect(await readHold(db, hold)).toMatchObject({ ended: 'confirmed' });
});

test('a hold that never was is not found', async () => {
  expect(await releaseHold(db, '0123456789abcdef0123456789abcdef')).toEqual({ ok: false, reason: 'hold_not_found' });
});

describe.each([
  ['before the sweep', async () => {}],
  ['after the sweep', async () => void (await sweepHolds(db))],
])('%s', (_, sweep) => {
  test('a hold that ran out is let go like a live one', async () => {
    const slotId = await slot(db);
    const hold = await held(db, slotId, visitor('Ada'));
    await type(db, hold, { name: 'Ada' });
    await endsIn(db, hold);
    await sweep();
    expect(await releaseHold(db, hold)).toEqual({ ok: true });
    expect(await readHold(db, hold)).toMatchObject({ ended: 'released', draft: null });
    expect(await readSlot(db, slotId)).toEqual(free);
  });

  test('a hold that ran out and lost its slot to Ben is let go, and Ben keeps the slot', async () => {
    const slotId = await slot(db);
    const hers = await held(db, slotId, visitor('Ada'));
    await endsIn(db, hers);
    await sweep();
    const his = await held(db, slotId, visitor('Ben'));
    expect(await releaseHold(db, hers)).toEqual({ ok: true });
    expect(await readHold(db, hers)).toMatchObject({ ended: 'released' });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: his });
  });
});
