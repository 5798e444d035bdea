import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { findHold } from '../../src/booking/held.ts';
import { holdSlot } from '../../src/booking/hold.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { releaseHold } from '../../src/booking/release.ts';
import {
  bookedAt,
  booking,
  doctor,
  endsIn,
  held,
  readAppointment,
  readHold,
  readSlot,
  rules,
  slot,
  slots,
  start,
  type,
  visitor,
  withdraw,
} from '../support/clinic.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import { soundDatabase } from './sound.ts';

const db = soundDatabase();

const free = { status: 'available', held_by: null, held_until: null };
const taken = { status: 'booked', held_by: null, held_until: null };

/** Ada's appointment with Dr Okafor, and another time of his that she holds to move there. */
async function aboutToMove() {
  const [from, to] = (await slots(db, 2)) as [number, number];
  const id = await bookedAt(db, from);
  const ada = visitor('Ada');
  return { id, from, to, ada, hold: await held(db, to, ada, id) };
}

const mailsOf = (id: number) => db.sql<
  { kind: string; recipient: string; about: { sequence: number; from?: string } }[]
>`
  SELECT kind, recipient, about FROM mails WHERE (about->>'appointmentId')::bigint = ${id} ORDER BY id`;

test('Ada moves: the same appointment at the new time, and the old one is free for Ben', async () => {
  const { id, from, to, hold } = await aboutToMove();
  const before = await readAppointment(db, id);
  expect(await moveAppointment(db, id, hold, 0)).toEqual({ ok: true, already: false });
  const [slotNow] = await db.sql`SELECT date, start_time, end_time, starts_at FROM time_slots WHERE id = ${to}`;
  const after = await readAppointment(db, id);
  expect(after).toMatchObject({ ...slotNow, status: 'scheduled', time_slot_id: to, sequence: 1 });
  expect(after.reference).toBe(before.reference);
  expect(before.moved_at).toBeNull();
  expect(Temporal.Instant.compare(after.moved_at!, before.created_at)).toBe(1);
  expect(await readSlot(db, to)).toEqual(taken);
  expect(await readSlot(db, from)).toEqual(free);
  expect(await readHold(db, hold)).toMatchObject({ ended: 'confirmed', draft: null, patient_id: after.patient_id });
  expect(await findHold(db, hold)).toMatchObject({ state: 'confirmed', moves: true, appointmentId: id });
  expect(await holdSlot(db, from, visitor('Ben'), rules)).toMatchObject({ ok: true });
});

test('until she has moved, the old time is hers and nothing is told', async () => {
  const { id, from, to, hold } = await aboutToMove();
  expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: from, sequence: 0 });
  expect(await readSlot(db, from)).toEqual(taken);
  expect(await readSlot(db, to)).toMatchObject({ status: 'held', held_by: hold });
  expect((await mailsOf(id)).map(({ kind }) => kind)).toEqual(['booked']);
});

test('each address hears of the move once, with the old time and a calendar that is newer', async () => {
  const [from, to] = (await slots(db, 2)) as [number, number];
  const bookedBy = { name: 'Mrs Tim', email: 'mother@example.org' };
  const id = await bookedAt(db, from, { ...booking(`Tim ${from}`), bookedBy });
  const [old] = await db.sql<
    { at: string }[]
  >`SELECT to_jsonb(starts_at) #>> '{}' AS at FROM time_slots WHERE id = ${from}`;
  const hold = await held(db, to, visitor('Ada'), id);
  await moveAppointment(db, id, hold, 0);
  await moveAppointment(db, id, hold, 0);
  const moved = (await mailsOf(id)).filter(({ kind }) => kind === 'moved');
  expect(moved.map(({ recipient }) => recipient).sort()).toEqual(['mother@example.org', `tim.${from}@example.org`]);
  for (const { about } of moved) expect(about).toMatchObject({ sequence: 1, from: old!.at });
});

describe('again', () => {
  test('by the same hold: the same answer, and nothing changes', async () => {
    const { id, hold } = await aboutToMove();
    await moveAppointment(db, id, hold, 0);
    const moved = await readAppointment(db, id);
    expect(await moveAppointment(db, id, hold, 0)).toEqual({ ok: true, already: true });
    expect(await readAppointment(db, id)).toEqual(moved);
  });

  test('when it is too late, or cancelled, by then: still the same answer', async () => {
    const { id, hold } = await aboutToMove();
    await moveAppointment(db, id, hold, 0);
    expect(await moveAppointment(db, id, hold, 48)).toEqual({ ok: true, already: true });
    await cancelAppointment(db, id, null);
    expect(await moveAppointment(db, id, hold, 0)).toEqual({ ok: true, already: true });
    expect(await readAppointment(db, id)).toMatchObject({ status: 'cancelled', sequence: 2 });
  });

  test('to a third time and back to the first', async () => {
    const { id, from, to, ada, hold } = await aboutToMove();
    await moveAppointment(db, id, hold, 0);
    const back = await held(db, from, ada, id);
    expect(await moveAppointment(db, id, back, 0)).toEqual({ ok: true, already: false });
    expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: from, sequence: 2 });
    expect(await readSlot(db, to)).toEqual(free);
  });
});

describe('soft expiry', () => {
  test('a hold that has run out still moves while its slot is free, swept or not', async () => {
    const { id, to, hold } = await aboutToMove();
    await endsIn(db, hold);
    expect(await moveAppointment(db, id, hold, 0)).toEqual({ ok: true, already: false });
    expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: to });
  });

  test('over another’s hold that ran out too, which becomes expired', async () => {
    const { id, to, hold } = await aboutToMove();
    await endsIn(db, hold);
    const bens = await held(db, to, visitor('Ben'));
    await endsIn(db, bens);
    expect(await moveAppointment(db, id, hold, 0)).toMatchObject({ ok: true });
    expect(await readHold(db, bens)).toMatchObject({ ended: 'expired' });
  });

  test.each<[string, (slotId: number) => Promise<unknown>]>([
    ['held by Ben', (slotId) => held(db, slotId, visitor('Ben'))],
    ['booked by Ben', (slotId) => bookedAt(db, slotId)],
    ['withdrawn', (slotId) => withdraw(db, slotId)],
    ['begun', (slotId) => start(db, slotId)],
  ])('but where the slot is %s by then, the appointment stays where it is', async (_, meanwhile) => {
    const { id, from, to, hold } = await aboutToMove();
    await endsIn(db, hold);
    await meanwhile(to);
    expect(await moveAppointment(db, id, hold, 0)).toEqual({ ok: false, reason: 'taken' });
    expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: from, sequence: 0 });
    expect(await readSlot(db, from)).toEqual(taken);
  });
});

describe('is refused, and nothing changes, where', () => {
  async function refused({ id, from }: { id: number; from: number }, holdId: string, reason: string, cutoff = 0) {
    const before = await readAppointment(db, id);
    expect(await moveAppointment(db, id, holdId, cutoff)).toEqual({ ok: false, reason });
    expect(await readAppointment(db, id)).toEqual(before);
    expect(await readSlot(db, from)).toEqual(before.status === 'cancelled' ? free : taken);
  }

  test('the new time was released', async () => {
    const it = await aboutToMove();
    await releaseHold(db, it.hold);
    await refused(it, it.hold, 'hold_ended');
  });

  test('the new time was left for another', async () => {
    const it = await aboutToMove();
    await held(db, await slot(db), it.ada);
    await refused(it, it.hold, 'hold_ended');
  });

  test.each([
    ['completed', 'over'],
    ['no-show', 'over'],
  ])('it is %s', async (status, reason) => {
    const it = await aboutToMove();
    await db.sql`UPDATE appointments SET status = ${status} WHERE id = ${it.id}`;
    await refused(it, it.hold, reason);
    await db.sql`UPDATE appointments SET status = 'scheduled' WHERE id = ${it.id}`;
  });

  test('it is cancelled', async () => {
    const it = await aboutToMove();
    await cancelAppointment(db, it.id, null);
    await refused(it, it.hold, 'cancelled');
  });

  test('it begins sooner than the patient may change it', async () => {
    const it = await aboutToMove();
    await refused(it, it.hold, 'too_late', 2);
    expect(await moveAppointment(db, it.id, it.hold, null)).toMatchObject({ ok: true });
  });

  test('the hold is Ben’s, to book that time or to move his own appointment', async () => {
    const it = await aboutToMove();
    const [other, another] = (await slots(db, 2)) as [number, number];
    const bens = await bookedAt(db, other);
    await refused(it, await held(db, await slot(db), visitor('Ben')), 'hold_not_found');
    await refused(it, await held(db, another, visitor('Ben'), bens), 'hold_not_found');
    await refused(it, 'x'.repeat(32), 'hold_not_found');
  });

  test('the new time is with another doctor', async () => {
    const it = await aboutToMove();
    await refused(it, await held(db, await slot(db), visitor('Ada'), it.id), 'other_doctor');
  });

  test('the patient is elsewhere at that time; the new time stays held', async () => {
    const it = await aboutToMove();
    const elsewhere = await slot(db, { inMinutes: 100 });
    await bookedAt(db, elsewhere, booking(`Ada ${it.from}`));
    await refused(it, it.hold, 'patient_busy');
    expect(await readSlot(db, it.to)).toMatchObject({ held_by: it.hold });
  });

  test('there is no such appointment', async () => {
    const { hold } = await aboutToMove();
    expect(await moveAppointment(db, 987_654_321, hold, 0)).toEqual({ ok: false, reason: 'appointment_not_found' });
  });
});

test('the patient’s own old time is no obstacle, even where it overlaps the new one', async () => {
  const doctorId = await doctor(db);
  const from = await slot(db, { doctorId, inMinutes: 60 });
  const id = await bookedAt(db, from);
  // Her hours have changed since: what is offered lies across the time that she has.
  await withdraw(db, from);
  await db.sql`UPDATE appointments SET during = tstzrange(lower(during), upper(during) + interval '20 minutes') WHERE id = ${id}`;
  const to = await slot(db, { doctorId, inMinutes: 95 });
  const hold = await held(db, to, visitor('Ada'), id);
  expect(await moveAppointment(db, id, hold, 0)).toEqual({ ok: true, already: false });
  expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: to });
});

test('an overbooking, which has no slot, moves to one', async () => {
  const [beside, to] = (await slots(db, 2)) as [number, number];
  await bookedAt(db, beside);
  const [over] = await db.sql<{ id: number }[]>`
    WITH ben AS (INSERT INTO patients (name, email) VALUES ('Ben Over', 'ben.moves@example.org') RETURNING id)
    INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake)
    SELECT 'K7MF4QT3', ben.id, doctor_id, 'In pain', date, start_time, end_time, during, '{}' FROM time_slots, ben
    WHERE time_slots.id = ${beside} RETURNING id`;
  const hold = await held(db, to, visitor('Ben'), over!.id);
  expect(await moveAppointment(db, over!.id, hold, 0)).toEqual({ ok: true, already: false });
  expect(await readSlot(db, beside)).toEqual(taken);
  expect(await readSlot(db, to)).toEqual(taken);
});

describe('a time that is held for a move', () => {
  test('books no second appointment', async () => {
    const { hold } = await aboutToMove();
    const outcome = await confirmHold(db, hold, booking('Ada Twice'), { soft: true });
    expect(outcome).toEqual({ ok: false, reason: 'hold_ended' });
    expect(await findHold(db, hold)).toMatchObject({ state: 'live' });
  });

  test('nor when it has moved', async () => {
    const { id, hold } = await aboutToMove();
    await moveAppointment(db, id, hold, 0);
    const outcome = await confirmHold(db, hold, booking('Ada Twice'), { soft: true });
    expect(outcome).toEqual({ ok: false, reason: 'hold_ended' });
  });

  test('is for a booking when the visitor asks for that, and for the move again', async () => {
    const { id, to, ada, hold } = await aboutToMove();
    expect(await holdSlot(db, to, ada, rules)).toMatchObject({ ok: true, already: true, holdId: hold });
    expect(await findHold(db, hold)).toMatchObject({ moves: false, appointmentId: null });
    expect(await moveAppointment(db, id, hold, 0)).toEqual({ ok: false, reason: 'hold_not_found' });
    expect(await holdSlot(db, to, ada, { ...rules, moves: id })).toMatchObject({ already: true, holdId: hold });
    expect(await moveAppointment(db, id, hold, 0)).toMatchObject({ ok: true });
  });

  test('passes on what was typed for a booking to the next time that is held to book', async () => {
    const [from, to, next] = (await slots(db, 3)) as [number, number, number];
    const id = await bookedAt(db, from);
    const ada = visitor('Ada');
    await type(db, await held(db, await slot(db), ada), { name: 'Tim' });
    const hold = await held(db, to, ada, id);
    const again = await held(db, next, ada);
    expect(await readHold(db, again)).toMatchObject({ draft: { name: 'Tim' } });
    expect(await readHold(db, hold)).toMatchObject({ ended: 'moved', draft: null });
    expect(await findHold(db, again)).toMatchObject({ moves: false });
  });
});

test('a move that meets another waits for it, in no circle, and moves from where that one led', async () => {
  const [from, second, third] = (await slots(db, 3)) as [number, number, number];
  const id = await bookedAt(db, from);
  const [first, next] = [await held(db, second, visitor('Ada'), id), await held(db, third, visitor('Ada'), id)];
  const { moving } = await db.sql.begin(async (sql) => {
    await sql`SELECT move_appointment(${id}, ${first}, 0)`;
    const moving = moveAppointment(db, id, next, 0);
    await untilSomeoneWaits(db, 'move_appointment');
    return { moving };
  });
  expect(await moving).toEqual({ ok: true, already: false });
  expect(await readAppointment(db, id)).toMatchObject({ time_slot_id: third, sequence: 2 });
  for (const slotId of [from, second]) expect(await readSlot(db, slotId)).toEqual(free);
});
