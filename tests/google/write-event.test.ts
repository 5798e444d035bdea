/** What a job brings an event to, whatever Google does. */
import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { appointmentLetters } from '../../src/booking/mails.ts';
import { moveAppointment } from '../../src/booking/move.ts';
import { eventId } from '../../src/google/event.ts';
import { letterText } from '../../views/mail/letter.tsx';
import { bookedAt, booking, held, readAppointment, slot, visitor } from '../support/clinic.ts';
import {
  connectionsIn,
  eventsIn,
  googleStage,
  keepGoing,
  minutesPass,
  patientAt,
  publicUrl,
} from '../support/google/stage.ts';
import { settled, writerDeps } from '../support/post-office.ts';

const stage = googleStage();
const { db, google } = stage;

const ofAda = (path: string) => google.eventsOf('ada@example.org').filter(({ source }) => source?.url?.endsWith(path));
const begins = (event: { start?: { dateTime?: string | null } } | undefined) =>
  Temporal.Instant.from(event!.start!.dateTime!);

/** Somebody whose appointment is in the calendar of Ada's account. */
async function added(typed: Parameters<typeof patientAt>[1] = {}) {
  const ada = await patientAt(stage, typed);
  expect(await ada.connect()).toBe('added');
  return ada;
}

/** Somebody who has agreed, while nobody does the jobs. */
async function agreed(typed: Parameters<typeof patientAt>[1] = {}) {
  const ada = await patientAt(stage, typed);
  await ada.agree();
  return ada;
}

async function move(id: number, inMinutes = 5 * 24 * 60) {
  const [row] = await db.sql<{ doctor_id: number }[]>`SELECT doctor_id FROM appointments WHERE id = ${id}`;
  const to = await slot(db, { inMinutes, doctorId: row!.doctor_id });
  expect(await moveAppointment(db, id, await held(db, to, visitor('Ada'), id), null)).toMatchObject({ ok: true });
}

describe('an event', () => {
  test('that is moved is changed, and one that is cancelled is taken out', async () => {
    stage.work();
    const ada = await added();
    await move(ada.id);
    await settled(db);
    const [event] = ofAda(ada.path);
    expect(begins(event).equals((await readAppointment(db, ada.id)).starts_at)).toBe(true);
    expect(ofAda(ada.path)).toHaveLength(1);
    await cancelAppointment(db, ada.id, null);
    await settled(db);
    expect(ofAda(ada.path)).toEqual([]);
    expect(await ada.page()).toContain('It has been taken out of your Google Calendar.');
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'removed', written_sequence: null }]);
  });

  test('has an id that Google takes, always the same for one appointment and this clinic', () => {
    const { secrets } = stage.app();
    const ids = [1, 2].flatMap((id) =>
      (['patient', 'doctor'] as const).flatMap((whose) => [0, 1].map((made) => eventId(secrets, id, whose, made))),
    );
    expect(new Set(ids).size).toBe(8);
    for (const id of ids) expect(id).toMatch(/^[0-9a-v]{26}$/);
    expect(eventId(secrets, 1, 'patient', 0)).toBe(ids[0]);
    expect(eventId(writerDeps(db).secrets, 1, 'patient', 0)).toBe(ids[0]);
  });

  test('that was cancelled before it was written is never written', async () => {
    const ada = await agreed();
    await cancelAppointment(db, ada.id, null);
    const asked = google.asked.length;
    stage.work();
    await settled(db);
    expect(google.asked.slice(asked).filter(({ operation }) => operation === 'insert')).toEqual([]);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'removed' }]);
    expect(await ada.page()).not.toContain('Google');
  });

  test('that was moved before it was written is written where it is now', async () => {
    const ada = await agreed();
    await move(ada.id);
    stage.work();
    await settled(db);
    expect(begins(ofAda(ada.path)[0]).equals((await readAppointment(db, ada.id)).starts_at)).toBe(true);
  });

  test('of an appointment that has begun meanwhile is not written', async () => {
    const ada = await agreed();
    await db.sql`UPDATE appointments SET during = tstzrange(now() - interval '1 minute', now() + interval '1 hour') WHERE id = ${ada.id}`;
    stage.work();
    await settled(db);
    expect(ofAda(ada.path)).toEqual([]);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'refused', trouble: 'it has begun' }]);
  });

  test('is not overtaken: moved while it is being written, it ends at the new time', async () => {
    const ada = await agreed();
    const slow = Promise.withResolvers<void>();
    google.fails('insert', slow.promise);
    stage.work();
    await expect.poll(() => google.askedTo('insert').length).toBeGreaterThan(0);
    await expect.poll(() => eventsIn(db, ada.id)).toMatchObject([{ google_event_id: expect.any(String) }]);
    await move(ada.id);
    slow.resolve();
    const asItIs = async () => {
      await minutesPass(db, 1);
      return eventsIn(db, ada.id);
    };
    await expect.poll(asItIs).toMatchObject([{ state: 'added', written_sequence: 1 }]);
    expect(begins(ofAda(ada.path)[0]).equals((await readAppointment(db, ada.id)).starts_at)).toBe(true);
    expect(ofAda(ada.path)).toHaveLength(1);
  });
});

describe('there is one event, and no second', () => {
  test.each(['lost answer', 'unavailable', 'backendError', 'hang up', 'no JSON'] as const)(
    'after %s',
    async (fault) => {
      const ada = await agreed();
      google.fails('insert', fault);
      stage.work();
      await settled(db);
      await minutesPass(db, 10);
      expect(ofAda(ada.path)).toHaveLength(1);
      expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'added' }]);
    },
  );

  test('where an answer was lost and the appointment moved before the next try', async () => {
    const ada = await agreed();
    google.fails('insert', 'lost answer');
    const stop = stage.work();
    await settled(db);
    await stop();
    await move(ada.id);
    stage.work();
    await minutesPass(db, 10);
    expect(ofAda(ada.path)).toHaveLength(1);
    expect(begins(ofAda(ada.path)[0]).equals((await readAppointment(db, ada.id)).starts_at)).toBe(true);
  });

  test('where two workers have the same job, as after one that seemed dead', async () => {
    const ada = await agreed();
    await db.sql`SELECT graphile_worker.add_job('write_google_event', payload, max_attempts => 3) FROM graphile_worker._private_jobs
      JOIN graphile_worker.jobs USING (id) WHERE task_identifier = 'write_google_event'`;
    const inserts = google.askedTo('insert').length;
    const slow = Promise.withResolvers<void>();
    google.fails('insert', slow.promise);
    stage.work();
    await expect.poll(() => google.askedTo('insert').length).toBe(inserts + 1);
    await expect
      .poll(
        async () =>
          (await db.sql`SELECT count(*) AS n FROM graphile_worker.jobs WHERE last_error LIKE '%being written%'`)[0]!.n,
      )
      .toBe(1);
    expect(google.askedTo('insert')).toHaveLength(inserts + 1);
    slow.resolve();
    await minutesPass(db, 10);
    expect(google.askedTo('insert')).toHaveLength(inserts + 1);
    expect(ofAda(ada.path)).toHaveLength(1);
  });

  test('where a worker was killed in the middle: another does it when it is free again', async () => {
    const ada = await agreed();
    google.fails('insert', 'lost answer');
    const stop = stage.work();
    await settled(db);
    await stop();
    // As it was at the moment when it was killed.
    await db.sql`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'dead', run_at = now(), last_error = NULL`;
    await db.sql`UPDATE google_events SET busy_until = now() + interval '2 minutes' WHERE appointment_id = ${ada.id}`;
    stage.work();
    await keepGoing(db);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'waiting' }]);
    await db.sql`UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '5 minutes'`;
    await db.sql`UPDATE google_events SET busy_until = busy_until - interval '5 minutes' WHERE busy_until IS NOT NULL`;
    await keepGoing(db);
    await settled(db);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'added' }]);
    expect(ofAda(ada.path)).toHaveLength(1);
  });
});

test('a mail may be under way for longer than anything at Google: calendars free none of those', async () => {
  await db.sql`SELECT graphile_worker.add_job('send_mail', '{"mailId": 0}', job_key => 'under way')`;
  const locked = () => db.sql`SELECT FROM graphile_worker.jobs WHERE key = 'under way' AND locked_at IS NOT NULL`;
  await db.sql`
    UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '5 minutes', locked_by = 'at it'
    WHERE key = 'under way'`;
  await keepGoing(db);
  expect(await locked()).toHaveLength(1);
  await db.sql`DELETE FROM graphile_worker._private_jobs WHERE key = 'under way'`;
});

describe('what goes by', () => {
  test.each([
    'rateLimitExceeded',
    'userRateLimitExceeded',
    'quotaExceeded',
    'tooManyRequests',
    'backendError',
    'unavailable',
    'accessNotConfigured',
  ] as const)('%s is waited for, longer each time and ten minutes at most', async (fault) => {
    const ada = await agreed();
    google.keepsFailing('insert', fault);
    stage.work();
    await settled(db);
    expect(await eventsIn(db, ada.id)).toMatchObject([
      { state: 'waiting', trouble: expect.stringMatching(/^(403|429|5\d\d) /) },
    ]);
    expect(await ada.page()).toContain('Waiting to be added');
    const pauses: number[] = [];
    for (let tries = 0; tries < 9; tries++) {
      await minutesPass(db, 11);
      const [job] = await db.sql<
        { pause: number }[]
      >`SELECT extract(epoch FROM run_at - now())::float AS pause FROM graphile_worker.jobs`;
      pauses.push(job!.pause);
    }
    expect(pauses[0]).toBeLessThan(60);
    expect(pauses[3]).toBeGreaterThan(pauses[0]!);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(600);
    google.heals();
    await minutesPass(db, 11);
    expect(ofAda(ada.path)).toHaveLength(1);
    expect((await connectionsIn(db)).at(-1)).toMatchObject({ lost_why: null });
  });

  test('a set-up of the clinic’s that Google does not take loses nobody’s calendar', async () => {
    const ada = await agreed();
    google.expireAccessTokens();
    google.keepsFailing('refresh', 'invalid_client');
    stage.work();
    await settled(db);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'waiting', trouble: 'invalid_client' }]);
    expect(stage.log()).toContain('invalid_client');
    google.heals();
    await minutesPass(db, 11);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'added' }]);
  });

  test('nor does a key that is not here', async () => {
    const ada = await agreed();
    const [kept] =
      await db.sql`SELECT id, google_refresh_token AS token FROM google_connections ORDER BY connected_at DESC LIMIT 1`;
    await db.sql`UPDATE google_connections SET google_refresh_token = 'AAAAAAAA.sealed' WHERE id = ${kept!.id}`;
    stage.work();
    await settled(db);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'waiting', trouble: 'locked' }]);
    expect(await db.sql`SELECT FROM graphile_worker.jobs WHERE last_error LIKE '%locked%'`).toHaveLength(1);
    await db.sql`UPDATE google_connections SET google_refresh_token = ${kept!.token} WHERE id = ${kept!.id}`;
    await minutesPass(db, 11);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'added' }]);
  });

  test('a token of an hour ago is renewed, and the new one kept', async () => {
    stage.work();
    const ada = await added();
    google.expireAccessTokens();
    const renewed = google.askedTo('refresh').length;
    await move(ada.id);
    await settled(db);
    await move(ada.id, 6 * 24 * 60);
    await settled(db);
    expect(google.askedTo('refresh')).toHaveLength(renewed + 1);
    expect(begins(ofAda(ada.path)[0]).equals((await readAppointment(db, ada.id)).starts_at)).toBe(true);
  });

  test('a token that Google gives and does not take, as it does for a while, loses nobody’s calendar', async () => {
    stage.work();
    const ada = await added();
    google.fails('patch', 'authError', 'authError');
    await move(ada.id);
    await settled(db);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'waiting', trouble: '401 authError' }]);
    await minutesPass(db, 11);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'added', written_sequence: 1 }]);
    expect((await connectionsIn(db)).at(-1)).toMatchObject({ lost_why: null });
  });

  test('after three days and a half it is given up, and the patient is told, who can try again', async () => {
    const ada = await agreed();
    google.keepsFailing('insert', 'unavailable');
    await db.sql`UPDATE graphile_worker._private_jobs SET attempts = max_attempts - 1`;
    stage.work();
    await settled(db);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'refused', trouble: '503 backendError' }]);
    expect(await ada.page()).toContain('Google did not take it into your calendar. Try again with Google Calendar');
    google.heals();
    expect(await ada.connect()).toBe('added');
    expect(ofAda(ada.path)).toHaveLength(1);
  });
});

describe('what its owner has deleted', () => {
  test('is there again when the appointment moves, and is left alone while it does not', async () => {
    stage.work();
    const ada = await added();
    const [event] = ofAda(ada.path);
    google.calendarOf('ada@example.org').delete(event!.id!);
    await minutesPass(db, 60);
    expect(ofAda(ada.path)).toEqual([]);
    await move(ada.id);
    await settled(db);
    expect(ofAda(ada.path)).toHaveLength(1);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'added', written_sequence: 1 }]);
  });

  test('is as good as taken out when it is cancelled', async () => {
    stage.work();
    const ada = await added();
    google.calendarOf('ada@example.org').delete(ofAda(ada.path)[0]!.id!);
    await cancelAppointment(db, ada.id, null);
    await settled(db);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'removed' }]);
  });

  test.each(['notFound', 'deleted'] as const)('%s in answer to a change makes it anew', async (fault) => {
    stage.work();
    const ada = await added();
    google.fails('patch', fault);
    await move(ada.id);
    await settled(db);
    const events = ofAda(ada.path).filter((event) => begins(event).epochMilliseconds > Date.now() + 4 * 24 * 3600_000);
    expect(events).toHaveLength(1);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'added', made: 1 }]);
  });
});

test('an event that its owner has made a whole day has its hour again when the appointment moves', async () => {
  stage.work();
  const ada = await added();
  const [event] = ofAda(ada.path);
  const wholeDay = (date: string) => ({ date, dateTime: null, timeZone: null });
  google
    .calendarOf('ada@example.org')
    .patch(event!.id!, { start: wholeDay('2030-05-01'), end: wholeDay('2030-05-02') });
  await move(ada.id);
  await settled(db);
  expect(ofAda(ada.path)).toHaveLength(1);
  expect(begins(ofAda(ada.path)[0]).equals((await readAppointment(db, ada.id)).starts_at)).toBe(true);
  expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'added' }]);
});

test('an event that its owner has made another’s is left alone, and the calendar stays connected', async () => {
  stage.work();
  const ada = await added();
  google.fails('patch', 'forbiddenForNonOrganizer');
  await move(ada.id);
  await settled(db);
  expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'refused', trouble: '403 forbiddenForNonOrganizer' }]);
  expect(await ada.page()).toContain('Google did not take the change, so what is in your calendar may be out of date.');
  expect((await connectionsIn(db)).at(-1)).toMatchObject({ lost_why: null });
});

describe('where Google lets us in no more', () => {
  test.each([
    ['the patient has taken the access away', () => google.removeAccess('ada@example.org'), 'invalid_grant'],
    ['the patient has not allowed it', () => google.fails('patch', 'insufficientPermissions'), 'forbidden'],
  ])(
    'as %s: tokens are erased, the page and the next mail say so, and nothing is asked any more',
    async (_, happens, why) => {
      stage.work();
      const ada = await added();
      happens();
      await move(ada.id);
      await settled(db);
      expect((await connectionsIn(db)).at(-1)).toMatchObject({
        lost_why: why,
        google_access_token: null,
        google_refresh_token: null,
      });
      expect(await ada.page()).toMatch(/Your calendar needs you.*Reconnect Google Calendar/);
      const asked = google.asked.length;
      await minutesPass(db, 60);
      expect(google.asked).toHaveLength(asked);

      const deps = writerDeps(db, undefined, stage.settings());
      const mail = await appointmentLetters.reminder!(
        { appointmentId: ada.id, sequence: 1, hours: 2 },
        deps,
        ada.email,
      );
      const text = letterText(mail!.letter, deps.config.clinic);
      expect(text).toContain('Your Google Calendar needs you');
      expect(text).toMatch(/Reconnect Google Calendar:?\s/);
      expect(text).toContain(`${publicUrl}${ada.path}#google`);

      google.heals();
      expect(await ada.connect()).toBe('added');
      await settled(db);
      expect(await ada.page()).not.toContain('Reconnect');
      const now = (await readAppointment(db, ada.id)).starts_at;
      expect(ofAda(ada.path).map((event) => begins(event).equals(now))).toEqual([true]);
      const after = await appointmentLetters.reminder!(
        { appointmentId: ada.id, sequence: 1, hours: 2 },
        deps,
        ada.email,
      );
      expect(letterText(after!.letter, deps.config.clinic)).not.toContain('Google');
    },
  );

  test('and the appointment is cancelled, page and mail say what the patient has to do', async () => {
    stage.work();
    const ada = await added();
    google.removeAccess('ada@example.org');
    google.expireAccessTokens();
    await cancelAppointment(db, ada.id, null);
    await settled(db);
    expect(await ada.page()).toContain('the appointment may still be there. Please delete it yourself.');
    expect(await ada.page()).not.toContain('Reconnect Google Calendar');
    const deps = writerDeps(db, undefined, stage.settings());
    const mail = await appointmentLetters.cancelled!({ appointmentId: ada.id, sequence: 1 }, deps, ada.email);
    expect(letterText(mail!.letter, deps.config.clinic)).toContain('Please delete it yourself.');
  });
});

describe('a booking', () => {
  test('stands although its calendar’s job can’t be had, and the job comes later', async () => {
    stage.work();
    const ada = await added();
    await db.sql.begin(async (sql) => {
      await sql`LOCK TABLE graphile_worker._private_jobs IN ACCESS EXCLUSIVE MODE`;
      await cancelAppointment(db, ada.id, null);
    });
    expect((await readAppointment(db, ada.id)).status).toBe('cancelled');
    await minutesPass(db, 2);
    await settled(db);
    expect(ofAda(ada.path)).toEqual([]);
  });

  test('waits for no calendar: Google is away, and it is booked, moved and cancelled all the same', async () => {
    await google.close();
    try {
      stage.work();
      const id = await bookedAt(db, await slot(db), booking('Cleo'));
      await move(id);
      await cancelAppointment(db, id, null);
      expect((await readAppointment(db, id)).status).toBe('cancelled');
    } finally {
      await google.open();
    }
  });
});
