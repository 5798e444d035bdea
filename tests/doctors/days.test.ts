import { beforeEach, expect, test } from 'vitest';
import { confirmHold } from '../../src/booking/confirm.ts';
import { daysOfTimes } from '../../src/doctors/days.ts';
import { booking, endsIn, held, readHold, start, visitor, withdraw } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { clocksGoBack, inDays, notToday, off, pastMidnight, practising, refresh, slotAt } from './practice.ts';

const { db } = ownDatabase();
beforeEach(pastMidnight);

const from = (days: number) => Temporal.PlainDate.from(inDays(days));

test('every day asked for is named, with its times in order or none', async () => {
  const doctorId = await practising(db, { hours: ['13:00-13:30', '09:00-10:00'] });
  await off(db, doctorId, inDays(4));
  await refresh(db, doctorId);
  const { days, nextFreeDate } = await daysOfTimes(db, { doctorId, from: from(3), days: 3 });
  expect(days.map(({ date, slots }) => [date, slots.map(({ startTime }) => startTime)])).toEqual([
    [inDays(3), ['09:00', '09:30', '13:00']],
    [inDays(4), []],
    [inDays(5), ['09:00', '09:30', '13:00']],
  ]);
  expect(nextFreeDate).toBe(inDays(6));
  const [slot] = days[0]!.slots;
  expect(slot).toEqual({
    id: expect.any(Number),
    startsAt: expect.any(Temporal.Instant),
    endsAt: expect.any(Temporal.Instant),
    startTime: '09:00',
    endTime: '09:30',
    status: 'available',
    heldUntil: null,
  });
  expect(slot!.endsAt.since(slot!.startsAt).total('minutes')).toBe(30);
});

test('a time is free, held until then, or booked; a run-out hold makes it free, and a withdrawn one is not shown', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  const at = (time: string) => slotAt(db, doctorId, inDays(3), time);
  const hold = await held(db, await at('09:00'), visitor('Ada'));
  await endsIn(db, await held(db, await at('09:30'), visitor('Ben')));
  await confirmHold(db, await held(db, await at('10:00'), visitor('Cy')), booking('Cy Coleman'), { soft: true });
  await withdraw(db, await at('10:30'));
  const { days, free } = await daysOfTimes(db, { doctorId, from: from(3), days: 1 });
  const { expires_at } = await readHold(db, hold);
  expect(
    days[0]?.slots.map(({ startTime, status, heldUntil }) => [startTime, status, heldUntil?.toString() ?? null]),
  ).toEqual([
    ['09:00', 'held', expires_at.toString()],
    ['09:30', 'available', null],
    ['10:00', 'booked', null],
    ['11:00', 'available', null],
    ['11:30', 'available', null],
  ]);
  const ids = await Promise.all(['09:30', '11:00', '11:30'].map(at));
  expect(free.map(({ id, date }) => [id, date])).toEqual(ids.map((id) => [id, inDays(3)]));
});

test('a time that has started is not shown', async () => {
  const doctorId = await practising(db, { days: notToday });
  await refresh(db, doctorId);
  const slotId = await slotAt(db, doctorId, inDays(3), '09:00');
  await db.sql`UPDATE time_slots SET date = ${inDays(0)} WHERE id = ${slotId}`;
  await start(db, slotId);
  const { days } = await daysOfTimes(db, { doctorId, from: from(0), days: 1 });
  expect(days[0]?.slots.map(({ id }) => id)).not.toContain(slotId);
});

test('days that have gone by, or lie beyond the horizon, are empty', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  expect(await daysOfTimes(db, { doctorId, from: from(-3), days: 2 })).toMatchObject({
    days: [{ slots: [] }, { slots: [] }],
  });
  expect(await daysOfTimes(db, { doctorId, from: from(90), days: 1 })).toEqual({
    days: [{ date: inDays(90), slots: [] }],
    free: [],
    nextFreeDate: null,
  });
});

test('a retired doctor has no times to show', async () => {
  const doctorId = await practising(db);
  await refresh(db, doctorId);
  await db.sql`UPDATE doctors SET active = false WHERE id = ${doctorId}`;
  expect(await daysOfTimes(db, { doctorId, from: from(3), days: 1 })).toEqual({
    days: [{ date: inDays(3), slots: [] }],
    free: [],
    nextFreeDate: null,
  });
});

test('the day whose clock changes shows the doubled hour twice, in the order it comes', async () => {
  const autumn = clocksGoBack();
  const doctorId = await practising(db, { hours: ['01:00-02:00'] });
  await db.sql`
    INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT * FROM wanted_slots('Europe/London', ${autumn}, 1, ${[doctorId]})`;
  const { days } = await daysOfTimes(db, { doctorId, from: Temporal.PlainDate.from(autumn), days: 1 });
  expect(days[0]?.slots.map(({ startTime, startsAt }) => `${startTime} ${startsAt}`)).toEqual([
    `01:00 ${autumn}T00:00:00Z`,
    `01:30 ${autumn}T00:30:00Z`,
    `01:00 ${autumn}T01:00:00Z`,
    `01:30 ${autumn}T01:30:00Z`,
  ]);
});

test.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
  'in %s, a day is the clinic’s own, not that of UTC',
  async (zone) => {
    const doctorId = await practising(db, { hours: ['00:00-24:00'], minutes: 60 });
    await db.sql`
    INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT * FROM wanted_slots(${zone}, ${inDays(3)}, 3, ${[doctorId]})`;
    const { days, nextFreeDate } = await daysOfTimes(db, {
      doctorId,
      from: from(4),
      days: 1,
    });
    expect(days.map(({ slots }) => [slots.length, slots[0]?.startTime, slots.at(-1)?.startTime])).toEqual([
      [24, '00:00', '23:00'],
    ]);
    expect(nextFreeDate).toBe(inDays(5));
  },
);
