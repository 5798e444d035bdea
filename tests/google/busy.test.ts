import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { refreshDue } from '../../src/doctors/horizon.ts';
import { disconnect } from '../../src/google/connection.ts';
import { NotYet } from '../../src/jobs/worker.ts';
import { horizon, inDays, offered, practising, refresh, slotAt } from '../doctors/practice.ts';
import { bookedAt, booking } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import type { Fault } from '../support/google/fault-server.ts';
import { at, busyTimes, day, due, okafor, ownCalendar, reading } from './own-calendar.ts';

const { db } = ownDatabase({ max: 20 });

const all = ['09:00-09:30', '09:30-10:00', '10:00-10:30', '10:30-11:00'];

describe('what stands in Dr Okafor’s calendar', () => {
  test('blocks the times that it overlaps, and gives them back when it is gone', async () => {
    const { doctorId, isBusy, read, offered } = await ownCalendar(db);
    isBusy(['09:15', '10:00'], ['12:00', '13:00']);
    await read();
    expect(await busyTimes(db, doctorId)).toEqual(['09:15-10:00', '12:00-13:00']);
    expect(await offered()).toEqual(['10:00-10:30', '10:30-11:00']);
    isBusy();
    await read();
    expect(await busyTimes(db, doctorId)).toEqual([]);
    expect(await offered()).toEqual(all);
  });

  test('is one where it meets or overlaps', async () => {
    const { doctorId, google, read } = await ownCalendar(db);
    google.isBusy(okafor, [
      { start: at('09:00'), end: at('10:00') },
      { start: at('09:30'), end: at('11:00') },
      { start: at('11:00'), end: at('12:00') },
    ]);
    await read();
    expect(await busyTimes(db, doctorId)).toEqual(['09:00-12:00']);
  });

  test('read again and unchanged, nothing is done', async () => {
    const { doctorId, isBusy, read, offered } = await ownCalendar(db);
    isBusy(['09:00', '10:00']);
    await read();
    await offered();
    const rows = () => db.sql`SELECT xmin::text FROM busy_times WHERE doctor_id = ${doctorId}`;
    const before = await rows();
    await read();
    expect(await rows()).toEqual(before);
    expect(await db.sql`SELECT FROM refresh_due WHERE doctor_id = ${doctorId}`).toEqual([]);
  });

  test('is asked for until a week after the last day that can be booked, in parts of sixty days at most', async () => {
    const { doctorId, google, read } = await ownCalendar(db, { HORIZON_DAYS: '150' });
    google.isBusy(okafor, [{ start: at('09:00', inDays(149)), end: at('10:00', inDays(149)) }]);
    await read();
    const asked = google.askedTo('freeBusy').map(({ body }) => body as { timeMin: string; timeMax: string });
    expect(asked).toHaveLength(3);
    expect(asked.map(({ timeMin }) => timeMin).slice(1)).toEqual(asked.map(({ timeMax }) => timeMax).slice(0, -1));
    expect(asked.at(-1)!.timeMax).toBe(at('00:00', inDays(157)));
    for (const { timeMin, timeMax } of asked) {
      const days = Temporal.Instant.from(timeMin).until(timeMax).total('hours') / 24;
      expect(days).toBeLessThan(60.1);
    }
    expect(await busyTimes(db, doctorId)).toEqual([`${inDays(149)} 09:00-${inDays(149)} 10:00`]);
  });

  test('is not said by the appointments of another doctor whose calendar is the same one', async () => {
    const { doctorId, connect, read, write } = await ownCalendar(db);
    const practice = 'practice@riverside.example';
    const own = await connect(practice);
    const other = await practising(db, { name: 'Dr Second', hours: ['09:00-11:00'] });
    await refresh(db, other);
    const others = await connect(practice, other);
    const offeredByBoth = async () => {
      for (const id of [own, others]) await read(id);
      await refreshDue(db, horizon);
      const shown = [await offered(db, doctorId, day), await offered(db, other, day)];
      return shown.map((times) => times.map((time) => time.replace(' booked', '')));
    };
    const all = ['09:00-09:30', '09:30-10:00', '10:00-10:30', '10:30-11:00'];

    // Whose calendar it is, Google says with the first appointment.
    const adas = await bookedAt(db, await slotAt(db, doctorId, day, '09:30'), booking('Ada'));
    await write(adas, own);
    const bens = await bookedAt(db, await slotAt(db, other, day, '10:30'), booking('Ben'));
    await db.sql`DELETE FROM graphile_worker._private_jobs`;
    await write(bens, others);
    expect((await due(db)).sort()).toEqual([own, others].sort());
    expect(await offeredByBoth()).toEqual([all, all]);
    // What one of them leaves is read for both.
    await db.sql`DELETE FROM graphile_worker._private_jobs`;
    await cancelAppointment(db, adas, null);
    await write(adas, own);
    expect((await due(db)).sort()).toEqual([own, others].sort());
    expect(await offeredByBoth()).toEqual([all, all]);
  });

  test('is not said by an appointment that was cancelled while the calendar was not connected', async () => {
    const { doctorId, connectionId, connect, google, read, write, offered } = await ownCalendar(db);
    const id = await bookedAt(db, await slotAt(db, doctorId, day, '09:30'));
    await write(id);
    await disconnect(db, connectionId);
    await cancelAppointment(db, id, null);
    const again = await connect();
    await write(id, again);
    await read(again);
    expect(google.eventsOf(okafor)).toEqual([]);
    expect(await offered()).toEqual(['09:00-09:30', '09:30-10:00', '10:00-10:30', '10:30-11:00']);
  });

  test('is known of the day that midnight adds, before Google can be asked again', async () => {
    const { doctorId, google, read } = await ownCalendar(db, { HORIZON_DAYS: '14' });
    const added = inDays(14);
    google.isBusy(okafor, [{ start: at('09:00', added), end: at('10:00', added) }]);
    await read();
    await refresh(db, doctorId, { horizonDays: 15 });
    expect(await offered(db, doctorId, added)).toEqual(['10:00-10:30', '10:30-11:00']);
  });

  test('what has gone by stays as it was known for a day, and longer not', async () => {
    const { doctorId, read, google } = await ownCalendar(db);
    const hours = (count: number) => Temporal.Now.instant().add({ minutes: 60 * count });
    const known = [-30, -20, -2].map((from, nth) => `[${hours(from)}, ${hours([-29, -19, 2][nth]!)})`);
    for (const during of known) await db.sql`INSERT INTO busy_times VALUES (${doctorId}, ${during})`;
    google.isBusy(okafor, [{ start: String(hours(-4)), end: String(hours(3)) }]);
    await read();
    const rows = await db.sql<{ from: Temporal.Instant; until: Temporal.Instant }[]>`
      SELECT lower(during) AS from, upper(during) AS until FROM busy_times WHERE doctor_id = ${doctorId} ORDER BY during`;
    const hoursOf = rows.map(({ from, until }) =>
      [from, until].map((instant) => Math.round(Temporal.Now.instant().until(instant).total('hours'))),
    );
    expect(hoursOf).toEqual([
      [-20, -19],
      [-2, 3],
    ]);
  });
});

describe('an appointment of ours', () => {
  test('that the calendar shows is not a busy time; what stands beside it is', async () => {
    const { doctorId, isBusy, read, write } = await ownCalendar(db);
    await write(await bookedAt(db, await slotAt(db, doctorId, day, '10:30')));
    isBusy(['11:00', '12:00']);
    await read();
    expect(await busyTimes(db, doctorId)).toEqual(['11:00-12:00']);
  });

  test('that is not in the calendar yet hides nothing that is', async () => {
    const { doctorId, isBusy, read } = await ownCalendar(db);
    await bookedAt(db, await slotAt(db, doctorId, day, '10:30'));
    isBusy(['10:30', '11:00']);
    await read();
    expect(await busyTimes(db, doctorId)).toEqual(['10:30-11:00']);
  });

  test('stands, whatever stands there as well', async () => {
    const { doctorId, isBusy, read, write, offered } = await ownCalendar(db);
    const appointmentId = await bookedAt(db, await slotAt(db, doctorId, day, '09:30'));
    await write(appointmentId);
    isBusy(['00:00', '23:59']);
    await read();
    expect(await busyTimes(db, doctorId)).toEqual(['00:00-09:30', '10:00-23:59']);
    expect(await offered()).toEqual(['09:30-10:00 booked']);
    expect(await db.sql`SELECT status FROM appointments WHERE id = ${appointmentId}`).toEqual([
      { status: 'scheduled' },
    ]);
  });
});

describe('where Google does not say when she is busy, what was known counts, and it is tried again', () => {
  const faults: [string, Fault][] = [
    ['it is away', 'unavailable'],
    ['it has an error', 'backendError'],
    ['too much is asked of it', 'tooManyRequests'],
    ['it has had enough for today', 'rateLimitExceeded'],
    ['it may not be asked by this clinic', 'accessNotConfigured'],
    ['it does not understand', 'badRequest'],
    ['the line is cut', 'hang up'],
    ['it answers with a web page', 'no JSON'],
  ];
  test.each(faults)('%s', async (_, fault) => {
    const { doctorId, google, isBusy, read, offered } = await ownCalendar(db);
    isBusy(['09:00', '10:00']);
    await read();
    const { readAt } = await reading(db, doctorId);
    isBusy();
    google.keepsFailing('freeBusy', fault);
    await expect(read()).rejects.toThrow(NotYet);
    expect(await busyTimes(db, doctorId)).toEqual(['09:00-10:00']);
    expect(await offered()).toEqual(['10:00-10:30', '10:30-11:00']);
    expect(await reading(db, doctorId)).toEqual({ readAt, trouble: expect.stringMatching(/./), lost: false });
    google.heals();
    await read();
    expect(await offered()).toEqual(all);
    expect(await reading(db, doctorId)).toMatchObject({ trouble: null });
  });

  test('its answer is right, but for the one calendar that could not be read', async () => {
    const { doctorId, google, isBusy, read, offered } = await ownCalendar(db);
    isBusy(['09:00', '10:00']);
    await read();
    google.hidesBusy(okafor, 'internalError');
    await expect(read()).rejects.toThrow(NotYet);
    expect(await offered()).toEqual(['10:00-10:30', '10:30-11:00']);
    expect(await reading(db, doctorId)).toMatchObject({ trouble: 'internalError' });
  });

  test('it answers of the first sixty days, and not of those after', async () => {
    const { doctorId, google, isBusy, read } = await ownCalendar(db, { HORIZON_DAYS: '100' });
    isBusy(['09:00', '10:00']);
    await read();
    isBusy(['10:00', '11:00']);
    google.fails('freeBusy', Promise.resolve(), 'unavailable');
    await expect(read()).rejects.toThrow(NotYet);
    expect(await busyTimes(db, doctorId)).toEqual(['09:00-10:00']);
  });
});

describe('where Google lets us in no more', () => {
  test.each([
    ['she has taken access away', (google: { removeAccess(account: string): void }) => google.removeAccess(okafor)],
    [
      'she has not agreed to it',
      (google: { keepsFailing(operation: 'freeBusy', fault: Fault): void }) =>
        google.keepsFailing('freeBusy', 'insufficientPermissions'),
    ],
  ])('as %s, the connection says so, and what was known counts', async (_, end) => {
    const { doctorId, google, isBusy, read, offered } = await ownCalendar(db);
    isBusy(['09:00', '10:00']);
    await read();
    end(google);
    await read();
    expect(await reading(db, doctorId)).toMatchObject({ lost: true });
    expect(await offered()).toEqual(['10:00-10:30', '10:30-11:00']);
    google.asked.length = 0;
    await read();
    expect(google.asked).toEqual([]);
  });

  test('an access token that has ended is renewed', async () => {
    const { doctorId, google, isBusy, read } = await ownCalendar(db);
    google.expireAccessTokens();
    isBusy(['09:00', '10:00']);
    await read();
    expect(await busyTimes(db, doctorId)).toEqual(['09:00-10:00']);
  });
});

describe('an answer that comes late', () => {
  /** A reading to which Google answers only then; `answers` lets it, and waits for what comes of it. */
  async function slow() {
    const calendar = await ownCalendar(db);
    const { google, read, isBusy } = calendar;
    const answer = Promise.withResolvers<void>();
    google.fails('freeBusy', answer.promise);
    isBusy(['09:00', '10:00']);
    const reading = read();
    await expect.poll(() => google.askedTo('freeBusy').length).toBe(1);
    return {
      ...calendar,
      async answers() {
        answer.resolve();
        await reading;
      },
    };
  }

  test('is of no use where the calendar was disconnected meanwhile: its times are everybody’s', async () => {
    const { doctorId, connectionId, answers, offered } = await slow();
    await disconnect(db, connectionId);
    await answers();
    expect(await busyTimes(db, doctorId)).toEqual([]);
    expect(await offered()).toEqual(all);
  });

  test('nor where another was connected', async () => {
    const { doctorId, connect, connectionId, answers, read } = await slow();
    const other = await connect('another@riverside.example');
    expect(other).not.toBe(connectionId);
    await answers();
    expect(await busyTimes(db, doctorId)).toEqual([]);
    expect(await reading(db, doctorId)).toMatchObject({ readAt: null });
    await read(other);
    expect((await reading(db, doctorId)).readAt).not.toBeNull();
  });

  test('nor where a reading that began later was noted before', async () => {
    const { doctorId, isBusy, answers, read } = await slow();
    isBusy(['10:00', '11:00']);
    await read();
    isBusy(['09:00', '10:00']);
    await answers();
    expect(await busyTimes(db, doctorId)).toEqual(['10:00-11:00']);
  });

  test('nor where it is that there is none', async () => {
    const { doctorId, google, answers, read } = await slow();
    await read();
    google.hidesBusy(okafor, 'internalError');
    await expect(answers()).rejects.toThrow(NotYet);
    expect(await reading(db, doctorId)).toMatchObject({ trouble: null });
  });

  test('nor where the calendar was lost meanwhile', async () => {
    const { doctorId, connectionId, answers } = await slow();
    await db.sql`SELECT lose_google_connection(${connectionId}, 'invalid_grant')`;
    await answers();
    expect(await busyTimes(db, doctorId)).toEqual([]);
    expect(await reading(db, doctorId)).toMatchObject({ lost: true });
  });
});

test('disconnected, the calendar blocks nothing', async () => {
  const { connectionId, isBusy, read, offered } = await ownCalendar(db);
  isBusy(['09:00', '11:00']);
  await read();
  expect(await offered()).toEqual([]);
  await disconnect(db, connectionId);
  expect(await offered()).toEqual(all);
});
