import { beforeAll, describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { holdSlot } from '../../src/booking/hold.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { sweepHolds } from '../../src/booking/sweep.ts';
import { acceptOffer, declineOffer, endOldWaiting, findOffer, passOffersOn } from '../../src/waiting/offer.ts';
import { changeWish, confirmWaiting, leaveWaiting } from '../../src/waiting/waiting.ts';
import { soundDatabase } from '../booking/sound.ts';
import {
  bookedAt,
  booking,
  held,
  readAppointment,
  readSlot,
  rules,
  slot,
  visitor,
  withdraw,
} from '../support/clinic.ts';
import { testDatabase } from '../support/database.ts';
import { untilSomeoneWaits } from '../support/waiting.ts';
import {
  anyTime,
  dayAndNight,
  joins,
  offersOf,
  openOffer,
  readEntry,
  specialist,
  timePasses,
} from '../support/waiting-list.ts';

const db = soundDatabase();
beforeAll(() => dayAndNight(db));

const days = 24 * 60;

/** A doctor, and Ben's appointment in three days, which he may cancel. */
async function full({ inMinutes = 3 * days } = {}) {
  const { id: doctorId, specialization } = await specialist(db);
  const slotId = await slot(db, { doctorId, inMinutes });
  const appointmentId = await bookedAt(db, slotId, booking(`Ben ${slotId}`));
  return { doctorId, specialization, slotId, frees: () => cancelAppointment(db, appointmentId, null) };
}

/** Ada, who waits, is offered the time. */
async function offered() {
  const made = await full();
  const waitingId = await joins(db, `Ada ${made.slotId}`, made.doctorId);
  await made.frees();
  return { ...made, waitingId, offerId: await openOffer(db, made.slotId) };
}

describe('Ben cancels a time that Ada waits for', () => {
  test('it is held for her in the same transaction: nobody else can have it, and she is mailed', async () => {
    const { slotId, offerId, waitingId } = await offered();
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held' });
    expect(await holdSlot(db, slotId, visitor('Tom'), rules)).toEqual({ ok: false, reason: 'taken' });
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: open`]);
    expect(await readEntry(db, waitingId)).toMatchObject({ open_offer: offerId });
    const [mail] = await db.sql`SELECT kind, recipient, about FROM mails WHERE key = ${`offer ${offerId}`}`;
    expect(mail).toEqual({ kind: 'offer', recipient: `ada.${slotId}@example.org`, about: { offerId } });
  });

  test('she has half an hour, and the hold a minute more', async () => {
    const { offerId, slotId } = await offered();
    const { toldUntil } = (await findOffer(db, offerId))!;
    const { held_until } = await readSlot(db, slotId);
    const seconds = Temporal.Now.instant().until(toldUntil).total('seconds');
    expect(seconds).toBeGreaterThan(29 * 60);
    expect(seconds).toBeLessThanOrEqual(30 * 60);
    expect(toldUntil.until(held_until!).total('seconds')).toBeGreaterThanOrEqual(60);
    expect(toldUntil.until(held_until!).total('seconds')).toBeLessThan(121);
  });

  test('her own hold of another time stays hers', async () => {
    const { doctorId, slotId, frees } = await full();
    const ada = visitor('Ada');
    const hold = await held(db, await slot(db, { doctorId, inMinutes: 5 * days }), ada);
    await joins(db, `Ada ${slotId}`, doctorId);
    await frees();
    expect(await confirmHold(db, hold, booking('Ada Otherwise'), { soft: false })).toMatchObject({ ok: true });
  });

  test('a move of his offers it as well', async () => {
    const { doctorId } = await specialist(db).then(({ id }) => ({ doctorId: id }));
    const [from, to] = [
      await slot(db, { doctorId, inMinutes: 3 * days }),
      await slot(db, { doctorId, inMinutes: 4 * days }),
    ];
    const appointmentId = await bookedAt(db, from, booking(`Ben ${from}`));
    await joins(db, `Ada ${from}`, doctorId);
    expect(
      await moveAppointment(db, appointmentId, await held(db, to, visitor('Ben'), appointmentId), 0),
    ).toMatchObject({ ok: true });
    expect(await offersOf(db, from)).toEqual([`Ada ${from}: open`]);
  });
});

describe('she is not offered', () => {
  const nobody = async (slotId: number) => {
    expect(await offersOf(db, slotId)).toEqual([]);
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'available' });
  };

  test('a time with another doctor, or of a speciality she does not wait for', async () => {
    const { slotId, frees } = await full();
    await joins(db, `Ada ${slotId}`, (await specialist(db)).id);
    await joins(db, `Tom ${slotId}`, { doctorId: null, specialization: 'Alchemy' });
    await frees();
    await nobody(slotId);
  });

  test('a weekday or a time of day that does not suit', async () => {
    const { doctorId, slotId, frees } = await full();
    const [at] =
      await db.sql`SELECT extract(isodow FROM date)::int AS day, part_of_day(start_time) AS part FROM time_slots WHERE id = ${slotId}`;
    const others = [1, 2, 3, 4, 5, 6, 7].filter((day) => day !== at!.day);
    const parts = (['morning', 'afternoon', 'evening'] as const).filter((part) => part !== at!.part);
    const ada = await joins(db, `Ada ${slotId}`, doctorId, {
      wish: { days: others, parts: ['morning', 'afternoon', 'evening'] },
    });
    await joins(db, `Tom ${slotId}`, doctorId, { wish: { days: [at!.day], parts } });
    await frees();
    await nobody(slotId);
    await changeWish(db, ada, { days: [at!.day], parts: [at!.part] });
    const again = await bookedAt(db, slotId, booking(`Ben again ${slotId}`));
    await cancelAppointment(db, again, null);
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: open`]);
  });

  test('a time that begins before she could answer and come', async () => {
    const { doctorId, slotId, frees } = await full({ inMinutes: 85 });
    await joins(db, `Ada ${slotId}`, doctorId);
    await frees();
    await nobody(slotId);
  });

  test('a time with a doctor who has left the practice', async () => {
    const { doctorId, slotId, frees } = await full();
    await joins(db, `Ada ${slotId}`, doctorId);
    await db.sql`UPDATE doctors SET active = false WHERE id = ${doctorId}`;
    await frees();
    expect(await offersOf(db, slotId)).toEqual([]);
  });

  test('a time that is offered to nobody any more', async () => {
    const { doctorId, slotId, frees } = await full();
    await joins(db, `Ada ${slotId}`, doctorId);
    await withdraw(db, slotId);
    await frees();
    expect(await offersOf(db, slotId)).toEqual([]);
  });

  test('a time at which she is elsewhere', async () => {
    const { doctorId, slotId, frees } = await full();
    await joins(db, `Ada ${slotId}`, doctorId);
    await bookedAt(db, await slot(db, { inMinutes: 3 * days }), booking(`Ada ${slotId}`));
    await frees();
    await nobody(slotId);
  });

  test('the time that she has just given up herself, by cancelling or by moving: Eve is', async () => {
    const { doctorId, slotId } = await full();
    const [cancelled, moved, later] = [
      await slot(db, { doctorId, inMinutes: 5 * days }),
      await slot(db, { doctorId, inMinutes: 6 * days }),
      await slot(db, { doctorId, inMinutes: 7 * days }),
    ];
    const name = `Ada ${slotId}`;
    const [first, second] = [await bookedAt(db, cancelled, booking(name)), await bookedAt(db, moved, booking(name))];
    await joins(db, name, doctorId);
    await joins(db, name, doctorId, { appointmentId: second });
    await joins(db, `Eve ${slotId}`, doctorId);
    await cancelAppointment(db, first, null);
    expect(await offersOf(db, cancelled)).toEqual([`Eve ${slotId}: open`]);
    await joins(db, `Tom ${slotId}`, doctorId);
    const hold = await held(db, later, visitor('Ada'), second);
    expect(await moveAppointment(db, second, hold, 0)).toMatchObject({ ok: true });
    expect(await offersOf(db, moved)).toEqual([`Tom ${slotId}: open`]);
  });

  test('what she could not take, as she has as many appointments to come as are allowed', async () => {
    const { doctorId, slotId, frees } = await full();
    const name = `Ada ${slotId}`;
    await bookedAt(db, await slot(db, { inMinutes: 9 * days }), booking(name));
    await joins(db, name, doctorId);
    await db.sql`UPDATE offer_rules SET most = 1`;
    await frees();
    await db.sql`UPDATE offer_rules SET most = 10`;
    await nobody(slotId);
  });

  test('an earlier time at which she is elsewhere', async () => {
    const { doctorId, slotId, frees } = await full();
    const name = `Ada ${slotId}`;
    const appointmentId = await bookedAt(db, await slot(db, { doctorId, inMinutes: 9 * days }), booking(name));
    await bookedAt(db, await slot(db, { inMinutes: 3 * days }), booking(name));
    await joins(db, name, doctorId, { appointmentId });
    await frees();
    await nobody(slotId);
  });

  test('anything before she has said yes by the link in her mail; then in the place that she had when she asked', async () => {
    const { doctorId, slotId, frees } = await full();
    const ada = await joins(db, `Ada ${slotId}`, doctorId, { confirms: false });
    await joins(db, `Eve ${slotId}`, doctorId);
    await frees();
    expect(await offersOf(db, slotId)).toEqual([`Eve ${slotId}: open`]);
    expect(await confirmWaiting(db, ada)).toEqual({ ok: true });
    await declineOffer(db, await openOffer(db, slotId));
    expect(await offersOf(db, slotId)).toEqual([`Eve ${slotId}: declined`, `Ada ${slotId}: open`]);
  });

  test('anything where no mail is sent', async () => {
    const { doctorId, slotId, frees } = await full();
    await joins(db, `Ada ${slotId}`, doctorId);
    await db.sql`UPDATE offer_rules SET mailed = false`;
    await frees();
    await db.sql`UPDATE offer_rules SET mailed = true`;
    await nobody(slotId);
  });

  test('one time twice, nor two at once, though she waits with the doctor and in the speciality', async () => {
    const { doctorId, specialization, slotId, frees } = await full();
    const name = `Ada ${slotId}`;
    await joins(db, name, doctorId);
    await joins(db, name, { doctorId: null, specialization });
    await joins(db, `Eve ${slotId}`, doctorId);
    await frees();
    const second = await slot(db, { doctorId, inMinutes: 4 * days });
    await cancelAppointment(db, await bookedAt(db, second, booking(`Tom ${second}`)), null);
    expect(await offersOf(db, second)).toEqual([`Eve ${slotId}: open`]);
    await declineOffer(db, await openOffer(db, second));
    await declineOffer(db, await openOffer(db, slotId));
    expect(await offersOf(db, slotId)).toEqual([`${name}: declined`, `Eve ${slotId}: open`]);
  });

  test('two times at once that free up in one moment, though she waits with the doctor and in the speciality', async () => {
    const { doctorId, specialization, slotId, frees } = await full();
    const name = `Ada ${slotId}`;
    await joins(db, name, doctorId);
    await joins(db, name, { doctorId: null, specialization });
    await joins(db, `Eve ${slotId}`, doctorId);
    const second = await slot(db, { doctorId, inMinutes: 4 * days });
    const appointmentId = await bookedAt(db, second, booking(`Tom ${second}`));
    const { first } = await db.sql.begin(async (sql) => {
      await sql`SELECT cancel_appointment(${appointmentId}, NULL)`;
      const first = frees();
      await Promise.race([first, untilSomeoneWaits(db, 'cancel_appointment')]);
      return { first };
    });
    await first;
    expect([await offersOf(db, slotId), await offersOf(db, second)]).toEqual([
      [`Eve ${slotId}: open`],
      [`${name}: open`],
    ]);
  });

  test('a second time while she has one to answer for: that one goes to the next', async () => {
    const { doctorId, slotId } = await offered();
    const second = await slot(db, { doctorId, inMinutes: 4 * days });
    const appointmentId = await bookedAt(db, second, booking(`Tom ${second}`));
    await joins(db, `Eve ${second}`, doctorId);
    await cancelAppointment(db, appointmentId, null);
    expect(await offersOf(db, second)).toEqual([`Eve ${second}: open`]);
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: open`]);
  });
});

test('of a long list, nobody who waits for another doctor is looked up to offer a time', async () => {
  const { db: own, drop } = await testDatabase();
  try {
    await dayAndNight(own);
    const doctorId = (await specialist(own)).id;
    await joins(own, 'Eve Elsewhere', (await specialist(own)).id);
    await joins(own, 'Ada Here', doctorId);
    await own.sql`
      CREATE OR REPLACE FUNCTION may_take(entry waiting, slot time_slots, p_most int) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
      BEGIN
        IF entry.doctor_id <> slot.doctor_id THEN RAISE 'looked up for nothing'; END IF;
        RETURN true;
      END $$`;
    const slotId = await slot(own, { doctorId, inMinutes: 3 * days });
    await cancelAppointment(own, await bookedAt(own, slotId), null);
    expect(await offersOf(own, slotId)).toEqual(['Ada Here: open']);
  } finally {
    await drop();
  }
});

describe('who waits longest is asked first', () => {
  test('of a doctor’s and a speciality’s, too; each time once', async () => {
    const { doctorId, specialization, slotId, frees } = await full();
    await joins(db, `Ada ${slotId}`, { doctorId: null, specialization });
    await joins(db, `Eve ${slotId}`, doctorId);
    await joins(db, `Tom ${slotId}`, doctorId);
    await frees();
    for (let nth = 0; nth < 3; nth++) await declineOffer(db, await openOffer(db, slotId));
    expect(await offersOf(db, slotId)).toEqual([
      `Ada ${slotId}: declined`,
      `Eve ${slotId}: declined`,
      `Tom ${slotId}: declined`,
    ]);
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'available' });
    const again = await bookedAt(db, slotId, booking(`Ben again ${slotId}`));
    await cancelAppointment(db, again, null);
    expect(await offersOf(db, slotId)).toHaveLength(3);
  });

  test('joining again, in whatever spelling, keeps one’s place and what one chose; so does a change of that', async () => {
    const { doctorId, slotId, frees } = await full();
    const ada = await joins(db, `Ada ${slotId}`, doctorId, { wish: { ...anyTime, parts: ['evening'] } });
    await joins(db, `Eve ${slotId}`, doctorId);
    expect(await joins(db, `ADA  ${slotId}`, doctorId, { email: `Ada.${slotId}@Example.org` })).toBe(ada);
    expect(await readEntry(db, ada)).toMatchObject({ parts: ['evening'] });
    await changeWish(db, ada, anyTime);
    await frees();
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: open`]);
  });
});

describe('accept', () => {
  test('books the time for her, once however often she says so, and takes her off the list', async () => {
    const { slotId, offerId, waitingId } = await offered();
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
    const { slotId, offerId } = await offered();
    await timePasses(db, offerId, { hold: true });
    expect(await findOffer(db, offerId)).toMatchObject({ state: 'late' });
    expect(await acceptOffer(db, offerId)).toMatchObject({ ok: true });
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'booked' });
  });

  test('too late, it books nothing: Eve was asked meanwhile', async () => {
    const { doctorId, slotId, offerId } = await offered();
    await joins(db, `Eve ${slotId}`, doctorId);
    await timePasses(db, offerId);
    await passOffersOn(db);
    expect(await findOffer(db, offerId)).toMatchObject({ state: 'passed' });
    expect(await acceptOffer(db, offerId)).toEqual({ ok: false, reason: 'passed' });
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: silent`, `Eve ${slotId}: open`]);
  });

  test('after she declined, it books nothing', async () => {
    const { offerId } = await offered();
    await declineOffer(db, offerId);
    expect(await declineOffer(db, offerId)).toEqual({ ok: true });
    expect(await acceptOffer(db, offerId)).toEqual({ ok: false, reason: 'declined' });
  });

  test('while she is elsewhere by now, it says so, and the offer stands', async () => {
    const { slotId, offerId } = await offered();
    await bookedAt(db, await slot(db, { inMinutes: 3 * days }), booking(`Ada ${slotId}`));
    expect(await acceptOffer(db, offerId)).toEqual({ ok: false, reason: 'patient_busy' });
    expect(await findOffer(db, offerId)).toMatchObject({ state: 'open' });
  });

  test('while she has as many appointments to come as are allowed, it says so, and the offer stands', async () => {
    const { slotId, offerId } = await offered();
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

describe('an appointment that is to become earlier', () => {
  async function later() {
    const made = await full();
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
    const { slotId, offerId, waitingId } = await offered();
    await timePasses(db, offerId);
    await sweepHolds(db);
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held' });
    await passOffersOn(db);
    expect(await readSlot(db, slotId)).toEqual({ status: 'available', held_by: null, held_until: null });
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: null, open_offer: null, silences: 1 });
  });

  test('twice in a row ends the entry, and says so by mail; an answer between them does not', async () => {
    const { doctorId, slotId, offerId, waitingId } = await offered();
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
    const { doctorId, offerId, waitingId } = await offered();
    await timePasses(db, offerId, { mailed: false });
    await passOffersOn(db);
    const slotId = await slot(db, { doctorId, inMinutes: 4 * days });
    await cancelAppointment(db, await bookedAt(db, slotId, booking(`Ben ${slotId}`)), null);
    await timePasses(db, await openOffer(db, slotId), { mailed: false });
    await passOffersOn(db);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: null, open_offer: null, silences: 0 });
  });

  test('of somebody whom the mail cannot reach is not waited for', async () => {
    const { doctorId, slotId, offerId } = await offered();
    await joins(db, `Eve ${slotId}`, doctorId);
    await db.sql`UPDATE mails SET ended = 'refused', ended_at = now() WHERE key = ${`offer ${offerId}`}`;
    await passOffersOn(db);
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: silent`, `Eve ${slotId}: open`]);
  });

  test('while MediBook was away is none; Eve is asked though the hold was swept first', async () => {
    const { doctorId, slotId, offerId, waitingId } = await offered();
    await joins(db, `Eve ${slotId}`, doctorId);
    await timePasses(db, offerId, { hold: true });
    await db.sql`UPDATE offers SET told_until = now() - interval '3 minutes' WHERE id = ${offerId}`;
    await sweepHolds(db);
    await passOffersOn(db);
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: silent`, `Eve ${slotId}: open`]);
    expect(await readEntry(db, waitingId)).toMatchObject({ silences: 0 });
  });

  test('while no sweep was there: who booked the time meanwhile can cancel, and it is offered to the next', async () => {
    const { doctorId, slotId, offerId } = await offered();
    await joins(db, `Eve ${slotId}`, doctorId);
    await timePasses(db, offerId, { hold: true });
    const toms = await bookedAt(db, slotId, booking(`Tom ${slotId}`));
    expect(await cancelAppointment(db, toms, null)).toEqual({ ok: true });
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: silent`, `Eve ${slotId}: open`]);
  });

  test('while no sweep was there for longer than the hold: who took the time keeps it', async () => {
    const { slotId, offerId, waitingId } = await offered();
    await timePasses(db, offerId, { hold: true });
    const tom = await held(db, slotId, visitor('Tom'));
    await passOffersOn(db);
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held', held_by: tom });
    expect(await readEntry(db, waitingId)).toMatchObject({ open_offer: null });
  });
});

describe('who leaves the list', () => {
  test('is offered nothing more, and what was on offer goes on to the next', async () => {
    const { doctorId, slotId, waitingId } = await offered();
    await joins(db, `Eve ${slotId}`, doctorId);
    await leaveWaiting(db, waitingId);
    await db.sql`SELECT leave_waiting(${waitingId}, 'over')`;
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held' });
    await passOffersOn(db);
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: withdrawn`, `Eve ${slotId}: open`]);
    expect(await readEntry(db, waitingId)).toMatchObject({ ended: 'left' });
  });

  test('leaves by booking with the doctor, or in the speciality, in any way; an entry of another doctor stays', async () => {
    const { doctorId, specialization, slotId, frees } = await full();
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
  const { slotId, offerId, waitingId } = await offered();
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
