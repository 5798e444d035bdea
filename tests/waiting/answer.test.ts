import { beforeAll, describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { acceptOffer, declineOffer, endOldWaiting, findOffer, passOffersOn } from '../../src/waiting/offer.ts';
import { confirmWaiting, leaveWaiting } from '../../src/waiting/waiting.ts';
import { soundDatabase } from '../booking/sound.ts';
import { bookedAt, booking, held, readAppointment, readSlot, slot, visitor } from '../support/clinic.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import {
  anyTime,
  dayAndNight,
  full,
  joins,
  offered,
  offersOf,
  openOffer,
  readEntry,
  specialist,
  timePasses,
} from '../support/waiting-list.ts';

const db = soundDatabase();
beforeAll(() => dayAndNight(db));

const days = 24 * 60;

describe('accept', () => {
  test('books the time for her, once however often she says so, and takes her off the list', async () => {
    const { slotId, offerId, waitingId } = await offered(db);
    const answers = await Promise.all(Array.from({ length: 5 }, () => acceptOffer(db, offerId)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const [answer] = answers;
    expect(answer).toMatchObject({ ok: true });
    const appointment = await readAppointment(db, answer!.ok ? answer!.appointmentId : 0);
    expect(appointment).toMatchObject({ status: 'scheduled', time_slot_id: slotId, intake: { name: `Ada ${slotId}` } });
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: 'booked', open_offer: null });
    expect(await findOffer(db, offerId)).toMatchObject({ state: 'accepted' });
    expect(await declineOffer(db, offerId)).toEqual({ ok: false, reason: 'accepted' });
  });

  test('late, it books as long as nobody else was asked', async () => {
    const { slotId, offerId } = await offered(db);
    await timePasses(db, offerId, { hold: true });
    expect(await findOffer(db, offerId)).toMatchObject({ state: 'late' });
    expect(await acceptOffer(db, offerId)).toMatchObject({ ok: true });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
  });

  test('too late, it books nothing: Eve was asked meanwhile', async () => {
    const { doctorId, slotId, offerId } = await offered(db);
    await joins(db, `Eve ${slotId}`, doctorId);
    await timePasses(db, offerId);
    await passOffersOn(db);
    expect(await findOffer(db, offerId)).toMatchObject({ state: 'passed' });
    expect(await acceptOffer(db, offerId)).toEqual({ ok: false, reason: 'passed' });
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: silent`, `Eve ${slotId}: open`]);
  });

  test('after she declined, it books nothing', async () => {
    const { offerId } = await offered(db);
    await declineOffer(db, offerId);
    expect(await declineOffer(db, offerId)).toEqual({ ok: true });
    expect(await acceptOffer(db, offerId)).toEqual({ ok: false, reason: 'declined' });
  });

  test('while she is elsewhere by now, it says so, and the offer stands', async () => {
    const { slotId, offerId } = await offered(db);
    await bookedAt(db, await slot(db, { inMinutes: 3 * days }), booking(`Ada ${slotId}`));
    expect(await acceptOffer(db, offerId)).toEqual({ ok: false, reason: 'patient_busy' });
    expect(await findOffer(db, offerId)).toMatchObject({ state: 'open' });
  });

  test('while she has as many appointments to come as are allowed, it says so, and the offer stands', async () => {
    const { slotId, offerId } = await offered(db);
    await bookedAt(db, await slot(db, { inMinutes: 9 * days }), booking(`Ada ${slotId}`));
    expect(await acceptOffer(db, offerId, { most: 1 })).toEqual({ ok: false, reason: 'too_many_appointments' });
    expect(await findOffer(db, offerId)).toMatchObject({ state: 'open' });
    expect(await acceptOffer(db, offerId, { most: 2 })).toMatchObject({ ok: true });
  });

  test('of an offer that never was is not found', async () => {
    expect(await acceptOffer(db, 'f'.repeat(32))).toEqual({ ok: false, reason: 'offer_not_found' });
    expect(await declineOffer(db, 'f'.repeat(32))).toEqual({ ok: false, reason: 'offer_not_found' });
    expect(await findOffer(db, 'nothing')).toBeNull();
  });
});

test('decline waits for the time before it takes the entry, as whatever passes it on does: nobody waits in a circle', async () => {
  const { slotId, offerId, waitingId } = await offered(db);
  const { sql } = db;
  let declined: ReturnType<typeof declineOffer> | undefined;
  await sql.begin(async (passing) => {
    await passing`SELECT FROM time_slots WHERE id = ${slotId} FOR UPDATE`;
    declined = declineOffer(db, offerId);
    await untilSomeoneWaits({ sql: passing }, 'decline_offer');
    await passing`SELECT FROM waiting WHERE id = ${waitingId} FOR UPDATE NOWAIT`;
  });
  expect(await declined).toEqual({ ok: true });
});

describe('an appointment that is to become earlier', () => {
  async function later() {
    const made = await full(db);
    const laterSlot = await slot(db, { doctorId: made.doctorId, inMinutes: 20 * days });
    const appointmentId = await bookedAt(db, laterSlot, booking(`Ada ${made.slotId}`));
    const waitingId = await joins(db, `Ada ${made.slotId}`, made.doctorId, { appointmentId });
    return { ...made, laterSlot, appointmentId, waitingId };
  }

  test('moves there when she accepts, again too, and its old time is free', async () => {
    const { slotId, laterSlot, appointmentId, waitingId, frees } = await later();
    await frees();
    const offerId = await openOffer(db, slotId);
    expect(await acceptOffer(db, offerId)).toEqual({ ok: true, appointmentId });
    expect(await acceptOffer(db, offerId)).toEqual({ ok: true, appointmentId });
    expect(await readAppointment(db, appointmentId)).toMatchObject({ time_slot_id: slotId, sequence: 1 });
    expect(await readSlot(db, laterSlot)).toMatchObject({ status: 'available' });
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: 'booked' });
  });

  test('is not offered a time that is later than it', async () => {
    const { doctorId } = await later();
    const latest = await slot(db, { doctorId, inMinutes: 30 * days });
    await cancelAppointment(db, await bookedAt(db, latest, booking(`Ben ${latest}`)), null);
    expect(await offersOf(db, latest)).toEqual([]);
  });

  test('is offered nothing once it is cancelled', async () => {
    const { slotId, appointmentId, frees } = await later();
    await cancelAppointment(db, appointmentId, null);
    await frees();
    expect(await offersOf(db, slotId)).toEqual([]);
  });

  test('that has begun waits no more', async () => {
    const { appointmentId, waitingId } = await later();
    await endOldWaiting(db);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: null });
    await db.sql`UPDATE appointments SET during = tstzrange(now() - interval '5 minutes', now() + interval '25 minutes') WHERE id = ${appointmentId}`;
    await endOldWaiting(db);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: 'over' });
  });

  test('and another with the same doctor wait for themselves', async () => {
    const { slotId, doctorId, appointmentId, waitingId } = await later();
    const name = `Ada ${slotId}`;
    const second = await bookedAt(db, await slot(db, { doctorId, inMinutes: 40 * days }), booking(name));
    expect(await joins(db, name, doctorId, { appointmentId: second })).not.toBe(waitingId);
    expect(await joins(db, name, doctorId, { appointmentId })).toBe(waitingId);
  });

  test('accepted late, leaves no other offer behind that was made since: it goes on to the next', async () => {
    const { slotId, doctorId, waitingId, frees } = await later();
    await frees();
    const first = await openOffer(db, slotId);
    await timePasses(db, first);
    await passOffersOn(db);
    const another = await slot(db, { doctorId, inMinutes: 4 * days });
    await cancelAppointment(db, await bookedAt(db, another, booking(`Ben ${another}`)), null);
    expect(await offersOf(db, another)).toEqual([`Ada ${slotId}: open`]);
    await db.sql`UPDATE slot_holds SET ended = 'expired' WHERE id = (SELECT hold_id FROM offers WHERE id = ${first})`;
    expect(await acceptOffer(db, first)).toMatchObject({ ok: true });
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: 'booked', open_offer: null });
    await passOffersOn(db);
    expect(await offersOf(db, another)).toEqual([`Ada ${slotId}: withdrawn`]);
    expect(await readSlot(db, another)).toMatchObject({ status: 'available' });
  });

  test('cancelled while the offer stands, it moves nowhere', async () => {
    const { slotId, appointmentId, waitingId, frees } = await later();
    await frees();
    const offerId = await openOffer(db, slotId);
    await cancelAppointment(db, appointmentId, null);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: 'over', open_offer: null });
    expect(await acceptOffer(db, offerId)).toEqual({ ok: false, reason: 'not_to_move' });
    await passOffersOn(db);
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'available' });
  });
});

describe('silence', () => {
  test('passes the time on before the hold has run out; with nobody left it is everybody’s', async () => {
    const { slotId, offerId, waitingId } = await offered(db);
    await timePasses(db, offerId);
    await sweepHolds(db);
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held' });
    await passOffersOn(db);
    expect(await readSlot(db, slotId)).toEqual({ status: 'available', held_by: null, held_until: null });
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: null, open_offer: null, silences: 1 });
  });

  test('twice in a row ends the entry, and says so by mail; an answer between them does not', async () => {
    const { doctorId, slotId, offerId, waitingId } = await offered(db);
    const next = async (nth: number) => {
      const slotId = await slot(db, { doctorId, inMinutes: (3 + nth) * days });
      await cancelAppointment(db, await bookedAt(db, slotId, booking(`Ben ${slotId}`)), null);
      return openOffer(db, slotId);
    };
    await timePasses(db, offerId);
    await passOffersOn(db);
    await declineOffer(db, await next(1));
    await timePasses(db, await next(2));
    await passOffersOn(db);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: null, silences: 1 });
    await timePasses(db, await next(3));
    await passOffersOn(db);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: 'silent', open_offer: null });
    const mails = await db.sql`SELECT recipient FROM mails WHERE key = ${`waiting-ended ${waitingId}`}`;
    expect(mails.map(({ recipient }) => recipient)).toEqual([`ada.${slotId}@example.org`]);
  });

  test('of somebody who was mailed nothing, as the mail server was away, is none', async () => {
    const { doctorId, offerId, waitingId } = await offered(db);
    await timePasses(db, offerId, { mailed: false });
    await passOffersOn(db);
    const slotId = await slot(db, { doctorId, inMinutes: 4 * days });
    await cancelAppointment(db, await bookedAt(db, slotId, booking(`Ben ${slotId}`)), null);
    await timePasses(db, await openOffer(db, slotId), { mailed: false });
    await passOffersOn(db);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: null, open_offer: null, silences: 0 });
  });

  test('of somebody whom the mail cannot reach is not waited for', async () => {
    const { doctorId, slotId, offerId } = await offered(db);
    await joins(db, `Eve ${slotId}`, doctorId);
    await db.sql`UPDATE mails SET ended = 'refused', ended_at = now() WHERE key = ${`offer ${offerId}`}`;
    await passOffersOn(db);
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: silent`, `Eve ${slotId}: open`]);
  });

  test('while MediBook was away is none; Eve is asked though the hold was swept first', async () => {
    const { doctorId, slotId, offerId, waitingId } = await offered(db);
    await joins(db, `Eve ${slotId}`, doctorId);
    await timePasses(db, offerId, { hold: true });
    await db.sql`UPDATE offers SET told_until = now() - interval '3 minutes' WHERE id = ${offerId}`;
    await sweepHolds(db);
    await passOffersOn(db);
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: silent`, `Eve ${slotId}: open`]);
    expect(await readEntry(db, waitingId)).toMatchObject({ silences: 0 });
  });

  test('while no sweep was there: who booked the time meanwhile can cancel, and it is offered to the next', async () => {
    const { doctorId, slotId, offerId } = await offered(db);
    await joins(db, `Eve ${slotId}`, doctorId);
    await timePasses(db, offerId, { hold: true });
    const toms = await bookedAt(db, slotId, booking(`Tom ${slotId}`));
    expect(await cancelAppointment(db, toms, null)).toEqual({ ok: true });
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: silent`, `Eve ${slotId}: open`]);
  });

  test('while no sweep was there for longer than the hold: who took the time keeps it', async () => {
    const { slotId, offerId, waitingId } = await offered(db);
    await timePasses(db, offerId, { hold: true });
    const tom = await held(db, slotId, visitor('Tom'));
    await passOffersOn(db);
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: tom });
    expect(await readEntry(db, waitingId)).toMatchObject({ open_offer: null });
  });
});

describe('who leaves the list', () => {
  test('is offered nothing more, and what was on offer goes on to the next', async () => {
    const { doctorId, slotId, waitingId } = await offered(db);
    await joins(db, `Eve ${slotId}`, doctorId);
    await leaveWaiting(db, waitingId);
    await db.sql`SELECT leave_waiting(${waitingId}, 'over')`;
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held' });
    await passOffersOn(db);
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: withdrawn`, `Eve ${slotId}: open`]);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: 'left' });
  });

  test('leaves by booking with the doctor, or in the speciality, in any way; an entry of another doctor stays', async () => {
    const { doctorId, specialization, slotId, frees } = await full(db);
    const name = `Ada ${slotId}`;
    const entries = [
      await joins(db, name, doctorId),
      await joins(db, name, { doctorId: null, specialization }),
      await joins(db, name, (await specialist(db)).id),
      await joins(db, `Eve ${slotId}`, doctorId),
    ];
    await frees();
    await bookedAt(db, await slot(db, { doctorId, inMinutes: 9 * days }), booking(name));
    const ended = await Promise.all(entries.map(async (id) => (await readEntry(db, id)).ended));
    expect(ended).toEqual(['booked', 'booked', null, null]);
    await passOffersOn(db);
    expect(await offersOf(db, slotId)).toEqual([`${name}: withdrawn`, `Eve ${slotId}: open`]);
  });
});

test('what nobody said yes to ends after a day, and is not confirmed any more; joining again says anew what suits', async () => {
  const { id: doctorId } = await specialist(db);
  const name = `Ada ${doctorId}`;
  const waitingId = await joins(db, name, doctorId, { confirms: false });
  expect(await joins(db, name, doctorId, { confirms: false, wish: { ...anyTime, parts: ['evening'] } })).toBe(
    waitingId,
  );
  expect(await readEntry(db, waitingId)).toMatchObject({ parts: ['evening'], ended: null });
  await endOldWaiting(db);
  expect(await readEntry(db, waitingId)).toMatchObject({ ended: null });
  await db.sql`UPDATE waiting SET created_at = now() - interval '25 hours' WHERE id = ${waitingId}`;
  await endOldWaiting(db);
  await confirmWaiting(db, waitingId);
  expect(await readEntry(db, waitingId)).toMatchObject({ ended: 'over', confirmed: false });
});

test('what ended three months ago is deleted, with its offers', async () => {
  const { slotId, offerId, waitingId } = await offered(db);
  await declineOffer(db, offerId);
  await leaveWaiting(db, waitingId);
  const recent = await joins(db, `Eve ${slotId}`, await doctorOf(slotId));
  await leaveWaiting(db, recent);
  await db.sql`UPDATE waiting SET ended_at = now() - interval '91 days' WHERE id = ${waitingId}`;
  await endOldWaiting(db);
  expect(await readEntry(db, waitingId)).toBeUndefined();
  expect(await findOffer(db, offerId)).toBeNull();
  expect(await readEntry(db, recent)).toMatchObject({ ended: 'left' });
});

async function doctorOf(slotId: number): Promise<number> {
  const [row] = await db.sql<{ id: number }[]>`SELECT doctor_id AS id FROM time_slots WHERE id = ${slotId}`;
  return row!.id;
}
