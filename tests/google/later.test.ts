/** Later appointments, and the switch: whose calendar gets them, and who may say so. */
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { appointmentLetters } from '../../src/booking/mails.ts';
import { loseConnection } from '../../src/google/connection.ts';
import { letterText } from '../../views/mail/letter.tsx';
import { browser, wordsOf } from '../support/app.ts';
import { booked } from '../support/clinic.ts';
import { peopleAt } from '../support/google/people.ts';
import { connectionsIn, eventsIn, googleStage, keepGoing, patientAt } from '../support/google/stage.ts';
import { settled, writerDeps } from '../support/post-office.ts';

const stage = googleStage();
const { db, google } = stage;
const { somebody, family, inCalendar, another, connectionOf, connected } = peopleAt(stage);

describe('whose Google address is the one that the practice writes to', () => {
  test('has later appointments added by themselves, and what was booked before left alone', async () => {
    stage.work();
    const typed = somebody();
    const before = await another(typed, 8 * 24 * 60);
    const ada = await patientAt(stage, typed);
    expect(await ada.connect()).toBe('added');
    await settled(db);
    expect(await ada.page()).toContain('Appointments that you book from now on are added');
    const later = await another(typed);
    await settled(db);
    expect(inCalendar(typed.patient.email, later.id)).toHaveLength(1);
    expect(inCalendar(typed.patient.email, before.id)).toEqual([]);
    expect(await later.page()).toContain('It is in your Google Calendar, which gets your appointments by itself.');
  });

  test('whatever its case and the blanks about it', async () => {
    stage.work();
    const typed = somebody();
    typed.patient.email = typed.patient.email.toUpperCase();
    const ada = await patientAt(stage, typed);
    await ada.connect();
    await settled(db);
    const later = await another(typed);
    await settled(db);
    expect(await eventsIn(db, later.id)).toMatchObject([{ state: 'added' }]);
  });

  test('stops that with one switch on the page, and starts it again', async () => {
    stage.work();
    const { typed, ada, connection } = await connected();
    const stopped = await ada.press(connection.id, 'stop');
    expect(stopped.location).toBe(`${ada.path}?calendar=stopped`);
    expect(await ada.page('?calendar=stopped')).toMatch(
      /no longer added.*Appointments that you book from now on are not added by themselves\. Disconnecting ends .* Add later appointments, too/,
    );
    const unwanted = await another(typed);
    await settled(db);
    await keepGoing(db);
    expect(await eventsIn(db, unwanted.id)).toEqual([]);
    // What is there stays there, and is kept right.
    expect(inCalendar(typed.patient.email, ada.id)).toHaveLength(1);

    await ada.press(connection.id, 'start');
    expect(await ada.page('?calendar=started')).toContain('Later appointments are added');
    expect(await ada.page('?calendar=stopped')).not.toContain('no longer added');
    const wanted = await another(typed, 7 * 24 * 60);
    await settled(db);
    await keepGoing(db);
    expect(await eventsIn(db, wanted.id)).toMatchObject([{ state: 'added' }]);
    expect(await eventsIn(db, unwanted.id)).toEqual([]);
  });

  test('who has stopped it is not started again by connecting anew', async () => {
    stage.work();
    const { typed, ada, connection } = await connected();
    await ada.press(connection.id, 'stop');
    google.removeAccess(typed.patient.email);
    await ada.connect();
    await settled(db);
    expect(await connectionOf(typed.patient.email)).toMatchObject([{ adds_later_since: null, lost_why: null }]);
  });

  test('connects again from another page: it is one connection, with everything that the other had', async () => {
    stage.work();
    const { typed, ada } = await connected();
    const later = await another(typed);
    await settled(db);
    google.removeAccess(typed.patient.email);
    google.expireAccessTokens();
    await db.sql`SELECT lose_google_connection(id, 'invalid_grant') FROM google_connections WHERE account = ${typed.patient.email}`;
    const third = await another(typed, 9 * 24 * 60);
    const moved = Temporal.Now.instant().add({ hours: 240 });
    await db.sql`
      UPDATE appointments SET during = tstzrange(${moved.toString()}, ${moved.add({ minutes: 30 }).toString()}), sequence = 1
      WHERE id = ${later.id}`;
    await settled(db);
    expect(await third.page()).toContain('Your calendar needs you: Google no longer lets us add this appointment');
    const deps = writerDeps(db, undefined, stage.settings());
    const mail = await appointmentLetters.booked!({ appointmentId: third.id, sequence: 0 }, deps, typed.patient.email);
    expect(letterText(mail!.letter, deps.config.clinic)).toContain('lets us add this appointment. Connect it again');
    expect(await third.connect()).toBe('added');
    await settled(db);
    expect(await connectionOf(typed.patient.email)).toMatchObject([
      { lost_why: null, adds_later_since: expect.anything() },
    ]);
    for (const { id, page } of [{ id: ada.id, page: ada.page }, later, third]) {
      expect(inCalendar(typed.patient.email, id)).toHaveLength(1);
      expect(await page()).toContain('It is in your Google Calendar');
    }
    const [event] = inCalendar(typed.patient.email, later.id);
    expect(Temporal.Instant.from(event!.start!.dateTime!).epochMilliseconds).toBe(moved.epochMilliseconds);
  });

  test('connects again from the same page: the entry that was there goes on, also one that another key gave its id', async () => {
    stage.work();
    const typed = somebody();
    const ada = await patientAt(stage, typed);
    await ada.connect();
    await settled(db);
    const calendar = google.calendarOf(typed.patient.email);
    const [event] = calendar.all();
    calendar.delete(event!.id!);
    calendar.insert({ ...event, id: 'anothers0id' });
    await db.sql`UPDATE google_events SET google_event_id = 'anothers0id', made = 1 WHERE appointment_id = ${ada.id}`;
    google.removeAccess(typed.patient.email);
    await db.sql`SELECT lose_google_connection(id, 'invalid_grant') FROM google_connections WHERE account = ${typed.patient.email}`;
    expect(await ada.connect()).toBe('added');
    await settled(db);
    expect(calendar.all().map(({ id }) => id)).toEqual(['anothers0id']);
    expect(await eventsIn(db, ada.id)).toMatchObject([{ state: 'added', made: 1, google_event_id: 'anothers0id' }]);
  });

  test('misses none that is booked at that very moment, nor one whose job was lost', async () => {
    stage.work();
    const { typed } = await connected();
    const later = await another(typed);
    await settled(db);
    await db.sql`DELETE FROM google_events WHERE appointment_id = ${later.id}`;
    await keepGoing(db);
    await settled(db);
    expect(await eventsIn(db, later.id)).toMatchObject([{ state: 'added' }]);
    await db.sql`UPDATE google_events SET state = 'waiting', created_at = now() - interval '2 minutes' WHERE appointment_id = ${later.id}`;
    await keepGoing(db);
    await settled(db);
    expect(await eventsIn(db, later.id)).toMatchObject([{ state: 'added' }]);
  });
});

test('who booked for somebody else, and that person, each have it in a calendar of their own', async () => {
  stage.work();
  const typed = somebody();
  google.consents('mother@example.org');
  const mother = await patientAt(stage, typed);
  expect(await mother.connect()).toBe('added');
  expect(await mother.page()).toContain('Add to another Google Calendar');
  google.consents(typed.patient.email);
  expect(await mother.connect()).toBe('added');
  for (const account of ['mother@example.org', typed.patient.email])
    expect(inCalendar(account, mother.id)).toHaveLength(1);
  await cancelAppointment(db, mother.id, null);
  await settled(db);
  for (const account of ['mother@example.org', typed.patient.email]) expect(inCalendar(account, mother.id)).toEqual([]);
  expect(await mother.page()).not.toContain('Add to another');
});

describe('mail to who has their appointments in Google Calendar', () => {
  const mailed = async (kind: string, id: number, sequence: number, to: string) =>
    appointmentLetters[kind]!({ appointmentId: id, sequence }, writerDeps(db, undefined, stage.settings()), to);

  test('has no calendar file of what is there by itself, as Gmail would show it twice', async () => {
    stage.work();
    const { typed } = await connected();
    const { id } = await another(typed);
    expect(await mailed('booked', id, 0, typed.patient.email)).toMatchObject({ letter: expect.anything() });
    expect((await mailed('booked', id, 0, typed.patient.email))!.calendar).toBeUndefined();
    // Who booked for them has another calendar.
    expect((await mailed('booked', id, 0, 'booker@example.org'))!.calendar).toBeDefined();
    await db.sql`SELECT lose_google_connection(id, 'invalid_grant') FROM google_connections WHERE account = ${typed.patient.email}`;
    expect((await mailed('booked', id, 0, typed.patient.email))!.calendar).toBeDefined();
  });

  test('has one of what a mail brought before it was connected: that entry is theirs to change, too', async () => {
    stage.work();
    const { typed, ada } = await connected();
    expect((await mailed('booked', ada.id, 0, typed.patient.email))!.calendar).toBeDefined();
  });
});

describe('who books in another’s name, and connects a calendar of their own', () => {
  test('has that one appointment, and none of the others', async () => {
    stage.work();
    const typed = somebody();
    google.consents('mallory@example.org');
    const mallory = await patientAt(stage, typed);
    expect(await mallory.connect()).toBe('added');
    await settled(db);
    expect(await mallory.page()).toMatch(
      /To have later appointments added by themselves, too: see all your appointments/,
    );
    expect(await mallory.page()).not.toContain('Add later appointments');
    const [connection] = await connectionOf('mallory@example.org');
    const refused = await mallory.press(connection!.id, 'start');
    expect(refused.status).toBe(400);
    const later = await another(typed);
    await settled(db);
    await keepGoing(db);
    expect(await eventsIn(db, later.id)).toEqual([]);
  });

  test('learns nothing of the patient’s own calendar, and can’t stop or disconnect it', async () => {
    stage.work();
    const { typed, ada } = await connected();
    const fraud = await another(typed);
    await settled(db);
    expect(await fraud.page()).toContain('It is in your Google Calendar, which gets your appointments by itself.');
    expect((await fraud.at.get(fraud.path)).body).not.toContain(`(${typed.patient.email})`);
    const [connection] = await connectionOf(typed.patient.email);
    for (const action of ['stop', 'disconnect']) await fraud.press(connection!.id, action);
    expect(await connectionOf(typed.patient.email)).toMatchObject([
      { id: connection!.id, adds_later_since: expect.anything() },
    ]);
    // Nor is said what is so no more.
    await ada.press(connection!.id, 'stop');
    expect(await fraud.page()).toMatch(/It is in your Google Calendar\. To change what is added to your calendar/);
  });

  test('and later the patient connects theirs: both have what they were to have', async () => {
    stage.work();
    const typed = somebody();
    google.consents('mallory2@example.org');
    const mallory = await patientAt(stage, typed);
    await mallory.connect();
    google.consents(typed.patient.email);
    const ada = await another(typed);
    expect(await ada.connect()).toBe('added');
    await settled(db);
    expect(await connectionOf('mallory2@example.org')).toMatchObject([{ adds_later_since: null }]);
    expect(await connectionOf(typed.patient.email)).toMatchObject([{ adds_later_since: expect.anything() }]);
  });
});

describe('who reads the mail that is sent to the patient', () => {
  /** Signed in, as by the link in a mail. */
  async function mine(email: string) {
    const made = stage.app();
    const at = browser(made.app, { headers: { host: 'booking.example' } });
    const token = randomBytes(16).toString('base64url');
    const hash = createHash('sha256').update(token).digest('hex');
    await db.sql`INSERT INTO patient_sessions (token_hash, email, expires_at) VALUES (${hash}, lower(${email}), now() + interval '1 hour')`;
    const headers = { cookie: `__Host-patient=${token}` };
    const page = async () => (await at.get('/my-appointments', { headers })).body;
    const formToken = async () => /name="token" value="([^"]+)"/.exec(await page())![1]!;
    return {
      body: page,
      page: async () => wordsOf(await page()),
      press: async (connection: string, action: string, told?: string) =>
        at.post('/my-appointments/calendar', { connection, action, token: told ?? (await formToken()) }, { headers }),
    };
  }

  test('sees every calendar that was connected for them, has later ones added to one, and disconnects the others', async () => {
    stage.work();
    const typed = somebody();
    google.consents('another@example.org');
    const ada = await patientAt(stage, typed);
    await ada.connect();
    await settled(db);
    const at = await mine(typed.patient.email);
    expect(await at.page()).toContain(
      `another@example.org, with appointments of ${typed.patient.name} Appointments for ${typed.patient.name} that are booked from now on are not added`,
    );
    const [connection] = await connectionOf('another@example.org');
    const foreign = await at.press(connection!.id, 'start', 'made up');
    expect(foreign.status).toBe(403);
    expect((await at.press(connection!.id, 'start')).location).toBe('/my-appointments?calendar=started');
    const later = await another(typed);
    await settled(db);
    expect(inCalendar('another@example.org', later.id)).toHaveLength(1);
    await at.press(connection!.id, 'disconnect');
    await settled(db);
    expect(await connectionOf('another@example.org')).toEqual([]);
    expect(google.grantsOf('another@example.org')).toBe(0);
  });

  test('connects one that is lost again from there, as long as an appointment is to come', async () => {
    const typed = somebody();
    const ada = await patientAt(stage, typed);
    await ada.connect();
    const [connection] = await db.sql<
      { id: string }[]
    >`SELECT id FROM google_connections WHERE appointment_id = ${ada.id}`;
    await loseConnection(db, connection!.id, 'invalid_grant');
    await loseConnection(db, connection!.id, 'another reason');
    expect(await connectionsIn(db)).toContainEqual(
      expect.objectContaining({ id: connection!.id, lost_why: 'invalid_grant' }),
    );
    const at = await mine(typed.patient.email);
    expect(await at.body()).toContain(`<a class="button" href="${ada.path}/google"`);
    expect(await at.page()).toContain('Disconnecting forgets this calendar here.');
    // Of one family, with one address: each by an appointment of their own.
    await another(family(typed), 60);
    const later = await another(typed, 9 * 24 * 60);
    await cancelAppointment(db, ada.id, null);
    expect(await at.body()).toContain(`<a class="button" href="${later.path}/google"`);
    await cancelAppointment(db, later.id, null);
    expect(await at.body()).not.toContain('/google"');
    expect(await at.page()).toContain('When you book again, you can connect it again');
  });

  test('may change nobody else’s, and nothing without being signed in', async () => {
    stage.work();
    const ada = somebody();
    await (await patientAt(stage, ada)).connect();
    await settled(db);
    const [connection] = await connectionOf(ada.patient.email);
    const ben = somebody('Ben');
    await booked(db, ben);
    await (await mine(ben.patient.email)).press(connection!.id, 'disconnect');
    const signedOut = browser(stage.app().app, { headers: { host: 'booking.example' } });
    const sent = await signedOut.post('/my-appointments/calendar', {
      connection: connection!.id,
      action: 'disconnect',
      token: 'x',
    });
    expect(sent.location).toBe('/my-appointments');
    expect(await connectionOf(ada.patient.email)).toHaveLength(1);
  });
});
