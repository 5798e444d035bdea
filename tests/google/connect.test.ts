/** A patient connects their Google Calendar from the page of an appointment: to Google's page and back. */
import { describe, expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { makeSecrets } from '../../src/http/secrets.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { readAppointment } from '../support/clinic.ts';
import {
  atPage,
  connectionsIn,
  eventsIn,
  googleStage,
  pathOf,
  patientAt,
  publicUrl,
  throughGoogle,
} from '../support/google/stage.ts';

const stage = googleStage();
const { db, google } = stage;

const eventFor = (id: number) =>
  google.eventsOf('ada@example.org').find(({ description }) => description?.includes(`/${id.toString(36)}-`));

describe('who allows it', () => {
  test('has the appointment in their calendar when they are back, with all that they need and nothing of why they come', async () => {
    stage.work();
    const ada = await patientAt(stage, { reason: 'A rash that I would rather not talk about' });
    expect(await ada.page()).toContain('Add to Google Calendar');
    expect(await ada.connect()).toBe('added');
    expect(await ada.page('?calendar=added')).toMatch(
      /The appointment is in your Google Calendar now\..*It is in your Google Calendar \(a\.\.\.@example\.org\)\./,
    );
    const event = eventFor(ada.id)!;
    const { reference, starts_at } = await readAppointment(db, ada.id);
    expect(event).toMatchObject({
      summary: 'Appointment at Riverside Practice',
      location: 'Riverside Practice, 1 Riverside, London SE1 7TP',
      start: {
        dateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$/),
        timeZone: 'Europe/London',
      },
      reminders: {
        useDefault: false,
        overrides: [
          { method: 'popup', minutes: 1440 },
          { method: 'email', minutes: 1440 },
          { method: 'popup', minutes: 60 },
          { method: 'email', minutes: 60 },
        ],
      },
      source: { url: `${publicUrl}${ada.path}` },
      visibility: 'private',
    });
    expect(Temporal.Instant.from(event.start!.dateTime!).equals(starts_at)).toBe(true);
    expect(event.description).toContain(`${publicUrl}${ada.path}`);
    expect(event.description).toContain(`${reference.slice(0, 4)}-${reference.slice(4)}`);
    expect(JSON.stringify(event)).not.toMatch(/rash|Okafor|General practice/);
  });

  test('is asked for no more than to write events of their own, and for a token that lasts', async () => {
    const ada = await patientAt(stage);
    const { searchParams } = new URL(await ada.toGoogle());
    expect(Object.fromEntries(searchParams)).toMatchObject({
      scope: 'https://www.googleapis.com/auth/calendar.events.owned',
      redirect_uri: `${publicUrl}/api/auth/google/callback`,
      code_challenge_method: 'S256',
      access_type: 'offline',
      prompt: 'select_account consent',
      response_type: 'code',
    });
    // Neither the link of the page nor the number of the appointment.
    expect(searchParams.get('state')).not.toContain(ada.path.split('/').at(-1)!);
  });

  test('is told that it will be there, where nothing is written yet', async () => {
    const ada = await patientAt(stage);
    expect(await ada.connect()).toBe('waiting');
    expect(await ada.page()).toContain('Waiting to be added');
    expect(await ada.page()).toContain('Look again');
  });

  test('is asked nothing twice: the answer that arrives again, or two at a time, connects once', async () => {
    stage.work();
    const ada = await patientAt(stage);
    const back = pathOf(await ada.consent());
    const answers = await Promise.all([ada.at.get(back), ada.at.get(back), ada.at.get(back)]);
    const asked = google.askedTo('code').length;
    answers.push(await ada.at.get(back));
    // A code that is used twice may end what it gave (RFC 6749, 4.1.2).
    expect(google.askedTo('code')).toHaveLength(asked);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(answers.map(({ location }) => location)).toEqual(Array(4).fill(`${ada.path}?calendar=added`));
    expect(await eventsIn(db, ada.id)).toHaveLength(1);
  });

  test('may do so in two windows', async () => {
    stage.work();
    const ada = await patientAt(stage);
    const [one, other] = [await ada.consent(), await ada.consent()];
    for (const back of [one, other]) expect((await ada.at.get(pathOf(back))).location).toContain(ada.path);
    expect(await eventsIn(db, ada.id)).toHaveLength(1);
  });
});

describe('nothing is connected, and the appointment stands,', () => {
  const untouched = async (id: number) => {
    expect(await eventsIn(db, id)).toEqual([]);
    expect((await readAppointment(db, id)).status).toBe('scheduled');
  };

  test('where the patient does not allow it', async () => {
    google.consents(null);
    const ada = await patientAt(stage);
    expect(await ada.connect()).toBe('refused');
    expect(await ada.page('?calendar=refused')).toContain('as you did not allow it. Your appointment stands as it is.');
    expect(await ada.page()).toContain('Add to Google Calendar');
    await untouched(ada.id);
  });

  test('where the box on Google’s page was unticked', async () => {
    google.grantsOnly(['openid']);
    const ada = await patientAt(stage);
    expect(await ada.connect()).toBe('unticked');
    expect(await ada.page('?calendar=unticked')).toContain('was not ticked');
    await untouched(ada.id);
  });

  test.each([
    ['unavailable', 'away'],
    ['hang up', 'away'],
    ['no JSON', 'away'],
    ['invalid_client', 'trouble'],
    ['invalid_grant', 'trouble'],
  ] as const)('where Google answers the code with %s', async (fault, how) => {
    const ada = await patientAt(stage);
    google.fails('code', fault);
    expect(await ada.connect()).toBe(how);
    await untouched(ada.id);
  });

  test('where Google says something else, or nothing', async () => {
    const ada = await patientAt(stage);
    const state = new URL(await ada.toGoogle()).searchParams.get('state')!;
    for (const query of ['error=admin_policy_enforced', 'error=', 'nothing=1']) {
      const back = await ada.at.get(`/api/auth/google/callback?${new URLSearchParams({ state })}&${query}`);
      expect(back.location).toBe(`${ada.path}?calendar=trouble`);
    }
    await untouched(ada.id);
  });

  test('where what Google gives opens the calendar for an hour only', async () => {
    const ada = await patientAt(stage);
    const online = (await ada.toGoogle()).replace('access_type=offline', 'access_type=online');
    expect((await ada.at.get(pathOf(await throughGoogle(online)))).location).toBe(`${ada.path}?calendar=trouble`);
    await untouched(ada.id);
  });

  test('where our database is away: who comes back is told so on a page', async () => {
    const ada = await patientAt(stage);
    const mark = /google=[0-9a-f]{32}/.exec((await ada.at.get(`${ada.path}/google`)).headers.getSetCookie().join())![0];
    const back = pathOf(await ada.consent());
    const gone = connect(stage.url);
    await gone.sql.end();
    const answer = await testApp(gone, stage.settings()).app.request(back, { headers: { cookie: `__Host-${mark}` } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, expect.stringContaining('text/html')]);
    await untouched(ada.id);
  });

  test('where the answer comes to another browser, or to one without the mark', async () => {
    const [ada, ben] = [await patientAt(stage), await patientAt(stage, { name: 'Ben' })];
    const back = pathOf(await ada.consent());
    const stranger = browser(stage.app().app);
    await ben.toGoogle();
    for (const at of [ben.at, stranger]) {
      const answer = await at.get(back);
      expect(answer.status).toBe(400);
      expect(wordsOf(answer.body)).toContain('This is not for this browser');
      // Nor does it lead there.
      expect(answer.body).not.toContain(ada.path);
    }
    await untouched(ada.id);
  });

  test('where the answer is made up, cut or changed', async () => {
    const ada = await patientAt(stage);
    const state = new URL(await ada.toGoogle()).searchParams.get('state')!;
    const changed = `${state.slice(0, -4)}${state.at(-4) === 'A' ? 'B' : 'A'}${state.slice(-3)}`;
    for (const wrong of ['', 'x', state.slice(0, 20), changed, `${state}.x`.slice(9)]) {
      const answer = await ada.at.get(`/api/auth/google/callback?${new URLSearchParams({ state: wrong, code: 'c' })}`);
      expect(answer.status).toBe(400);
    }
    await untouched(ada.id);
  });

  test('where the link of the page was revoked meanwhile', async () => {
    const ada = await patientAt(stage);
    const back = pathOf(await ada.consent());
    await db.sql`UPDATE appointments SET link_version = 2 WHERE id = ${ada.id}`;
    expect((await ada.at.get(back)).status).toBe(400);
    await untouched(ada.id);
  });

  test('where Google’s page was open for more than an hour', async () => {
    const ada = await patientAt(stage);
    const mark = /google=([0-9a-f]{32})/.exec(
      (await ada.at.get(`${ada.path}/google`)).headers.getSetCookie().join(),
    )![1]!;
    const { stateOf } = await import('../../src/google/consent.ts');
    const { secrets } = stage.app();
    const ago = Temporal.Now.instant().subtract({ minutes: 61 });
    const state = stateOf(secrets, mark, { for: 'patient', appointmentId: ada.id, linkVersion: 1 }, ago);
    const back = await ada.at.get(`/api/auth/google/callback?${new URLSearchParams({ state, code: 'c' })}`);
    expect(back.location).toBe(`${ada.path}?calendar=late`);
    await untouched(ada.id);
  });

  test('where the browser keeps no cookies: it is told before it goes to Google', async () => {
    const ada = await patientAt(stage, {}, { cookies: false });
    const first = await ada.at.get(`${ada.path}/google`);
    const second = await ada.at.get(first.location);
    expect(second.status).toBe(403);
    expect(wordsOf(second.body)).toContain('Your browser keeps no cookies');
    await untouched(ada.id);
  });
});

test('whoever goes to Google again and again has to wait, and asks Google for nothing meanwhile', async () => {
  const ada = await patientAt(stage);
  const at = atPage(stage.app({ HOLD_REQUESTS_PER_MINUTE: '2' }), ada.path);
  const back = pathOf(await at.consent());
  const asked = google.askedTo('code').length;
  expect((await at.at.get(back.replace(/code=[^&]+/, 'code=wrong'))).location).toBe(`${ada.path}?calendar=trouble`);
  expect((await at.at.get(back)).location).toBe(`${ada.path}?calendar=away`);
  expect(google.askedTo('code')).toHaveLength(asked + 1);
  const { location } = await at.at.get(`${ada.path}/google`);
  const refused = await at.at.get(location);
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
  expect(await eventsIn(db, ada.id)).toEqual([]);
});

describe('a token', () => {
  test('is kept sealed, for its own row, with the id of its key, and stands in no page and no log', async () => {
    stage.work();
    const ada = await patientAt(stage);
    await ada.connect();
    const kept = (await connectionsIn(db)).at(-1)!;
    const said = google.asked
      .filter(({ operation }) => operation === 'insert')
      .at(-1)!
      .authorization.slice('Bearer '.length);
    const secrets = makeSecrets('a secret of 32 characters or more, for tests');
    expect(secrets.unlock('google token', `${kept.id} access`, kept.google_access_token!)).toBe(said);
    expect(secrets.unlock('google token', `${kept.id} refresh`, kept.google_access_token!)).toBeNull();
    expect(secrets.unlock('google token', `${'0'.repeat(32)} access`, kept.google_access_token!)).toBeNull();
    const refresh = secrets.unlock('google token', `${kept.id} refresh`, kept.google_refresh_token!)!;
    for (const hidden of [said, refresh, google.client.secret]) {
      expect((await ada.at.get(ada.path)).body).not.toContain(hidden);
      expect(stage.log()).not.toContain(hidden);
      expect(JSON.stringify(kept)).not.toContain(hidden);
    }
  });
});

test('without Google’s credentials there is no button, and none of its addresses', async () => {
  const ada = await patientAt(stage);
  const plain = atPage(testApp(db), ada.path);
  expect(await plain.page()).not.toContain('Google');
  for (const path of [`${ada.path}/google`, '/auth/google', '/api/auth/google/callback'])
    expect((await plain.at.get(path)).status).toBe(404);
});

test('a patient’s calendar is known of on their record while it is connected', async () => {
  stage.work();
  const ada = await patientAt(stage);
  const known = async () =>
    (
      await db.sql`SELECT google_calendar_connected AS known FROM patients WHERE id = (SELECT patient_id FROM appointments WHERE id = ${ada.id})`
    )[0]!.known;
  expect(await known()).toBe(false);
  await ada.connect();
  expect(await known()).toBe(true);
  const connection = (await connectionsIn(db)).at(-1)!;
  await db.sql`SELECT lose_google_connection(${connection.id}, 'invalid_grant')`;
  expect(await known()).toBe(false);
});
