import { beforeAll, describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { confirmHold } from '../../src/booking/confirm.ts';
import { holdSlot } from '../../src/booking/hold.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { declineOffer, findOffer } from '../../src/waiting/offer.ts';
import { changeWish, confirmWaiting } from '../../src/waiting/waiting.ts';
import { soundDatabase } from '../booking/sound.ts';
import { bookedAt, booking, held, readSlot, rules, slot, visitor, withdraw } from '../support/clinic.ts';
import { testDatabase } from '../support/database.ts';
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
} from '../support/waiting-list.ts';

const db = soundDatabase();
beforeAll(() => dayAndNight(db));

const days = 24 * 60;

describe('Ben cancels a time that Ada waits for', () => {
  test('it is held for her in the same transaction: nobody else can have it, and she is mailed', async () => {
    const { slotId, offerId, waitingId } = await offered(db);
    expect(await readSlot(db, slotId)).toMatchObject({ status: 'held' });
    expect(await holdSlot(db, slotId, visitor('Tom'), rules)).toEqual({ ok: false, reason: 'taken' });
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: open`]);
    expect(await readEntry(db, waitingId)).toMatchObject({ open_offer: offerId });
    const [mail] = await db.sql`SELECT kind, recipient, about FROM mails WHERE key = ${`offer ${offerId}`}`;
    expect(mail).toEqual({ kind: 'offer', recipient: `ada.${slotId}@example.org`, about: { offerId } });
  });

  test('she has half an hour, and the hold a minute more', async () => {
    const { offerId, slotId } = await offered(db);
    const { toldUntil } = (await findOffer(db, offerId))!;
    const { held_until } = await readSlot(db, slotId);
    const seconds = Temporal.Now.instant().until(toldUntil).total('seconds');
    expect(seconds).toBeGreaterThan(29 * 60);
    expect(seconds).toBeLessThanOrEqual(30 * 60);
    expect(toldUntil.until(held_until!).total('seconds')).toBeGreaterThanOrEqual(60);
    expect(toldUntil.until(held_until!).total('seconds')).toBeLessThan(121);
  });

  test('her own hold of another time stays hers', async () => {
    const { doctorId, slotId, frees } = await full(db);
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
    const { slotId, frees } = await full(db);
    await joins(db, `Ada ${slotId}`, (await specialist(db)).id);
    await joins(db, `Tom ${slotId}`, { doctorId: null, specialization: 'Alchemy' });
    await frees();
    await nobody(slotId);
  });

  test('a weekday or a time of day that does not suit', async () => {
    const { doctorId, slotId, frees } = await full(db);
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
    const { doctorId, slotId, frees } = await full(db, { inMinutes: 85 });
    await joins(db, `Ada ${slotId}`, doctorId);
    await frees();
    await nobody(slotId);
  });

  test('a time with a doctor who has left the practice', async () => {
    const { doctorId, slotId, frees } = await full(db);
    await joins(db, `Ada ${slotId}`, doctorId);
    await db.sql`UPDATE doctors SET active = false WHERE id = ${doctorId}`;
    await frees();
    expect(await offersOf(db, slotId)).toEqual([]);
  });

  test('a time that is offered to nobody any more', async () => {
    const { doctorId, slotId, frees } = await full(db);
    await joins(db, `Ada ${slotId}`, doctorId);
    await withdraw(db, slotId);
    await frees();
    expect(await offersOf(db, slotId)).toEqual([]);
  });

  test('a time at which she is elsewhere', async () => {
    const { doctorId, slotId, frees } = await full(db);
    await joins(db, `Ada ${slotId}`, doctorId);
    await bookedAt(db, await slot(db, { inMinutes: 3 * days }), booking(`Ada ${slotId}`));
    await frees();
    await nobody(slotId);
  });

  test('the time that she has just given up herself, by cancelling or by moving: Eve is', async () => {
    const { doctorId, slotId } = await full(db);
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
    const { doctorId, slotId, frees } = await full(db);
    const name = `Ada ${slotId}`;
    await bookedAt(db, await slot(db, { inMinutes: 9 * days }), booking(name));
    await joins(db, name, doctorId);
    await db.sql`UPDATE offer_rules SET most = 1`;
    await frees();
    await db.sql`UPDATE offer_rules SET most = 10`;
    await nobody(slotId);
  });

  test('an earlier time at which she is elsewhere', async () => {
    const { doctorId, slotId, frees } = await full(db);
    const name = `Ada ${slotId}`;
    const appointmentId = await bookedAt(db, await slot(db, { doctorId, inMinutes: 9 * days }), booking(name));
    await bookedAt(db, await slot(db, { inMinutes: 3 * days }), booking(name));
    await joins(db, name, doctorId, { appointmentId });
    await frees();
    await nobody(slotId);
  });

  test('anything before she has said yes by the link in her mail; then in the place that she had when she asked', async () => {
    const { doctorId, slotId, frees } = await full(db);
    const ada = await joins(db, `Ada ${slotId}`, doctorId, { confirms: false });
    await joins(db, `Eve ${slotId}`, doctorId);
    await frees();
    expect(await offersOf(db, slotId)).toEqual([`Eve ${slotId}: open`]);
    expect(await confirmWaiting(db, ada)).toEqual({ ok: true });
    await declineOffer(db, await openOffer(db, slotId));
    expect(await offersOf(db, slotId)).toEqual([`Eve ${slotId}: declined`, `Ada ${slotId}: open`]);
  });

  test('anything where no mail is sent', async () => {
    const { doctorId, slotId, frees } = await full(db);
    await joins(db, `Ada ${slotId}`, doctorId);
    await db.sql`UPDATE offer_rules SET mailed = false`;
    await frees();
    await db.sql`UPDATE offer_rules SET mailed = true`;
    await nobody(slotId);
  });

  test('one time twice, nor two at once, though she waits with the doctor and in the speciality', async () => {
    const { doctorId, specialization, slotId, frees } = await full(db);
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
    const { doctorId, specialization, slotId, frees } = await full(db);
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
    const { doctorId, slotId } = await offered(db);
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
    const { doctorId, specialization, slotId, frees } = await full(db);
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
    const { doctorId, slotId, frees } = await full(db);
    const ada = await joins(db, `Ada ${slotId}`, doctorId, { wish: { ...anyTime, parts: ['evening'] } });
    await joins(db, `Eve ${slotId}`, doctorId);
    expect(await joins(db, `ADA  ${slotId}`, doctorId, { email: `Ada.${slotId}@Example.org` })).toBe(ada);
    expect(await readEntry(db, ada)).toMatchObject({ parts: ['evening'] });
    await changeWish(db, ada, anyTime);
    await frees();
    expect(await offersOf(db, slotId)).toEqual([`Ada ${slotId}: open`]);
  });
});
